"""The order of stages, and who carries the result of leaving one (DOMAIN 4)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from governance.clarity_links import named_in
from governance.models import GoAhead
from governance.norms import norm
from initiatives.models import Initiative
from initiatives.policies import sits_at
from initiatives.vocabulary import MilestoneKind, Stage
from people.models import User
from people.vocabulary import Party

SIDES = (Party.BUSINESS, Party.IT)
_STAGES = list(Stage)
_NEVER_CARRY = {Party.EXECUTIVE, Party.VENDOR, Party.OVERSIGHT}

# The decision whose planned day says when a stage is to be left next.
_LEFT_WITH: dict[Stage, MilestoneKind] = {
    Stage.DESIGN: MilestoneKind.SELECTION,
    Stage.SELECTION: MilestoneKind.BUILD_START,
    Stage.INTEGRATION: MilestoneKind.LIVE,
    Stage.OPERATION: MilestoneKind.RETIREMENT,
}


@dataclass(frozen=True, slots=True)
class Carrier:
    """A post that must record a move because it carries the result.

    Attributes:
        people: who may do so for the post; empty while nobody is named.
        way_out: where somebody is named.
    """

    post: str
    people: tuple[User, ...]
    way_out: str

    @property
    def names(self) -> str:
        """Who they are, as in "Bea Lind or Ira Novak"; empty for nobody."""
        return " or ".join(each.full_name for each in self.people)


def next_stage(initiative: Initiative) -> Stage | None:
    """The stage that follows; None once it is retired."""
    ahead = _STAGES[_STAGES.index(Stage(initiative.stage)) + 1 :]
    return ahead[0] if ahead else None


def earlier_stages(initiative: Initiative) -> list[Stage]:
    """The stages it may go back to, the nearest first."""
    return _STAGES[: _STAGES.index(Stage(initiative.stage))][::-1]


def carriers(initiative: Initiative) -> list[Carrier]:
    """Every post that records leaving the present stage forward; together they carry it."""
    lead = Carrier(
        "Initiative lead",
        _who_can(initiative, [initiative.lead] if initiative.lead else []),
        "A business lead takes the lead on the initiative's page.",
    )
    if initiative.stage == Stage.INTEGRATION:
        return [_owner(initiative, "Service owner", "service_owner"), lead]
    if initiative.stage == Stage.OPERATION:
        return [_owner(initiative, "System owner", "system_owner")]
    return [lead]


def _owner(initiative: Initiative, post: str, part: str) -> Carrier:
    way_out = f"Either side names the {post.lower()} in field DO-6 of the clarity profile."
    return Carrier(post, _who_can(initiative, named_in(initiative, "DO-6", part)), way_out)


def _who_can(initiative: Initiative, people: Iterable[User]) -> tuple[User, ...]:
    """Those who can act on it now: active, with a role on a side, and the initiative in sight."""
    found = [each for each in people if each.roles and each.party not in _NEVER_CARRY]
    return tuple(
        each
        for each in found
        if Initiative.objects.visible_to(each).filter(pk=initiative.pk).exists()
    )


def is_carried(needed: Iterable[Carrier], people: Iterable[User | None]) -> bool:
    """Whether each post has one of its people among those who recorded or joined."""
    recorded = {each.pk for each in people if each is not None}
    return all(any(one.pk in recorded for one in carrier.people) for carrier in needed)


def may_carry(user: User, needed: Iterable[Carrier]) -> bool:
    """Whether the person is one of those who carry the result."""
    return any(each.pk == user.pk for carrier in needed for each in carrier.people)


def may_join(user: User, go_ahead: GoAhead, needed: Iterable[Carrier]) -> bool:
    """Whether the person holds the other post that a waiting go-ahead needs."""
    if go_ahead.taken_at or go_ahead.withdrawn_at or user.pk == go_ahead.recorded_by_id:
        return False
    return any(
        any(each.pk == user.pk for each in carrier.people)
        for carrier in needed
        if not is_carried([carrier], [go_ahead.recorded_by])
    )


def may_go_back(user: User, initiative: Initiative) -> bool:
    """Going back is ordinary: either side at the table records it."""
    return user.party not in _NEVER_CARRY and sits_at(user, initiative, *SIDES)


def may_propose_going_back(user: User, initiative: Initiative) -> bool:
    """Any member at the table proposes it for a session."""
    return sits_at(user, initiative)


def may_record_view(user: User, initiative: Initiative) -> bool:
    """Both sides at the table say how they see a go-ahead."""
    return sits_at(user, initiative, *SIDES)


def may_withdraw(user: User, go_ahead: GoAhead, needed: Iterable[Carrier]) -> bool:
    """Whoever recorded it takes it back while it waits; so does whoever would have to join."""
    return go_ahead.recorded_by_id == user.pk or may_join(user, go_ahead, needed)


def latest_due(initiative: Initiative, to_stage: Stage) -> dt.date:
    """The last day something may be carried to: 30 days, and before the move planned after it.

    The organisation may have chosen another number of days.
    """
    today = timezone.localdate()
    last = today + dt.timedelta(days=norm("carry_days"))
    kind = _LEFT_WITH.get(to_stage)
    planned = initiative.milestones.filter(kind=kind, taken=False, planned_on__gt=today).first()
    if planned and planned.planned_on:
        before = planned.planned_on - dt.timedelta(days=1)
        last = min(last, before) if before > today else last
    return last
