"""Every pair of states, the possible and the impossible."""

import datetime as dt

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import dispose_design_input
from governance.models import DesignInput
from governance.transitions import DESIGN_INPUT
from governance.vocabulary import InputState
from initiatives.models import Initiative
from people.errors import NotPossibleNow
from people.models import User
from tests.factories import raised

PAIRS = [(before, after) for before in InputState for after in InputState]
POSSIBLE = [pair for pair in PAIRS if pair[1] in DESIGN_INPUT[pair[0]]]
IMPOSSIBLE = [pair for pair in PAIRS if pair[1] not in DESIGN_INPUT[pair[0]]]


def _in_state(initiative: Initiative, raiser: User, state: InputState) -> DesignInput:
    design_input = raised(initiative, raiser)
    if state != InputState.RAISED:
        _move(design_input, state, raiser)
    return DesignInput.objects.get(pk=design_input.pk)


def _move(design_input: DesignInput, state: InputState, actor: User) -> DesignInput:
    until = timezone.localdate() + dt.timedelta(days=7)
    return dispose_design_input(
        design_input, state=state, reason="Because", until=until, actor=actor
    )


@pytest.mark.parametrize(("before", "after"), POSSIBLE)
def test_possible_moves_are_made_and_recorded_once(
    initiative: Initiative, architect: User, before: InputState, after: InputState
) -> None:
    design_input = _in_state(initiative, architect, before)
    events = AuditEvent.objects.filter(object_ref=design_input.reference)
    earlier = set(events.values_list("pk", flat=True))

    moved = _move(design_input, after, architect)

    assert moved.state == after
    assert moved.version == design_input.version + 1
    assert (moved.deferred_until is not None) == (after == InputState.DEFERRED)
    assert (moved.applied_at is not None) == (after in {"incorporated", "adapted"})
    new = events.exclude(pk__in=earlier)
    assert [event.kind for event in new] == [f"design_input.{after}"]


@pytest.mark.parametrize(("before", "after"), IMPOSSIBLE)
def test_impossible_moves_change_nothing(
    initiative: Initiative, architect: User, before: InputState, after: InputState
) -> None:
    design_input = _in_state(initiative, architect, before)
    as_it_was = DesignInput.objects.values().get(pk=design_input.pk)
    events = AuditEvent.objects.count()

    with pytest.raises(NotPossibleNow) as refused:
        _move(design_input, after, architect)

    assert refused.value.field == "state"
    assert refused.value.way_out
    assert DesignInput.objects.values().get(pk=design_input.pk) == as_it_was
    assert AuditEvent.objects.count() == events


def test_every_state_has_its_moves() -> None:
    assert set(DESIGN_INPUT) == set(InputState)
    assert len(POSSIBLE) + len(IMPOSSIBLE) == 49
    assert DESIGN_INPUT[InputState.WITHDRAWN] == frozenset()
    assert not any(InputState.RAISED in moves for moves in DESIGN_INPUT.values())


@pytest.mark.behaviour("A03")
def test_talking_about_it_is_no_answer_and_the_first_answer_keeps_its_time(
    initiative: Initiative, architect: User
) -> None:
    design_input = raised(initiative, architect)

    assert _move(design_input, InputState.DISCUSSED, architect).answered_at is None
    first = _move(design_input, InputState.DECLINED, architect).answered_at
    assert first is not None
    assert _move(design_input, InputState.DISCUSSED, architect).answered_at == first
    again = _move(design_input, InputState.ADAPTED, architect)
    assert again.answered_at == first
    assert again.applied_at is not None
    assert again.applied_at > first
