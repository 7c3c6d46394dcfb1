"""Taking an inventory: whole or not at all, and again without a duplicate."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from initiatives import actions, events
from initiatives.inventory import actions as inventory_actions
from initiatives.models import Initiative, Milestone, Restriction
from initiatives.vocabulary import Stage, TimeQuality
from people.errors import InvalidInput, NotPermitted
from people.models import Unit, User
from tests.initiatives.inventory.sample import (
    MAPPING,
    ROWS,
    Rows,
    as_csv,
    changed,
    plan,
    take,
)

pytestmark = pytest.mark.django_db
NUMBERED = MAPPING.replace('"refuse"', '"number"')


def kinds() -> list[str]:
    return list(AuditEvent.objects.order_by("recorded_at", "id").values_list("kind", flat=True))


def find(title: str) -> Initiative:
    return Initiative.objects.get(title=title)


@pytest.mark.behaviour("B60", "B61")
def test_an_inventory_becomes_initiatives(architect: User) -> None:
    report = take(as_csv(ROWS))

    assert (report.created, report.changed, report.unchanged, report.bad) == (3, 0, 0, 0)
    late = find("Späte Aufträge erkennen")
    assert late.reference.startswith("AI-")
    assert (late.stage, late.unit.name, late.lead) == (Stage.OPERATION, "Werk Nord", None)
    assert late.started_on == dt.date(2021, 5, 3)
    assert late.source == "werke-2026"
    assert late.versions.get().title == late.title
    assert Initiative.objects.visible_to(architect).count() == 3
    assert kinds().count(events.IMPORTED.code) == 3
    assert kinds().count(events.INVENTORY_IMPORTED.code) == 1


def test_what_runs_already_has_declared_its_steps() -> None:
    take(as_csv(ROWS))

    steps = {step.kind: step for step in find("Späte Aufträge erkennen").milestones.all()}
    assert steps["live"].taken
    assert steps["live"].taken_on is None
    assert {step.quality for step in steps.values()} == {TimeQuality.DECLARED}


def test_a_day_that_lies_ahead_is_planned() -> None:
    rows = changed(ROWS, 2, "Start", "1.9.2045")
    take(as_csv(rows))

    step = Milestone.objects.get(initiative__title=ROWS[2][1], kind="live")
    assert (step.planned_on, step.taken, step.taken_on) == (dt.date(2045, 9, 1), False, None)


def test_a_repeat_import_changes_nothing() -> None:
    take(as_csv(ROWS))
    before, events_before = list(Initiative.objects.values()), kinds()

    report = take(as_csv(ROWS))

    assert (report.created, report.changed, report.unchanged) == (0, 0, 3)
    assert list(Initiative.objects.values()) == before
    assert kinds() == [*events_before, events.INVENTORY_IMPORTED.code]


@pytest.mark.parametrize(
    ("column", "value", "field", "expected"),
    [
        ("Vorhaben", "Weniger Ausschuss", "title", "Weniger Ausschuss"),
        ("Problem", "Noch mehr Ausschuss", "problem", "Noch mehr Ausschuss"),
        ("Beginn", "4.5.2024", "started_on", dt.date(2024, 5, 4)),
        ("Anmerkung", "erledigt", "source_note", "Nr.: 2\nAnmerkung: erledigt"),
    ],
)
def test_a_changed_cell_changes_one_field(
    column: str, value: str, field: str, expected: Any
) -> None:
    take(as_csv(ROWS))
    before = Initiative.objects.get(title=ROWS[1][1])

    report = take(as_csv(changed(ROWS, 1, column, value)))

    assert (report.created, report.changed, report.unchanged) == (0, 1, 2)
    after = Initiative.objects.get(pk=before.pk)
    assert getattr(after, field) == expected
    assert kinds()[-2:] == [events.REIMPORTED.code, events.INVENTORY_IMPORTED.code]
    reworded = field in {"title", "problem"}
    assert after.versions.count() == after.version == (2 if reworded else 1)
    assert take(as_csv(changed(ROWS, 1, column, value))).changed == 0


def test_a_changed_unit_moves_the_initiative() -> None:
    take(as_csv(ROWS))

    take(as_csv(changed(ROWS, 1, "Werk", "Werk West")))

    assert find(ROWS[1][1]).unit == Unit.objects.get(name="Werk West")


def test_a_changed_day_of_a_step_is_brought_up_to_date() -> None:
    take(as_csv(ROWS))

    take(as_csv(changed(ROWS, 0, "Start", "7.7.2021")))
    step = Milestone.objects.get(initiative__title=ROWS[0][1], kind="live")
    assert (step.taken, step.taken_on) == (True, dt.date(2021, 7, 7))

    take(as_csv(ROWS))
    step.refresh_from_db()
    assert (step.taken, step.taken_on) == (True, None)


def test_what_people_changed_stays_and_is_reported(lead: User) -> None:
    take(as_csv(ROWS))
    Initiative.objects.filter(title=ROWS[1][1]).update(problem="As people worded it")

    same = take(as_csv(ROWS))
    new = take(as_csv(changed(ROWS, 1, "Problem", "As the file words it now")))

    assert not same.findings
    assert find(ROWS[1][1]).problem == "As people worded it"
    assert [(finding.row, finding.column) for finding in new.findings] == [(3, "Problem")]
    assert "was changed in Joinery and stays" in new.findings[0].message


@pytest.mark.parametrize("value", ["Im Bau", "Läuft"])
def test_a_stage_moves_by_a_go_ahead_only(value: str) -> None:
    take(as_csv(ROWS))

    report = take(as_csv(changed(ROWS, 1, "Stand", value)))

    assert find(ROWS[1][1]).stage == Stage.DESIGN
    assert report.changed == 0
    assert "A stage moves by a go-ahead only." in report.findings[0].message
    assert not report.findings[0].keeps_row_out


def test_what_is_no_longer_in_the_file_stays() -> None:
    take(as_csv(ROWS))

    report = take(as_csv(ROWS[1:]))

    assert report.missing == (find(ROWS[0][1]).reference,)
    assert Initiative.objects.count() == 3


def test_a_renamed_unit_is_not_made_again() -> None:
    take(as_csv(ROWS))
    Unit.objects.filter(name="Werk Süd").update(name="Werk Mitte")

    assert take(as_csv(ROWS)).unchanged == 3
    assert not Unit.objects.filter(name="Werk Süd").exists()


def test_units_known_by_another_spelling_are_used() -> None:
    Unit.objects.create(name="WERK NORD")

    take(as_csv(ROWS))

    assert set(Unit.objects.values_list("name", flat=True)) == {"WERK NORD", "Werk Süd"}


def test_an_unknown_unit_keeps_its_rows_out_unless_units_are_made() -> None:
    Unit.objects.create(name="Werk Nord")

    planned = plan(as_csv(ROWS), MAPPING.replace("create = true", "create = false"))

    assert planned.bad_rows == {3}
    assert (planned.findings[0].column, planned.findings[0].value) == ("Werk", "Werk Süd")
    assert len(planned.new) == 2


def test_bad_rows_stop_all_or_are_left_out() -> None:
    content = as_csv(changed(ROWS, 1, "Stand", "Idea"))

    with pytest.raises(InvalidInput, match="1 row cannot be taken, so none was"):
        take(content)
    assert not Initiative.objects.exists()
    assert not AuditEvent.objects.exists()

    report = take(content, only_good_rows=True)
    assert (report.created, report.bad) == (2, 1)
    assert Initiative.objects.count() == 2


def test_a_bad_row_is_taken_once_it_is_good() -> None:
    take(as_csv(changed(ROWS, 1, "Stand", "Idea")), only_good_rows=True)

    report = take(as_csv(ROWS))

    assert (report.created, report.unchanged) == (1, 2)


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("initiatives.inventory.taking.BATCH", 1)
    calls = 0

    def fail_at_the_second(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise MemoryError
        return create(*args)

    create = inventory_actions.create_initiatives
    monkeypatch.setattr(inventory_actions, "create_initiatives", fail_at_the_second)

    with pytest.raises(MemoryError):
        take(as_csv(ROWS))

    assert calls == 2
    assert not Initiative.objects.exists()
    assert not Unit.objects.exists()
    assert not AuditEvent.objects.exists()


def test_progress_is_told_to_the_end() -> None:
    told: list[tuple[int, int]] = []

    take(as_csv(ROWS), report_progress=lambda done, total: told.append((done, total)))

    assert told[-1] == (3, 3)


def test_only_those_who_keep_the_inventory_take_it(lead: User, architect: User) -> None:
    with pytest.raises(NotPermitted):
        take(as_csv(ROWS), actor=lead)

    assert take(as_csv(ROWS), actor=architect).created == 3
    assert AuditEvent.objects.filter(actor_id=architect.actor_id).count() > 3


TWINS: Rows = [
    ["7", "Zwilling", "Werk Nord", "erster", "Idee", "", "", "a"],
    ["7", "Zwilling", "Werk Nord", "zweiter", "Idee", "", "", "b"],
    ["7", "Zwilling", "Werk Nord", "dritter", "Idee", "", "", "c"],
]


def test_twins_are_recognised_in_another_order() -> None:
    take(as_csv(TWINS), NUMBERED)

    report = take(as_csv([TWINS[2], TWINS[0], TWINS[1]]), NUMBERED)

    assert (report.created, report.changed, report.unchanged) == (0, 0, 3)


def test_a_missing_twin_does_not_give_its_name_away() -> None:
    take(as_csv(TWINS), NUMBERED)
    first = Initiative.objects.get(problem="erster")

    report = take(as_csv(TWINS[1:]), NUMBERED)

    assert (report.changed, report.unchanged) == (0, 2)
    assert report.missing == (first.reference,)


def test_a_changed_twin_is_found_by_what_it_still_says() -> None:
    take(as_csv(TWINS), NUMBERED)
    third = Initiative.objects.get(problem="dritter")

    rows = [TWINS[0], TWINS[1], [*TWINS[2][:3], "noch ein dritter", *TWINS[2][4:]]]
    report = take(as_csv(rows), NUMBERED)

    assert (report.created, report.changed, report.unchanged) == (0, 1, 2)
    third.refresh_from_db()
    assert third.problem == "noch ein dritter"


def test_a_further_twin_gets_a_number_of_its_own() -> None:
    take(as_csv(TWINS[:2]), NUMBERED)

    assert take(as_csv(TWINS), NUMBERED).created == 1
    assert take(as_csv(TWINS), NUMBERED).unchanged == 3
    assert Initiative.objects.values("source_key").distinct().count() == 3


def test_two_sources_do_not_mix() -> None:
    take(as_csv(ROWS))

    other = take(as_csv(ROWS), MAPPING.replace("werke-2026", "werke-2027"))

    assert other.created == 3
    assert Initiative.objects.count() == 6


def test_wordings_by_people_count_as_versions(lead: User, architect: User) -> None:
    take(as_csv(ROWS))
    initiative = find(ROWS[1][1])
    initiative.members.create(user=lead, party="business")
    actions.change_use_case(initiative, changes={"problem": "Neu gefasst"}, version=1, actor=lead)

    take(as_csv(changed(ROWS, 1, "Vorhaben", "Weniger Ausschuss")))

    initiative.refresh_from_db()
    assert (initiative.version, initiative.problem) == (3, "Neu gefasst")
    assert initiative.title == "Weniger Ausschuss"


@pytest.mark.behaviour("A28")
def test_what_is_restricted_from_who_imports_stays_and_is_not_told_of(
    architect: User, other_architect: User
) -> None:
    take(as_csv(ROWS))
    hidden = find("Ausschuss senken")
    Restriction.objects.create(
        initiative=hidden,
        reason="Talks",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=other_architect,
        by=other_architect,
    )
    new_words = ("2", "Ausschuss halbieren", "Werk Süd", "Anders", "Im Bau", "", "", "")

    report = take(as_csv([ROWS[0], new_words, ROWS[2]]), actor=architect)
    gone = take(as_csv([ROWS[0], ROWS[2]]), actor=architect)

    assert (report.created, report.changed, report.unchanged) == (0, 0, 3)
    assert (report.findings, report.examples, gone.missing) == ((), (), ())
    assert find("Ausschuss senken") == hidden
    assert take(as_csv([new_words]), actor=other_architect).changed == 1
