"""Whatever a random cast tries, the rules of a design input hold."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.models import AuditEvent
from governance.actions import dispose_design_input, reply_to_disposition
from governance.models import DesignInput
from governance.vocabulary import ANSWERS, InputState
from initiatives.models import Initiative
from people.errors import Refusal
from people.models import User
from tests.factories import raised

STATES = st.sampled_from(InputState.values)
REASONS = st.sampled_from(["", "  ", "Because it costs too much", "Weil: 因为 🙂"])
DAYS = st.sampled_from([None, -1, 0, 1, 30])
CAST = st.sampled_from(["lead", "architect", "other_lead", "executive"])
STEPS = st.lists(st.tuples(CAST, STATES, REASONS, DAYS, st.booleans()), max_size=12)


class _RolledBack(Exception):  # noqa: N818 - ends one example, it is no fault
    """Takes an example's rows back."""


@settings(max_examples=40)
@given(steps=STEPS)
def test_random_answers_keep_the_rules(
    steps: list[tuple[str, str, str, int | None, bool]],
    initiative: Initiative,
    lead: User,
    architect: User,
    other_lead: User,
    executive: User,
) -> None:
    cast = {
        "lead": lead,
        "architect": architect,
        "other_lead": other_lead,
        "executive": executive,
    }
    with suppress(_RolledBack), transaction.atomic():
        design_input = raised(initiative, architect)
        for who, state, reason, days, replies in steps:
            _try(design_input, cast[who], state, reason, days)
            if replies:
                _try_reply(design_input, cast[who])
        raise _RolledBack


def _try(design_input: DesignInput, actor: User, state: str, reason: str, days: int | None) -> None:
    before = DesignInput.objects.values().get(pk=design_input.pk)
    events = set(_events(design_input))
    until = None if days is None else timezone.localdate() + dt.timedelta(days=days)
    try:
        dispose_design_input(design_input, state=state, reason=reason, until=until, actor=actor)
    except Refusal:
        assert DesignInput.objects.values().get(pk=design_input.pk) == before
        assert set(_events(design_input)) == events
        return
    now = DesignInput.objects.get(pk=design_input.pk)
    assert before["state"] != "withdrawn"
    assert now.state == state
    assert now.version == before["version"] + 1
    assert (now.answered_at is not None) == (before["answered_at"] is not None or state in ANSWERS)
    if state in {"declined", "adapted"}:
        assert now.disposition_reason
    if state == "deferred":
        assert now.deferred_until is not None
        assert now.deferred_until > timezone.localdate()
    if state == "withdrawn":
        assert actor.pk == now.raised_by_id
    new = [kind for pk, kind in _events(design_input) if (pk, kind) not in events]
    assert new == [f"design_input.{state}"]


def _try_reply(design_input: DesignInput, actor: User) -> None:
    before = DesignInput.objects.get(pk=design_input.pk)
    try:
        reply_to_disposition(design_input, view="see_it_differently", text="So", actor=actor)
    except Refusal:
        assert DesignInput.objects.get(pk=design_input.pk).version == before.version
        return
    now = DesignInput.objects.get(pk=design_input.pk)
    assert (now.state, now.disposition_reason) == (before.state, before.disposition_reason)
    assert actor.pk == now.raised_by_id
    assert before.replied_at is None


def _events(design_input: DesignInput) -> list[tuple[object, str]]:
    return list(
        AuditEvent.objects.filter(object_ref=design_input.reference).values_list("pk", "kind")
    )
