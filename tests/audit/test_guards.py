"""The record refuses every change to what it holds, on both databases."""

from collections.abc import Callable

import pytest
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from audit import guards
from audit.models import AuditEvent, AuditPayload
from initiatives.models import Initiative

pytestmark = pytest.mark.django_db


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


ATTACKS: dict[str, Callable[[], object]] = {
    "update events": lambda: AuditEvent.objects.update(kind="x"),
    "update payloads": lambda: AuditPayload.objects.update(value="x"),
    "delete payloads": lambda: AuditPayload.objects.all()._raw_delete("default"),
    "delete events": lambda: AuditEvent.objects.all()._raw_delete("default"),
    "save again": lambda: AuditEvent.objects.earliest("id").save(),
    "bulk update": lambda: AuditEvent.objects.bulk_update(
        [AuditEvent.objects.earliest("id")], ["kind"]
    ),
    "update with an expression": lambda: AuditEvent.objects.update(occurred_at=F("recorded_at")),
    "raw update": lambda: _sql("UPDATE audit_auditevent SET kind = 'x'"),
    "raw delete": lambda: _sql("DELETE FROM audit_auditpayload"),
}


@pytest.mark.behaviour("B106")
@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_recorded_cannot_be_changed(initiative: Initiative, attack: str) -> None:
    before = list(AuditEvent.objects.values_list("id", "kind", "body"))

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ATTACKS[attack]()

    assert list(AuditEvent.objects.values_list("id", "kind", "body")) == before
    assert before


@pytest.mark.behaviour("B106")
def test_an_insert_cannot_replace_an_event(initiative: Initiative) -> None:
    if connection.vendor == "postgresql":
        statement = (
            "INSERT INTO audit_auditevent SELECT * FROM audit_auditevent "
            "ON CONFLICT (id) DO UPDATE SET kind = 'forged'"
        )
    else:
        statement = (
            "INSERT OR REPLACE INTO audit_auditevent SELECT id, 'forged', actor_id, actor_party, "
            "object_ref, initiative_ref, occurred_at, recorded_at, body FROM audit_auditevent"
        )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _sql(statement)
    assert not AuditEvent.objects.filter(kind="forged").exists()


@pytest.mark.behaviour("B106")
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_truncate_is_refused(initiative: Initiative) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _sql("TRUNCATE audit_auditevent CASCADE")


@pytest.mark.django_db(transaction=True)
def test_a_missing_guard_is_reported_and_put_back() -> None:
    _sql(
        "DROP TRIGGER audit_auditevent_no_update"
        + (" ON audit_auditevent" if connection.vendor == "postgresql" else "")
    )

    errors = run_checks(tags=["database"], databases=["default"])

    assert [error.id for error in errors] == ["audit.E001"]
    assert "audit_auditevent_no_update" in errors[0].msg
    guards.install(connection)
    assert run_checks(tags=["database"], databases=["default"]) == []
