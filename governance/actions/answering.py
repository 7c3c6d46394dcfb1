"""Answering a design input, and the raiser's word on the answer."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.recording import record
from governance import events, notices, policies
from governance.models import DesignInput
from governance.transitions import DESIGN_INPUT
from governance.vocabulary import (
    ANSWERS,
    APPLIED_STATES,
    REASONED_STATES,
    InputState,
    RaiserView,
)
from initiatives.actions.table import (
    lock_initiative,
    note_it_contribution,
    permit,
    refuse_if_ended,
)
from initiatives.models import Initiative
from initiatives.seeing import who_may_see
from people.actions import write_notice
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party


@transaction.atomic
def dispose_design_input(
    design_input: DesignInput,
    *,
    state: str,
    actor: User,
    reason: str = "",
    until: dt.date | None = None,
    version: int | None = None,
) -> DesignInput:
    """Answer a design input, or take it into discussion again.

    `version` is the one the actor saw; None answers whatever stands there now.

    Raises:
        NotPermitted: the actor may not answer it, or not withdraw it.
        ChangedMeanwhile: somebody else answered it after the actor loaded it.
        NotPossibleNow: the state does not lead there, or the initiative has ended.
        InvalidInput: the state is unknown; a reason (adapted, declined) or a day ahead
            (deferred) is missing.
    """
    initiative = lock_initiative(design_input.initiative, actor=actor)
    design_input = (
        DesignInput.objects.select_for_update(of=("self",))
        .select_related("initiative", "raised_by")
        .get(pk=design_input.pk)
    )
    wanted = _wanted_state(state)
    _permit_disposition(design_input, initiative, wanted, actor)
    refuse_if_ended(initiative)
    _refuse_if_changed(design_input, version)
    if wanted not in DESIGN_INPUT[InputState(design_input.state)]:
        raise NotPossibleNow(
            f"{design_input.reference} is {design_input.get_state_display().lower()}; "
            f"it cannot become {wanted.label.lower()} from there.",
            way_out=_other_way(design_input, wanted),
            field="state",
        )
    reason = _disposition_reason(wanted, reason)
    _apply(design_input, wanted, reason, _deferred_until(wanted, until))
    design_input.disposed_party = policies.speaks_for(actor, initiative)
    design_input.version += 1
    design_input.save()
    record(
        events.DISPOSED[wanted],
        design_input,
        actor=actor,
        data={
            "reference": design_input.reference,
            "reason": reason,
            "until": design_input.deferred_until,
        },
    )
    _tell_raiser(design_input, actor)
    if design_input.disposed_party == Party.IT:
        note_it_contribution(initiative, actor=actor)
    return design_input


@transaction.atomic
def reply_to_disposition(
    design_input: DesignInput, *, view: str, text: str, actor: User, version: int | None = None
) -> DesignInput:
    """The raiser's word on the answer: it changes nothing and stays; said once.

    `version` is the one the actor saw; None replies to whatever answer stands there now.

    Raises:
        NotPermitted: the actor did not raise it.
        ChangedMeanwhile: the answer changed after the actor loaded it.
        NotPossibleNow: it is not answered yet, or the raiser has replied.
        InvalidInput: the view is unknown, or seeing it differently is not explained.
    """
    lock_initiative(design_input.initiative, actor=actor)
    design_input = (
        DesignInput.objects.select_for_update(of=("self",))
        .select_related("initiative")
        .get(pk=design_input.pk)
    )
    permit(
        policies.may_reply_to_disposition(actor, design_input),
        "Only the person who raised it replies.",
        way_out="Raise a design input of your own.",
    )
    if design_input.state not in ANSWERS:
        raise NotPossibleNow(
            f"{design_input.reference} has no answer to reply to.",
            way_out="Wait for the answer, or take it up in discussion.",
        )
    if design_input.replied_at:
        raise NotPossibleNow(
            "You have replied to this answer.", way_out="What you said stays as it is."
        )
    _refuse_if_changed(design_input, version)
    require_choice(RaiserView, view, "view")
    text = optional_text(text, "text", label="The reply", most=2000)
    if view == RaiserView.SEE_IT_DIFFERENTLY and not text:
        raise InvalidInput("Say how you see it.", way_out="One sentence is enough.", field="text")
    design_input.raiser_view = view
    design_input.raiser_reply = text
    design_input.replied_at = timezone.now()
    design_input.version += 1
    design_input.save()
    record(
        events.REPLIED,
        design_input,
        actor=actor,
        data={
            "reference": design_input.reference,
            "view": RaiserView(view).label.lower(),
            "text": text,
        },
    )
    return design_input


def _wanted_state(state: str) -> InputState:
    require_choice(InputState, state, "state")
    return InputState(state)


def _permit_disposition(
    design_input: DesignInput, initiative: Initiative, wanted: InputState, actor: User
) -> None:
    if wanted == InputState.WITHDRAWN:
        permit(
            policies.may_withdraw_design_input(actor, design_input),
            "Only the person who raised it withdraws it.",
            way_out="Decline it with a reason instead.",
        )
        return
    permit(
        policies.may_dispose_design_input(actor, initiative),
        "Those at the table answer design inputs.",
        way_out="Ask the initiative's lead or an IT architect.",
    )


def _refuse_if_changed(design_input: DesignInput, version: int | None) -> None:
    if version is not None and version != design_input.version:
        raise ChangedMeanwhile(
            f"{design_input.reference} is {design_input.get_state_display().lower()} since "
            "you opened it.",
            way_out="What you typed is kept; look at what happened and decide again.",
        )


def _other_way(design_input: DesignInput, wanted: InputState) -> str:
    if design_input.state == wanted:
        return "It stands there already; go on from there."
    if design_input.state == InputState.WITHDRAWN:
        return "Raise a new one."
    if wanted == InputState.RAISED:
        return "Take it into discussion instead."
    return "Take it into discussion first."


def _disposition_reason(wanted: InputState, reason: str) -> str:
    if wanted in REASONED_STATES:
        return required_text(reason, "reason", label="The reason", most=2000)
    return optional_text(reason, "reason", label="The reason", most=2000)


def _deferred_until(wanted: InputState, until: dt.date | None) -> dt.date | None:
    if wanted != InputState.DEFERRED:
        return None
    if until is None or until <= timezone.localdate():
        raise InvalidInput(
            "Deferring needs a day ahead.",
            way_out="Say when you will come back to it.",
            field="until",
        )
    return until


def _apply(
    design_input: DesignInput, wanted: InputState, reason: str, until: dt.date | None
) -> None:
    now = timezone.now()
    design_input.state = wanted
    design_input.disposition_reason = reason
    design_input.deferred_until = until
    if wanted in ANSWERS:
        # Talking about it and taking it back are no answers; the first answer's time is kept.
        design_input.answered_at = design_input.answered_at or now
    design_input.disposed_at = now
    design_input.applied_at = now if wanted in APPLIED_STATES else None
    # A new answer may be replied to anew; the record keeps the old reply.
    design_input.raiser_view = ""
    design_input.raiser_reply = ""
    design_input.replied_at = None


def _tell_raiser(design_input: DesignInput, actor: User) -> None:
    if design_input.raised_by_id == actor.pk:
        return
    # Who raised it may have lost sight of it since (A28); mail must not tell more than pages.
    if not who_may_see(design_input.initiative, [design_input.raised_by]):
        return
    state = design_input.get_state_display().lower()
    write_notice(
        design_input.raised_by,
        key=f"design-input:{design_input.pk}:{design_input.version}",
        kind=notices.INPUT_ANSWERED,
        address=design_input.get_absolute_url(),
        subject=f"{design_input.reference} is {state}: {design_input.title}",
        text=f"“{design_input.title}” is {state}.\n{design_input.disposition_reason}".strip(),
    )
