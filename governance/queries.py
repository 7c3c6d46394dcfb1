"""Reads of design inputs, with fixed numbers of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.http import Http404
from django.utils import timezone
from django.utils.module_loading import import_string

from governance.models import AgreedAction, DesignInput
from governance.vocabulary import ANSWERS, OPEN_STATES, InputState
from initiatives.models import Initiative, Milestone
from initiatives.owed import Owed
from initiatives.vocabulary import MilestoneKind, Status
from people.models import User
from people.vocabulary import Party

_LONG_TEXTS = ("description", "proposed_solution", "disposition_reason", "raiser_reply")


@dataclass(frozen=True, slots=True)
class PlacedInput:
    """A design input beside the decision it concerns (A06).

    Attributes:
        timing: `shaping`, `late`, or empty without a decision.
        days_left: days until the decision is planned; None when it has no date or is taken.
        milestone: the decision's dates; None without a decision, or where nobody has dated it.
    """

    design_input: DesignInput
    timing: str
    days_left: int | None
    milestone: Milestone | None = None

    @property
    def decision(self) -> str:
        """The decision it concerns, in words, or empty."""
        return decision_label(self.design_input.decision)

    @property
    def is_taken(self) -> bool:
        """Whether the decision it concerns is taken now."""
        return self.milestone is not None and self.milestone.taken

    @property
    def days_over(self) -> int:
        """Days since the decision was planned for and not taken; 0 where that day is ahead."""
        return max(0, -self.days_left) if self.days_left is not None else 0

    @property
    def can_shape(self) -> bool:
        """Whether it is open while its decision is not taken: an answer still changes something."""
        return self.design_input.is_open and bool(self.design_input.decision) and not self.is_taken


@dataclass(frozen=True, slots=True)
class InputSearch:
    """What a list of design inputs is narrowed to; empty means every.

    `timing` is `can_shape` or `late`.
    """

    words: str = ""
    kind: str = ""
    concern: str = ""
    party: str = ""
    timing: str = ""


def inputs_of(initiative: Initiative) -> QuerySet[DesignInput]:
    """Every design input of the initiative, newest first."""
    return initiative.design_inputs.select_related("raised_by", "initiative")


def search_inputs(
    design_inputs: QuerySet[DesignInput], wanted: InputSearch
) -> QuerySet[DesignInput]:
    """The inputs of that kind, concern group and side that contain every word."""
    equal = {
        "kind": wanted.kind,
        "concern_group": wanted.concern,
        "raised_party": wanted.party,
    }
    design_inputs = design_inputs.filter(**{name: value for name, value in equal.items() if value})
    for word in wanted.words.split()[:8]:
        design_inputs = design_inputs.filter(
            Q(reference__icontains=word)
            | Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(proposed_solution__icontains=word)
        )
    return design_inputs


def placed_inputs(initiative: Initiative, wanted: InputSearch) -> list[PlacedInput]:
    """The initiative's inputs that match, beside their decisions, newest first; two queries.

    They come without their long texts.
    """
    found = search_inputs(initiative.design_inputs.all(), wanted).defer(*_LONG_TEXTS)
    placed = place(found, initiative.milestones.all())
    if wanted.timing == "can_shape":
        return [each for each in placed if each.can_shape]
    if wanted.timing == "late":
        return [each for each in placed if each.timing == "late"]
    return placed


def matching_inputs(initiative: Initiative, wanted: InputSearch) -> QuerySet[DesignInput]:
    """The same inputs as rows that can be cut into pages.

    Where the timing is asked for, this asks two queries: the rule that compares an input with its
    decision is `Milestone.was_taken_before`, nowhere else.
    """
    found = search_inputs(initiative.design_inputs.all(), wanted).defer(*_LONG_TEXTS)
    if not wanted.timing:
        return found
    return found.filter(pk__in=[each.design_input.pk for each in placed_inputs(initiative, wanted)])


def load_inputs(initiatives: Iterable[Initiative]) -> None:
    """Read what is owed at the initiatives once, for every panel that follows.

    At most three queries, and those of `OWED_LOADERS`; none for what is loaded already.
    Afterwards `design_inputs.all()`, `invitations.all()` and `agreed_actions.all()`, those not
    done, ask nothing.
    """
    initiatives = list(initiatives)
    inputs = DesignInput.objects.defer(*_LONG_TEXTS)
    for path in settings.OWED_LOADERS:
        import_string(path)(initiatives)
    prefetch_related_objects(
        initiatives,
        "invitations",
        Prefetch("design_inputs", queryset=inputs),
        Prefetch("agreed_actions", queryset=AgreedAction.objects.filter(done_at=None)),
    )


def takes_reply(design_input: DesignInput) -> bool:
    """Whether it is answered and its raiser has not said yet how they see the answer."""
    return design_input.state in ANSWERS and design_input.replied_at is None


def last_raised_by(user: User) -> DesignInput | None:
    """What the person raised last, anywhere: the next one is often of its kind of concern."""
    latest = DesignInput.objects.filter(raised_by=user).order_by("-raised_at")
    return latest.only("concern_group", "stewardship_area").first()


def find_design_input(reference: str, user: User) -> DesignInput:
    """The design input for a page or endpoint of its own.

    Raises:
        Http404: there is none, or the person may not know of its initiative.
    """
    found = (
        DesignInput.objects.select_related("raised_by", "initiative__unit", "initiative__lead")
        .filter(reference=reference, initiative__in=Initiative.objects.visible_to(user))
        .first()
    )
    if found is None:
        raise Http404
    return found


def place(
    design_inputs: Iterable[DesignInput], milestones: Iterable[Milestone]
) -> list[PlacedInput]:
    """Each design input with whether it shapes its decision or comes late."""
    by_kind = {milestone.kind: milestone for milestone in milestones}
    today = timezone.localdate()
    return [_placed(each, by_kind.get(each.decision), today) for each in design_inputs]


def _placed(design_input: DesignInput, milestone: Milestone | None, today: dt.date) -> PlacedInput:
    if not design_input.decision:
        return PlacedInput(design_input, "", None)
    late = milestone is not None and milestone.was_taken_before(design_input.raised_at)
    planned = milestone.planned_on if milestone and not milestone.taken else None
    days_left = (planned - today).days if planned else None
    return PlacedInput(design_input, "late" if late else "shaping", days_left, milestone)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the two sides owe each other, oldest first; never one without the other (A04)."""

    business: list[Owed]
    it: list[Owed]


def ledger(items: Iterable[Owed]) -> Ledger:
    """The items as two equal columns."""
    by_age = sorted(items, key=lambda item: item.since)
    return Ledger(
        [item for item in by_age if item.owing == Party.BUSINESS],
        [item for item in by_age if item.owing == Party.IT],
    )


def waiting_inputs() -> QuerySet[DesignInput]:
    """Inputs that the other side owes an answer to, where work has not ended.

    One that was deferred waits again once its day has passed.
    """
    not_due = Q(state=InputState.DEFERRED, deferred_until__gte=timezone.localdate())
    ended = Q(initiative__status__in=(Status.STOPPED, Status.WITHDRAWN))
    return DesignInput.objects.filter(state__in=OPEN_STATES).exclude(not_due).exclude(ended)


def decision_label(kind: str) -> str:
    """The decision's words, or empty."""
    return MilestoneKind(kind).label if kind else ""
