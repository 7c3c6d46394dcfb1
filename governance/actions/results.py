"""What an agenda item ends in: a design input, a decision, an owner with a date, or again."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from governance import policies
from governance.actions.agreed import carry_agreed_action, checked_owner
from governance.actions.answering import dispose_design_input
from governance.actions.raising import Concern, raise_design_input
from governance.models import AgendaItem, AgreedAction, DesignInput
from governance.queries import last_raised_by
from governance.vocabulary import ConcernGroup, InputKind, ItemResult, StewardshipArea
from people.checking import require_choice
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.text import required_text


@dataclass(frozen=True, slots=True)
class Outcome:
    """A result as somebody records it: one choice and one sentence.

    Attributes:
        result: a value of `ItemResult`.
        owner, due_on: who does it by when; for an action. Where the item is about an agreed
            action, that one is carried to the day, and the sentence is the reason.
        disposition: what a decision about a design input answers it with, or empty; a deferral
            takes `due_on` as its day.
        kind, concern_group, stewardship_area: of a design input; empty means as the item's own
            input, else as the actor's last one.
    """

    result: str
    text: str = ""
    owner: User | None = None
    due_on: dt.date | None = None
    disposition: str = ""
    kind: str = ""
    concern_group: str = ""
    stewardship_area: str = ""


def apply_outcome(item: AgendaItem, outcome: Outcome, *, actor: User) -> None:
    """Part of recording a result: sets it on the item and does what it says.

    Raises:
        NotPossibleNow: an earlier result raised a design input, which stays.
        InvalidInput: a text, an owner or a day is missing.
    """
    require_choice(ItemResult, outcome.result, "result")
    if item.raised_input is not None:
        raise NotPossibleNow(
            f"This item became {item.raised_input.reference}.",
            way_out="Go on at the design input, or withdraw it there.",
        )
    text = required_text(outcome.text, "text", label="The result", most=2000)
    AgreedAction.objects.filter(item=item).delete()
    item.carried_action = None
    _APPLY[ItemResult(outcome.result)](item, outcome, text, actor)
    item.result = outcome.result
    item.result_text = text


def _raise_input(item: AgendaItem, outcome: Outcome, text: str, actor: User) -> None:
    about = _own_input(item)
    pattern = about or last_raised_by(actor)
    first_line = text.splitlines()[0]
    item.raised_input = raise_design_input(
        item.occurrence.series.initiative,
        Concern(
            kind=outcome.kind or InputKind.REQUIREMENT,
            concern_group=outcome.concern_group
            or (pattern.concern_group if pattern else ConcernGroup.ARC),
            stewardship_area=outcome.stewardship_area
            or (pattern.stewardship_area if pattern else StewardshipArea.STABILITY),
            title=first_line[:200],
            description=text if text != first_line[:200] else "",
        ),
        actor=actor,
    )


def _decide(item: AgendaItem, outcome: Outcome, text: str, actor: User) -> None:
    about = _own_input(item)
    if about is not None and outcome.disposition:
        dispose_design_input(
            about, state=outcome.disposition, reason=text, until=outcome.due_on, actor=actor
        )


def _agree(item: AgendaItem, outcome: Outcome, text: str, actor: User) -> None:
    initiative = item.occurrence.series.initiative
    owner = checked_owner(outcome.owner, item)
    agreed_before = _own_action(item)
    if agreed_before is not None:
        item.carried_action = carry_agreed_action(
            agreed_before, due_on=outcome.due_on, reason=text, owner=owner, actor=actor
        )
        return
    if outcome.due_on is None or outcome.due_on < timezone.localdate():
        raise InvalidInput(
            "An action needs a day, today or ahead.", way_out="Say by when.", field="due_on"
        )
    AgreedAction.objects.create(
        initiative=initiative,
        item=item,
        text=required_text(text, "text", label="The action", most=500),
        owner=owner,
        owner_party=policies.speaks_for(owner, initiative),
        due_on=outcome.due_on,
        first_due_on=outcome.due_on,
    )


def _put_off(item: AgendaItem, outcome: Outcome, text: str, actor: User) -> None:
    """Nothing but the sentence: the next agenda begins with it."""


_APPLY = {
    ItemResult.INPUT: _raise_input,
    ItemResult.DECISION: _decide,
    ItemResult.ACTION: _agree,
    ItemResult.AGAIN: _put_off,
}


def _own_input(item: AgendaItem) -> DesignInput | None:
    if not item.input_reference:
        return None
    found = DesignInput.objects.filter(
        reference=item.input_reference, initiative=item.occurrence.series.initiative
    )
    return found.select_related("initiative").first()


def _own_action(item: AgendaItem) -> AgreedAction | None:
    """The agreed action that the item is about, while it is not done."""
    if item.action_pk is None:
        return None
    return AgreedAction.objects.filter(
        pk=item.action_pk, initiative=item.occurrence.series.initiative, done_at=None
    ).first()
