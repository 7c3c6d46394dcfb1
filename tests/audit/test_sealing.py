"""Every committed event is sealed exactly once, whatever happens to the sealer."""

import datetime as dt
import signal
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone

from audit import actions, events, guards, keys, outside, sealing
from audit.actions import TheRecord
from audit.models import (
    AuditEvent,
    AuditPending,
    CheckpointDelivery,
    RecordCheckpoint,
    RecordLeaf,
    RecordTile,
    Sealer,
)
from audit.outside import deliver_due_checkpoints
from audit.recording import record
from audit.sealing import seal
from audit.tasks import seal_record
from audit.verification import verify
from tests.audit.record_scene import CLOCKWORK, findings, noted, sealed_record
from tests.audit.sqlite_file import in_another_process, sqlite_file

pytestmark = pytest.mark.django_db


class KilledError(Exception):
    """Stands for the end of a process."""


def die_after(step: str) -> Callable[[str], None]:
    def after(done: str) -> None:
        if done == step:
            raise KilledError

    return after


def is_whole(count: int) -> None:
    """That many leaves, dense, each event once, all of it proved."""
    leaves = list(RecordLeaf.objects.order_by("index").values_list("index", "event_id"))
    assert [index for index, _ in leaves] == list(range(count))
    assert len({event for _, event in leaves}) == count
    assert not AuditPending.objects.exists()
    latest = RecordCheckpoint.objects.latest("size")
    assert latest.size == count
    assert findings() == []


def test_events_wait_until_they_are_sealed() -> None:
    made = sealed_record(2)

    assert set(RecordLeaf.objects.values_list("event_id", flat=True)) == {each.pk for each in made}
    is_whole(2)


def test_sealing_nothing_new_signs_nothing() -> None:
    sealed_record(2)

    again = seal()

    assert (again.events, again.checkpoint, again.busy) == (0, None, False)
    assert RecordCheckpoint.objects.count() == 1


def test_an_idle_record_asks_its_places_outside_now_and_then_only() -> None:
    assert sealing.is_due()
    sealed_record(2)
    assert not sealing.is_due()

    Sealer.objects.update(sealed_at=timezone.now() - sealing.IDLE)
    assert sealing.is_due()


def test_what_is_left_to_do_is_due() -> None:
    sealed_record(2)
    noted(1)
    assert sealing.is_due()

    with pytest.raises(KilledError):
        seal(after_step=die_after("batch"))
    assert sealing.is_due(), "sealed, but not signed"

    seal()
    Sealer.objects.update(refusal="The key is gone.")
    assert sealing.is_due(), "it refused"


def test_a_backlog_is_sealed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 100)
    steps: list[str] = []
    keys.create_key("record.example.org/tests")
    noted(700)

    seal(after_step=steps.append)

    assert steps == ["batch"] * 7 + ["checkpoint"]
    assert RecordTile.objects.count() == 2
    is_whole(700)


@pytest.mark.parametrize("step", ["batch", "checkpoint"])
@pytest.mark.parametrize("before", [0, 250])
def test_a_sealer_that_dies_between_steps_loses_and_repeats_nothing(
    monkeypatch: pytest.MonkeyPatch, step: str, before: int
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 10)
    sealed_record(before or 1)
    noted(25)
    with pytest.raises(KilledError):
        seal(after_step=die_after(step))

    noted(3)
    seal()

    is_whole((before or 1) + 28)


def test_a_batch_that_fails_half_way_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed_record(250)
    noted(10)
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "_store_full_tiles", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            seal()

    assert RecordLeaf.objects.count() == 250
    assert AuditPending.objects.count() == 10
    seal()
    is_whole(260)


def test_a_signature_that_fails_is_made_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed_record(2)
    noted(1)
    with monkeypatch.context() as patched:
        patched.setattr(sealing, "sign_note", lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            seal()
    assert RecordCheckpoint.objects.count() == 1

    seal()

    is_whole(3)


def test_without_a_key_nothing_is_sealed_and_the_reason_stays() -> None:
    noted(1)
    with pytest.raises(keys.NoRecordKeyError, match="create-key"):
        seal()

    assert AuditPending.objects.count() == 1
    assert "There is no key of the record" in sealing.trouble()
    keys.create_key("record.example.org/tests")
    seal()
    assert sealing.trouble() == ""


def test_a_lease_that_is_held_keeps_others_away_until_it_ends() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has advisory locks")
    sealed_record(1)
    noted(1)
    now = timezone.now()
    Sealer.objects.update(holder="somebody", held_until=now + sealing.LEASE)
    assert seal().busy

    Sealer.objects.update(held_until=now - dt.timedelta(seconds=1))

    assert seal().events == 1
    assert Sealer.objects.get().holder == ""


def test_an_event_that_waits_too_long_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed_record(1)
    noted(1)
    assert sealing.trouble() == ""

    later = timezone.now() + dt.timedelta(minutes=7)
    monkeypatch.setattr(timezone, "now", lambda: later)

    assert "waiting for 7 minutes to be sealed" in sealing.trouble()


def test_a_clock_that_jumps_back_changes_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed_record(3)
    earlier = timezone.now() - dt.timedelta(days=400)
    monkeypatch.setattr(timezone, "now", lambda: earlier)
    with transaction.atomic():
        late = record(events.KEYS_RETIRED, TheRecord(), actor=CLOCKWORK, data={"count": 1})
    # The first 48 bits of a uuid7 are its time; this one is of 2001.
    monkeypatch.setattr(
        AuditEvent._meta.pk,
        "_get_default",
        lambda: uuid.UUID("00e50000-0000-7000-8000-000000000001"),
    )
    with transaction.atomic():
        first = record(events.KEYS_RETIRED, TheRecord(), actor=CLOCKWORK, data={"count": 2})
    assert AuditEvent.objects.order_by("pk").first() == first

    seal()

    assert RecordLeaf.objects.get(event=late).index >= 3
    assert RecordLeaf.objects.get(event=first).index >= 3
    is_whole(5)


def test_a_transaction_that_rolls_back_leaves_neither_event_nor_gap() -> None:
    sealed_record(1)
    with transaction.atomic():
        record(events.KEYS_RETIRED, TheRecord(), actor=CLOCKWORK, data={"count": 1})
        transaction.set_rollback(True)
    noted(1)

    seal()

    is_whole(2)


@pytest.mark.parametrize(
    "data",
    [
        {"text": "x" * 1_000_000},
        {"text": "é e\u0301 \u212b ﬁ א \u202e 🙂", "e\u0301": "key"},
        {"number": 2**53 + 1, "negative": -(2**70), "small": 0.1},
        {"nul": "\x00", "quotes": '"\\\n\u2028'},
    ],
    ids=["a megabyte", "not NFC", "beyond 2**53", "control characters"],
)
def test_whatever_an_event_holds_verifies(data: dict[str, Any]) -> None:
    keys.create_key("record.example.org/tests")
    noted(1, **data)

    seal()

    is_whole(1)


def test_an_erasable_text_is_any_text() -> None:
    keys.create_key("record.example.org/tests")
    text = "e\u0301 \u212b 🙂 " + "x" * 100_000
    with transaction.atomic():
        record(events.KEYS_RETIRED, TheRecord(), actor=CLOCKWORK, personal={"note": text})
    seal()
    is_whole(1)


def test_a_checkpoint_goes_outside_and_a_failing_place_is_tried_again(
    settings: Any, tmp_path: Path
) -> None:
    settings.RECORD_SINKS = [f"dir:{tmp_path / 'later'}"]
    sealed_record(2)
    assert deliver_due_checkpoints() == 0
    (state,) = outside.sink_states()
    assert state.failing_since is not None
    assert state.error

    (tmp_path / "later").mkdir()
    noted(1)
    seal()
    CheckpointDelivery.objects.update(due_at=timezone.now())
    assert deliver_due_checkpoints() == 1

    (state,) = outside.sink_states()
    assert (state.size, state.error, state.failing_since) == (3, "", None)
    assert findings() == []


def test_a_foreign_checkpoint_in_its_place_stops_the_sealer(settings: Any, tmp_path: Path) -> None:
    place = tmp_path / "outside"
    place.mkdir()
    settings.RECORD_SINKS = [f"dir:{place}"]
    sealed_record(2)
    deliver_due_checkpoints()
    for path in place.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_text("nonsense")
    noted(1)

    with pytest.raises(outside.ForkedRecordError):
        seal()

    assert AuditPending.objects.count() == 1
    assert sealing.trouble()
    assert verify().findings


def test_the_task_seals_and_delivers(settings: Any, tmp_path: Path) -> None:
    settings.RECORD_SINKS = [f"dir:{tmp_path}"]
    keys.create_key("record.example.org/tests")
    noted(1)

    seal_record()

    assert outside.sink_states()[0].size == 1


# --- many at once -----------------------------------------------------------------------------


def at_once(*works: Callable[[], None]) -> None:
    """Run each in a thread with a connection of its own; the first failure is raised."""
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert not any(thread.is_alive() for thread in threads)


def need_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the test database of SQLite is one connection's memory")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_sealers_at_once_one_is_busy() -> None:
    need_postgresql()
    sealed_record(1)
    noted(50)
    at_work, other_done = threading.Event(), threading.Event()
    others: list[bool] = []

    def first() -> None:
        def wait(step: str) -> None:
            at_work.set()
            assert other_done.wait(30)

        assert seal(after_step=wait).events == 50

    def second() -> None:
        assert at_work.wait(30)
        others.append(seal().busy)
        other_done.set()

    at_once(first, second)

    assert others == [True]
    is_whole(51)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_eight_writers_while_sealing_every_committed_event_is_sealed_once() -> None:
    need_postgresql()
    sealed_record(1)
    finished: list[bool] = []
    kept: list[int] = []

    def write() -> None:
        for turn in range(25):
            with transaction.atomic():
                record(events.KEYS_RETIRED, TheRecord(), actor=CLOCKWORK, data={"count": turn})
                if turn % 5 == 4:
                    transaction.set_rollback(True)
                else:
                    kept.append(turn)
        finished.append(True)

    def keep_sealing() -> None:
        while len(finished) < 8:
            seal()

    at_once(*[write] * 8, keep_sealing, keep_sealing)
    seal()

    assert len(kept) == 8 * 20
    is_whole(1 + 8 * 20)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_an_event_that_commits_late_is_not_lost() -> None:
    """Its id is older than what was sealed meanwhile; whoever reads `id > last` never sees it."""
    need_postgresql()
    sealed_record(1)
    begun, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            record(events.KEYS_RETIRED, TheRecord(), actor=CLOCKWORK, data={"count": 1})
            begun.set()
            assert sealed.wait(30)

    def quick() -> None:
        assert begun.wait(30)
        noted(3)
        assert seal().events == 3
        sealed.set()

    at_once(slow, quick)
    assert seal().events == 1
    is_whole(5)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_lock_of_a_killed_sealer_is_free_at_once() -> None:
    need_postgresql()
    sealed_record(1)
    noted(1)
    database = connection.settings_dict
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    child = in_another_process(HANGING_SEALER, address, keys.key_file())
    _kill_when_it_hangs(child)

    deadline = time.monotonic() + 20
    while seal().busy:  # the server notices the lost connection by itself
        assert time.monotonic() < deadline
        time.sleep(0.1)

    is_whole(2)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_applications_role_can_seal_and_erase(monkeypatch: pytest.MonkeyPatch) -> None:
    need_postgresql()
    role = "joinery_sealing_test"
    monkeypatch.setenv("JOINERY_APP_PASSWORD", "only-for-this-test")
    call_command("create_app_role", name=role, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT {role} TO CURRENT_USER")
        cursor.execute(f"SET ROLE {role}")
    try:
        actions.create_record_key(actor=CLOCKWORK)
        (event,) = noted(1)
        assert seal().events == 2
        actions.erase_payload(event, "remark", reason="A request", actor=CLOCKWORK)
        actions.start_origin(reason="Restored", actor=CLOCKWORK)
        assert seal().events == 3
        assert findings() == []
        with pytest.raises(DatabaseError, match="permission denied"):
            RecordLeaf.objects.update(index=F("index") + 100)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute(f"DROP OWNED BY {role}")
            cursor.execute(f"DROP ROLE {role}")


HANGING_SEALER = """
import time
from audit.sealing import seal

def hang(step):
    print(step, flush=True)
    time.sleep(600)

seal(after_step=hang)
"""


def _kill_when_it_hangs(child: Popen[str]) -> None:
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "batch\n"
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait(timeout=30)
        child.stdout.close()


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_a_record_that_is_whole(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("see test_the_lock_of_a_killed_sealer_is_free_at_once")
    sealed_record(1)
    noted(1)
    path = sqlite_file(tmp_path)
    _kill_when_it_hangs(in_another_process(HANGING_SEALER, f"sqlite:///{path}", keys.key_file()))

    finished = in_another_process(FINISHING_SEALER, f"sqlite:///{path}", keys.key_file())
    told, _ = finished.communicate(timeout=60)

    assert told.splitlines() == ["True", "0 2 []"]


FINISHING_SEALER = """
from audit.models import Sealer
from audit.reading import current_log, latest_checkpoint
from audit.sealing import seal
from audit.verification import verify

print(seal().busy)
Sealer.objects.update(held_until="2020-01-01T00:00:00Z")
sealed = seal()
print(sealed.events, latest_checkpoint(current_log()).size, verify().findings)
"""


def test_nothing_is_left_to_guard_but_the_bookkeeping() -> None:
    """A new table of the record is either guarded or named here, with why it changes."""
    changing = {"audit_auditpending", "audit_checkpointdelivery", "audit_sealer"}
    tables = {model._meta.db_table for model in apps.get_app_config("audit").get_models()}
    assert tables == changing | set(guards.GUARDED_TABLES)
