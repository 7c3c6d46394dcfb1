"""One design input at two initiatives that have the same link twice (D10, B104)."""

from dataclasses import dataclass

from django.db import transaction

from architecture.twins import restricted_now
from governance.actions.raising import Concern, permit_raising, raise_design_input
from governance.actions.signals import acknowledge_signal
from governance.models import DesignInput, Signal
from governance.signals.queries import may_answer_signal
from governance.signals.shared_links import DETECTOR, TWIN, Twins, load_shared_links
from governance.vocabulary import (
    OPEN_STATES,
    ConcernGroup,
    InputKind,
    SignalState,
    StewardshipArea,
)
from initiatives.actions.table import lock_initiative, permit
from initiatives.models import Initiative
from people.errors import NotPossibleNow, NotVisible
from people.models import User

_OFFERS = (
    "Either an overlay that reads what both need above the existing systems, or one shared "
    "service that both initiatives call, with one owner of its design. The links of their own "
    "then retire."
)


@dataclass(frozen=True, slots=True)
class JointInput:
    """A design input that stands at two initiatives.

    Attributes:
        here: the one at the initiative of the signal; `there` the one at the other.
        is_new: whether this press raised any of the two; else somebody did before.
    """

    here: DesignInput
    there: DesignInput
    is_new: bool


@transaction.atomic
def raise_joint_input(signal: Signal, *, actor: User) -> JointInput:
    """A reuse opportunity on each of the two initiatives, naming the other; the signal is heard.

    Where one is open already, it is given back and only what is missing is raised. Both
    initiatives stay locked meanwhile, so of two who press at once the second finds what the
    first raised.

    Raises:
        NotVisible: the actor may not know of one of the two initiatives.
        NotPermitted: the actor does not answer signals here, or works on neither side.
        NotPossibleNow: the signal has ended, or is about something else, or one of the
            initiatives has ended or is restricted (A28), so that the other may not learn of it.
    """
    _permit_answering(signal.initiative, actor)
    other_ref = partner_of(signal)
    if not other_ref:
        raise NotPossibleNow(
            "This signal is not about a link that two initiatives share.",
            way_out="Raise a design input at this initiative.",
        )
    here, there = _locked_pair(signal.initiative, other_ref, actor)
    _permit_answering(here, actor)
    _refuse_if_restricted(here, there)
    twins = _as_it_is(signal, here, other_ref)
    standing = open_joint_input(here, there.reference), open_joint_input(there, here.reference)
    joint = JointInput(
        here=standing[0] or _raise(here, there, twins, actor),
        there=standing[1] or _raise(there, here, twins, actor),
        is_new=None in standing,
    )
    if signal.state == SignalState.NEW:
        acknowledge_signal(signal, actor=actor)
    return joint


def partner_of(signal: Signal) -> str:
    """The reference of the other initiative; empty where the signal is about no twin."""
    if signal.detector != DETECTOR or not signal.subject.startswith(TWIN):
        return ""
    return signal.subject.removeprefix(TWIN)


def open_joint_input(initiative: Initiative, other_ref: str) -> DesignInput | None:
    """What is open at the initiative already about sharing a link with the other one."""
    inputs = DesignInput.objects.filter(
        initiative=initiative,
        kind=InputKind.REUSE_OPPORTUNITY,
        state__in=OPEN_STATES,
        title__startswith=_begins_with(other_ref),
    )
    return inputs.order_by("pk").first()


def _permit_answering(initiative: Initiative, actor: User) -> None:
    permit(
        may_answer_signal(actor, initiative),
        "Signals are answered by both sides at the table.",
        way_out="Say it in the next session, or ask the initiative's lead for a seat.",
    )


def _locked_pair(
    initiative: Initiative, other_ref: str, actor: User
) -> tuple[Initiative, Initiative]:
    """Both initiatives, locked in the order of their keys, so that two at once do not wait for
    each other.
    """
    other = Initiative.objects.filter(reference=other_ref).first()
    if other is None:
        raise NotVisible("There is no such initiative.", way_out="Look at the signal again.")
    locked = {
        each.pk: lock_initiative(each, actor=actor)
        for each in sorted((initiative, other), key=lambda each: each.pk)
    }
    for each in locked.values():
        permit_raising(each, actor)
    return locked[initiative.pk], locked[other.pk]


def _refuse_if_restricted(*initiatives: Initiative) -> None:
    """An input at the other initiative would tell of one that not everybody may know."""
    hidden = restricted_now()
    if any(each.pk in hidden for each in initiatives):
        raise NotPossibleNow(
            "One of the two initiatives is restricted, and the input would tell of it.",
            way_out="Talk to each other first, or open the restricted one.",
        )


def _as_it_is(signal: Signal, initiative: Initiative, other_ref: str) -> Twins:
    """The twins as they are now; the signal may be older than the last change."""
    shared = load_shared_links().twins.get(initiative.pk, [])
    found = next((each for each in shared if each.other_ref == other_ref), None)
    is_over = Signal.objects.filter(pk=signal.pk).exclude(ended_at=None).exists()
    if found is None or is_over:
        raise NotPossibleNow(
            "The two initiatives have no link twice any more, or the signal has ended.",
            way_out="Look at the map for what is there now.",
        )
    return found


def _raise(initiative: Initiative, other: Initiative, twins: Twins, actor: User) -> DesignInput:
    title = f"{_begins_with(other.reference)} {twins.in_words}"
    concern = Concern(
        kind=InputKind.REUSE_OPPORTUNITY,
        concern_group=ConcernGroup.ARC,
        stewardship_area=StewardshipArea.MAINTAINABILITY,
        title=title if len(title) <= 200 else f"{title[:199]}…",
        description=f"This initiative and {other.reference} each have a link of their own for the "
        f"same: {twins.in_words}. The links are {twins.references}. The same input is raised "
        "there.",
        proposed_solution=_OFFERS,
    )
    return raise_design_input(initiative, concern, actor=actor)


def _begins_with(other_ref: str) -> str:
    return f"Share one link with {other_ref}:"
