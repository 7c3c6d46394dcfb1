"""The work in the background: run once, whatever happens to the worker."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from audit.models import AuditEvent
from initiatives import actions, events, tasks
from initiatives.inventory import actions as inventory_actions
from initiatives.inventory.actions import start_inventory_import
from initiatives.inventory.progress import ProgressKeeper, find_progress
from initiatives.models import Initiative, InventoryImport, RegistrationDraft
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from tests.initiatives.inventory.sample import ROWS, as_csv, bring, changed, take

State = InventoryImport.State


@pytest.fixture
def started(architect: User) -> InventoryImport:
    brought = bring(architect)
    start_inventory_import(brought.pk, only_good_rows=False, actor=architect)
    return brought


def run(import_: InventoryImport) -> InventoryImport:
    tasks.run_inventory_import(str(import_.pk))
    import_.refresh_from_db()
    return import_


def test_a_started_import_is_taken_by_the_one_who_brought_it(
    started: InventoryImport, architect: User
) -> None:
    assert run(started).state == State.DONE
    assert Initiative.objects.count() == 3
    assert started.report["created"] == 3
    event = AuditEvent.objects.get(kind=events.INVENTORY_IMPORTED.code)
    assert (event.object_ref, event.actor_id) == (started.audit_ref, architect.actor_id)


@pytest.mark.django_db(transaction=True)
def test_the_file_is_deleted_when_the_import_has_ended(architect: User) -> None:
    brought = bring(architect)
    name = brought.file.name
    start_inventory_import(brought.pk, only_good_rows=False, actor=architect)
    assert default_storage.exists(str(name))

    assert not run(brought).file
    assert not default_storage.exists(str(name))


def test_a_task_handed_out_twice_takes_nothing_twice(started: InventoryImport) -> None:
    run(started)
    count = AuditEvent.objects.count()

    run(started)

    assert Initiative.objects.count() == 3
    assert AuditEvent.objects.count() == count


def test_an_import_that_was_not_started_is_left_alone(architect: User) -> None:
    assert run(bring(architect)).state == State.READY
    assert not Initiative.objects.exists()


def test_started_twice_runs_once(started: InventoryImport, architect: User) -> None:
    again = start_inventory_import(started.pk, only_good_rows=False, actor=architect)

    assert again is None


def test_an_ended_import_does_not_start(started: InventoryImport, architect: User) -> None:
    run(started)

    with pytest.raises(NotPossibleNow, match="has ended"):
        start_inventory_import(started.pk, only_good_rows=False, actor=architect)


def test_bad_rows_do_not_start_unless_the_good_ones_are_wanted(architect: User) -> None:
    brought = bring(architect, as_csv(changed(ROWS, 1, "Stand", "Idea")))

    with pytest.raises(InvalidInput, match="1 row cannot be taken"):
        start_inventory_import(brought.pk, only_good_rows=False, actor=architect)

    assert start_inventory_import(brought.pk, only_good_rows=True, actor=architect)
    assert run(brought).report["created"] == 2


def test_an_import_sees_what_another_took_meanwhile(started: InventoryImport) -> None:
    take(as_csv(ROWS))

    assert run(started).report["unchanged"] == 3
    assert Initiative.objects.count() == 3


class DiskFullError(OSError):
    """A fault that nobody foresaw."""


def test_a_fault_takes_nothing_and_says_so(
    started: InventoryImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise DiskFullError

    monkeypatch.setattr(inventory_actions, "create_initiatives", fail)

    with pytest.raises(DiskFullError):
        run(started)

    started.refresh_from_db()
    assert started.state == State.FAILED
    assert "administrator" in started.failure
    assert not Initiative.objects.exists()


def test_someone_who_lost_the_role_takes_nothing(started: InventoryImport, architect: User) -> None:
    architect.role_assignments.all().delete()

    assert run(started).state == State.FAILED
    assert "Only IT architects" in started.failure
    assert AuditEvent.objects.latest("id").kind == events.INVENTORY_FAILED.code


def test_progress_is_seen_by_others(started: InventoryImport) -> None:
    run(started)

    progress = find_progress(started.pk)
    assert progress is not None
    assert (progress.step, progress.done, progress.total) == ("Taking", 3, 3)


def ago(import_: InventoryImport, field: str, **time: int) -> None:
    moment = timezone.now() - dt.timedelta(**time)
    InventoryImport.objects.filter(pk=import_.pk).update(**{field: moment})


def test_an_import_without_a_worker_is_marked(started: InventoryImport) -> None:
    ago(started, "started_at", minutes=3)

    tasks.mark_interrupted_imports()

    started.refresh_from_db()
    assert started.state == State.FAILED
    assert "interrupted" in started.failure
    assert run(started).state == State.FAILED


@pytest.mark.parametrize("heard", [True, False])
def test_an_import_at_work_is_not_marked(started: InventoryImport, heard: bool) -> None:
    if heard:
        ago(started, "started_at", minutes=3)
        ProgressKeeper(started.pk).tell("Taking", 1, 3)

    tasks.mark_interrupted_imports()

    started.refresh_from_db()
    assert started.state == State.RUNNING


def test_a_file_that_nobody_takes_is_cleared_away(architect: User) -> None:
    brought, fresh = bring(architect), bring(architect)
    ago(brought, "created_at", days=15)

    tasks.mark_interrupted_imports()

    brought.refresh_from_db()
    fresh.refresh_from_db()
    assert (brought.state, bool(brought.file)) == (State.FAILED, False)
    assert (fresh.state, bool(fresh.file)) == (State.READY, True)


@pytest.mark.behaviour("B61")
def test_drafts_expire(lead: User) -> None:
    draft = actions.save_draft({"title": "half"}, actor=lead)
    RegistrationDraft.objects.update(saved_at=timezone.now() - dt.timedelta(days=15))

    tasks.expire_drafts()

    assert not RegistrationDraft.objects.filter(pk=draft.pk).exists()
