"""Decision records: written, settled, replaced without a circle, and whose inputs they embody."""

import pytest

from architecture.actions.credits import credit_decision_inputs, credit_inputs
from architecture.actions.decision_fields import Written
from architecture.actions.decision_states import replace_decision, settle_decision
from architecture.actions.decisions import change_decision
from architecture.integration_queries import credits_of
from architecture.models import DecisionRecord, EmbodiedInput
from architecture.transitions import DECISION
from architecture.vocabulary import DecisionStatus
from audit.models import AuditEvent
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.architecture_app.scenes import decided, held, proposed, written
from tests.factories import raised


@pytest.mark.behaviour("A25")
def test_a_record_is_proposed_reworded_and_decided(
    initiative: Initiative, lead: User, architect: User
) -> None:
    record = written(initiative, architect, deciders=[lead], named_deciders=["Vendor's engineer"])
    assert record.reference.startswith("ADR-")
    assert sorted(str(each) for each in record.deciders.all()) == [
        "Bea Lind",
        "Vendor's engineer",
    ]
    reworded = Written(title=record.title, outcome="The gateway.", deciders=[lead])
    changed = change_decision(record, reworded, actor=lead, version=1)
    assert (changed.version, changed.outcome) == (2, "The gateway.")
    assert change_decision(changed, reworded, actor=lead).version == 2
    settled = settle_decision(changed, status="decided", actor=architect)
    assert settled.decided_on
    with pytest.raises(NotPossibleNow, match="takes its place"):
        change_decision(settled, reworded, actor=lead)
    kinds = AuditEvent.objects.filter(object_ref=record.reference).order_by("pk")
    assert [each.kind for each in kinds] == [
        "decision_record.written",
        "decision_record.changed",
        "decision_record.decided",
    ]


@pytest.mark.behaviour("A25")
def test_a_record_needs_what_its_standing_says(
    initiative: Initiative, lead: User, executive: User
) -> None:
    record = written(initiative, lead, outcome="", chosen_option="")
    with pytest.raises(InvalidInput, match="what is decided"):
        settle_decision(record, status="decided", actor=lead)
    with pytest.raises(InvalidInput, match="Say why"):
        settle_decision(record, status="not_taken", actor=lead)
    with pytest.raises(NotPermitted):
        settle_decision(record, status="not_taken", reason="No", actor=executive)
    assert settle_decision(record, status="not_taken", reason="Too dear.", actor=lead).version == 2


@pytest.mark.parametrize("status", list(DecisionStatus))
def test_standings_follow_the_table(
    initiative: Initiative, lead: User, status: DecisionStatus
) -> None:
    record = written(initiative, lead)
    if status in DECISION[DecisionStatus.PROPOSED]:
        settle_decision(record, status=status, reason="Because", actor=lead)
    else:
        with pytest.raises((NotPossibleNow, InvalidInput)):
            settle_decision(record, status=status, reason="Because", actor=lead)


@pytest.mark.behaviour("A19")
def test_what_is_decided_about_a_held_design_is_its_holders_to_record(
    initiative: Initiative, lead: User, architect: User
) -> None:
    integration = proposed(initiative, lead)
    record = written(initiative, lead, integration=integration)
    held(integration, architect, lead)
    with pytest.raises(NotPermitted):
        settle_decision(record, status="decided", actor=lead)
    assert settle_decision(record, status="decided", actor=architect).is_decided


def test_a_circle_of_replaced_records_is_refused(initiative: Initiative, lead: User) -> None:
    first, second, third = (decided(initiative, lead, title=name) for name in "ABC")
    replace_decision(first, by=second, actor=lead)
    assert replace_decision(first, by=second, actor=lead).replaced_by == second
    replace_decision(second, by=third, actor=lead)
    with pytest.raises(InvalidInput, match="was itself replaced"):
        replace_decision(third, by=first, actor=lead)
    not_taken = written(initiative, lead, title="Not this way")
    settle_decision(not_taken, status="not_taken", reason="Too dear", actor=lead)
    for nothing in (None, third, written(initiative, lead), not_taken):
        with pytest.raises(InvalidInput):
            replace_decision(third, by=nothing, actor=lead)
    assert list(DecisionRecord.objects.order_by("pk").values_list("status", flat=True)) == [
        "replaced", "replaced", "decided", "not_taken", "proposed",
    ]  # fmt: skip


@pytest.mark.behaviour("A08", "A25")
def test_credit_goes_to_the_sides_that_contributed(
    initiative: Initiative, lead: User, architect: User
) -> None:
    ours, theirs = raised(initiative, architect), raised(initiative, lead, title="Within the hour")
    record, integration = written(initiative, lead), proposed(initiative, lead)
    credit_decision_inputs(record, [ours.reference, theirs.reference], actor=lead)
    credit_inputs(integration, [ours.reference], actor=lead)
    assert [(each.party, len(each.inputs)) for each in credits_of(record.embodied.all())] == [
        ("business", 1),
        ("it", 1),
    ]
    credit_decision_inputs(record, [theirs.reference], actor=lead)
    assert [each.input_reference for each in record.embodied.all()] == [theirs.reference]
    with pytest.raises(InvalidInput):
        credit_inputs(integration, ["IN-9999"], actor=lead)
    assert EmbodiedInput.objects.count() == 2
