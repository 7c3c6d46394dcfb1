"""What the two sides owe each other, derived from what is open; nobody types it in (A04).

`OWED_SOURCES` in the settings names callables `(initiative) -> Iterable[Owed]`. They read only
what `load_inputs` has loaded; `OWED_LOADERS` names what else it loads.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.module_loading import import_string

from governance.models import AgreedAction, DesignInput
from governance.queries import Ledger, ledger, load_inputs
from governance.vocabulary import ANSWERS, InputKind, InputState
from initiatives.models import Initiative, Member
from initiatives.owed import USUAL_ANSWER, Owed
from initiatives.vocabulary import InvitationState, Status
from people.models import User
from people.permissions import Permission, may
from people.vocabulary import Party, Role

_PROPOSALS = frozenset({InputKind.PROPOSED_SOLUTION, InputKind.REQUIREMENT})


@dataclass(frozen=True, slots=True)
class OwedColumn:
    """One side's half of a ledger, oldest first.

    Attributes:
        total: how many are owed; `shown` may hold fewer.
        last_answer: when this side last answered something here; None when not known.
    """

    party: Party
    heading: str
    shown: list[Owed]
    total: int
    last_answer: dt.datetime | None = None

    @property
    def more(self) -> int:
        """How many are owed beyond those shown."""
        return self.total - len(self.shown)


def owed_items(initiative: Initiative, viewer: User) -> list[Owed]:
    """Everything owed at the initiative, by both sides; none of a person without a role (B61).

    The caller has found the initiative for this viewer. At most three queries.
    """
    if not may(viewer, Permission.INITIATIVE_VIEW):
        return []
    load_inputs([initiative])
    return open_items(initiative)


def owed_across(viewer: User) -> Ledger:
    """What is owed at every table the viewer sits at; four queries whatever their number."""
    seats = Member.objects.filter(
        user=viewer, left_at=None, party__in=[Party.BUSINESS, Party.IT]
    ).values("initiative")
    initiatives = list(
        Initiative.objects.visible_to(viewer)
        .filter(pk__in=seats)
        .exclude(status__in=[Status.STOPPED, Status.WITHDRAWN])
    )
    load_inputs(initiatives)
    return ledger(
        replace(item, initiative=initiative.title)
        for initiative in initiatives
        for item in open_items(initiative)
    )


def columns(
    owed: Ledger, *, most: int | None = None, answers: dict[str, dt.datetime] | None = None
) -> list[OwedColumn]:
    """The two equal halves, business first, each with at most `most` items."""
    answers = answers or {}
    return [
        OwedColumn(party, heading, items[:most], len(items), answers.get(party))
        for party, heading, items in (
            (Party.BUSINESS, "Business owes IT", owed.business),
            (Party.IT, "IT owes business", owed.it),
        )
    ]


def last_answers(design_inputs: Iterable[DesignInput]) -> dict[str, dt.datetime]:
    """When each side first answered the input it answered last."""
    latest: dict[str, dt.datetime] = {}
    for each in design_inputs:
        # Who took an answer into discussion again is not who answered.
        if each.answered_at and each.state in ANSWERS:
            known = latest.get(each.disposed_party, each.answered_at)
            latest[each.disposed_party] = max(known, each.answered_at)
    return latest


def has_seat_on_a_side(viewer: User) -> bool:
    """Whether the viewer works on a side that can owe something."""
    return viewer.holds(Role.BUSINESS_LEAD, Role.IT_ARCHITECT)


# --- the sources named in settings --------------------------------------------------------------


def unanswered_inputs(initiative: Initiative) -> Iterator[Owed]:
    """Design inputs wait for the side that did not raise them; deferred ones once overdue."""
    for each in initiative.design_inputs.all():
        if each.is_open and (each.state != InputState.DEFERRED or each.is_overdue):
            yield Owed(
                owing=each.answering_party,
                title=each.title,
                what_answers=_what_answers(each),
                since=_waiting_since(each),
                address=each.get_absolute_url(),
                reference=each.reference,
                area=each.get_stewardship_area_display(),
                key=f"input:{each.reference}",
            )


def missing_invitation(initiative: Initiative) -> Iterator[Owed]:
    """As long as IT was never asked, business owes the invitation (A10)."""
    if initiative.it_invited_at is None and initiative.it_joined_at is None:
        yield Owed(
            owing=Party.BUSINESS,
            title="Invite IT to the table",
            what_answers="One open design question is enough for an invitation.",
            since=initiative.registered_at,
            address=reverse("initiatives:invite", args=[initiative.reference]),
            reference=initiative.reference,
            key="invite-it",
        )


def unanswered_invitations(initiative: Initiative) -> Iterator[Owed]:
    """Somebody in IT was asked and has neither come nor named a stand-in."""
    for invitation in initiative.invitations.all():
        if invitation.state == InvitationState.SENT:
            yield Owed(
                owing=Party.IT,
                title="Answer the invitation to the table",
                what_answers="Take the seat, or name a stand-in.",
                since=invitation.invited_at,
                address=reverse(
                    "initiatives:invitation", args=[initiative.reference, invitation.pk]
                ),
                reference=initiative.reference,
                key=f"invitation:{invitation.pk}",
            )


def agreed_actions(initiative: Initiative) -> Iterator[Owed]:
    """What a session agreed somebody will do: owed by the owner's side until it is done."""
    for each in initiative.agreed_actions.all():
        if each.done_at is None and each.owner_party in {Party.BUSINESS, Party.IT}:
            yield Owed(
                owing=Party(each.owner_party),
                title=each.text,
                what_answers=_what_ends(each),
                since=each.agreed_at,
                address=each.get_absolute_url(),
                reference=initiative.reference,
                key=f"action:{each.pk}",
            )


def _what_ends(action: AgreedAction) -> str:
    day = date_format(action.due_on, "j F")
    if action.is_overdue:
        return f"It was due on {day}. Say what came of it, or carry it forward."
    return f"Agreed in a session, due on {day}."


def half_filled_outcome(initiative: Initiative) -> Iterator[Owed]:
    """The shared outcome lacks one of its goals (A01).

    What keeps it operable is IT's to propose, once it is at the table, and business's to write
    into the use case after that.
    """
    if not initiative.business_goal:
        yield Owed(
            owing=Party.BUSINESS,
            title="Say what business wants",
            what_answers="Add the business goal to the use case.",
            since=initiative.registered_at,
            address=reverse("initiatives:use-case", args=[initiative.reference]),
            reference=initiative.reference,
            key="outcome:business",
        )
    if not initiative.operability_goal:
        yield from _operability(initiative)


def _operability(initiative: Initiative) -> Iterator[Owed]:
    proposal = _first_proposal(initiative)
    if proposal and proposal.is_open:
        return  # Business owes the answer to it already.
    joined = [
        invitation.answered_at
        for invitation in initiative.invitations.all()
        if invitation.state == InvitationState.ACCEPTED and invitation.answered_at
    ]
    if initiative.it_joined_at:
        joined.append(initiative.it_joined_at)
    if proposal:
        yield Owed(
            owing=Party.BUSINESS,
            title="Write down what keeps it operable",
            what_answers=f"{proposal.reference} says what IT proposed; add it to the use case.",
            since=proposal.answered_at or proposal.raised_at,
            address=reverse("initiatives:use-case", args=[initiative.reference]),
            reference=initiative.reference,
            key="outcome:operability",
        )
    elif joined:
        proposing = {"kind": InputKind.REQUIREMENT, "title": "What keeps it operable: "}
        address = reverse("governance:raise", args=[initiative.reference])
        yield Owed(
            owing=Party.IT,
            title="Propose what keeps it operable",
            what_answers="A design input with the requirement; business takes it from there.",
            since=min(joined),
            address=f"{address}?{urlencode(proposing)}",
            reference=initiative.reference,
            key="outcome:operability",
        )


def _first_proposal(initiative: Initiative) -> DesignInput | None:
    proposals = [
        each
        for each in initiative.design_inputs.all()
        if each.raised_party == Party.IT
        and each.kind in _PROPOSALS
        and each.state not in {InputState.WITHDRAWN, InputState.DECLINED}
    ]
    return min(proposals, key=lambda each: each.raised_at, default=None)


def open_items(initiative: Initiative) -> list[Owed]:
    """What the sources derive for an initiative that `load_inputs` has loaded, for the system.

    People read `owed_items`, which asks who they are.
    """
    if initiative.is_ended:
        return []
    items: list[Owed] = []
    named: set[str] = set()
    for path in settings.OWED_SOURCES:
        # What is carried forward is owed by its owner's side, not a second time by the field.
        found = [item for item in import_string(path)(initiative) if item.key not in named]
        items += found
        named |= {item.key for item in found if item.key}
    return items


def _what_answers(design_input: DesignInput) -> str:
    if design_input.is_overdue and design_input.deferred_until:
        day = date_format(design_input.deferred_until, "j F")
        return f"Deferred to {day}; that day has passed. Take it up again."
    if design_input.kind == InputKind.QUESTION:
        return "Answer the question."
    return USUAL_ANSWER


def _waiting_since(design_input: DesignInput) -> dt.datetime:
    if design_input.is_overdue and design_input.deferred_until:
        day_after = design_input.deferred_until + dt.timedelta(days=1)
        return timezone.make_aware(dt.datetime.combine(day_after, dt.time.min))
    return design_input.raised_at
