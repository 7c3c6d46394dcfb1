"""Health answers anybody, and says in words what is wrong."""

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from audit import guards
from audit.keys import NoRecordKeyError
from audit.sealing import seal
from config import health
from config.tasks import WORKER_SEEN_KEY, note_worker_seen
from tests.audit.record_scene import noted


@pytest.fixture(autouse=True)
def _no_worker_seen() -> Iterator[None]:
    cache.delete(WORKER_SEEN_KEY)
    yield
    cache.delete(WORKER_SEEN_KEY)


def broken() -> str | None:
    """A check whose driver fails with an address and a password in its message."""
    message = "connection to joinery:secret@db.internal failed"
    raise OSError(message)


def test_live_needs_no_sign_in_and_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_when_everything_answers_and_a_worker_has_reported(client: Client) -> None:
    note_worker_seen()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {
            "database": {"ok": True, "detail": "ok"},
            "queue": {"ok": True, "detail": "ok"},
            "worker": {"ok": True, "detail": "ok"},
            "record": {"ok": True, "detail": "ok"},
        },
    }


@pytest.mark.django_db
def test_not_ready_before_a_worker_has_reported(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "No worker has reported yet" in response.json()["checks"]["worker"]["detail"]


@pytest.mark.django_db
def test_not_ready_when_the_worker_has_been_silent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.set(WORKER_SEEN_KEY, 1.8e9)
    monkeypatch.setattr("config.health.time", SimpleNamespace(time=lambda: 1.8e9 + 300))
    detail = client.get("/readyz").json()["checks"]["worker"]["detail"]
    assert "reported 300 seconds ago" in detail


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["database", "queue", "worker", "record"])
def test_a_failure_is_told_without_addresses_or_passwords(
    client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    _, words = health.CHECKS[name]
    monkeypatch.setitem(health.CHECKS, name, (broken, words))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"][name] == {"ok": False, "detail": words}
    assert b"secret" not in response.content


@pytest.mark.django_db
def test_not_ready_when_events_wait_too_long_to_be_sealed(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(1)
    assert client.get("/readyz").json()["checks"]["record"]["ok"]
    later = timezone.now() + dt.timedelta(minutes=6)
    monkeypatch.setattr(timezone, "now", lambda: later)

    detail = client.get("/readyz").json()["checks"]["record"]["detail"]

    assert detail.startswith("An event has been waiting for 6 minutes to be sealed.")


@pytest.mark.django_db
def test_not_ready_when_the_sealer_refuses_and_no_address_is_told(client: Client) -> None:
    noted(1)
    with pytest.raises(NoRecordKeyError):
        seal()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "audit status" in response.json()["checks"]["record"]["detail"]
    assert b"/keys" not in response.content


@pytest.mark.django_db
def test_before_the_first_migration_there_is_no_record_to_seal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guards, "stand_on", lambda connection: False)
    assert health.finding("record") is None


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_takes_no_other_method(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_is_never_cached(client: Client, address: str) -> None:
    assert "no-store" in client.get(address)["Cache-Control"]
