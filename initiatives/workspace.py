"""The panels that the initiatives app brings to the workspace, and the line of stages.

Their subject comes from `queries.find_workspace`, which has read what they show.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from audit.kinds import detail_codes
from audit.telling import told_together
from initiatives import policies
from initiatives.history import history_for
from initiatives.models import Initiative, Invitation, Member, Milestone
from initiatives.queries import Decision, decisions_of
from initiatives.vocabulary import InvitationState, MilestoneKind, Stage
from people.models import User
from people.panels import Panel
from people.vocabulary import Party

LATEST_ENTRIES = 10
LATEST_EVENTS = 60  # read for them; a sitting of one person makes one entry
SHORT_PROBLEM = 240  # characters that fit under the heading; a longer problem has its own section

# The decision whose planned day says when a stage is expected.
_DECISION_OF_STAGE = {
    Stage.SELECTION: MilestoneKind.SELECTION,
    Stage.INTEGRATION: MilestoneKind.BUILD_START,
    Stage.OPERATION: MilestoneKind.LIVE,
    Stage.RETIRED: MilestoneKind.RETIREMENT,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of the line: behind, now or ahead.

    Attributes:
        since: the day from which the initiative is known here; at the current stage only.
        it_joined_on_day: counted from registration, the first day is 1.
        planned: the decision that is planned, and for when.
    """

    label: str
    is_done: bool
    is_current: bool
    since: dt.datetime | None = None
    it_joined_on_day: int | None = None
    planned: Milestone | None = None


def stage_line(initiative: Initiative, moved_at: dt.datetime | None = None) -> list[Step]:
    """Every stage in order; moving is no part of it.

    `moved_at` is when it came into its stage; None where it began in it.
    """
    stages = list(Stage)
    current = stages.index(Stage(initiative.stage))
    planned = {step.kind: step for step in initiative.milestones.all() if step.planned_on}
    return [
        Step(
            label=stage.label,
            is_done=index < current,
            is_current=index == current,
            since=(moved_at or initiative.registered_at) if index == current else None,
            it_joined_on_day=_joined_on_day(initiative) if index == current else None,
            planned=_still_planned(planned, stage) if index > current else None,
        )
        for index, stage in enumerate(stages)
    ]


def _joined_on_day(initiative: Initiative) -> int | None:
    if initiative.it_joined_at is None:
        return None
    registered = timezone.localdate(initiative.registered_at)
    return (timezone.localdate(initiative.it_joined_at) - registered).days + 1


def _still_planned(planned: dict[str, Milestone], stage: Stage) -> Milestone | None:
    step = planned.get(_DECISION_OF_STAGE[stage]) if stage in _DECISION_OF_STAGE else None
    return step if step and not step.taken else None


class InvitationPanel(Panel):
    """Whether IT is at the table: asked, accepted, passed on, joined, with every time (A10).

    In the reading column until IT has joined, then a note in the margin.
    """

    template = "initiatives/workspace/_invitations.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """The invitations, newest first, and the first thing to do about them."""
        initiative: Initiative = subject
        invitations = list(initiative.invitations.all())
        own = [each for each in invitations if _waits_for(viewer, each)]
        if initiative.it_joined_at and not own:
            self.area = "aside"
        if initiative.is_ended and not invitations:
            return None
        context = {
            "initiative": initiative,
            "invitations": invitations,
            "questions": _open_questions(invitations),
            "own": own[0] if own else None,
            "in_margin": self.area == "aside",
        }
        primary = _first_thing(viewer, initiative, own)
        return {**context, "primary": primary} if primary else context


def _waits_for(viewer: User, invitation: Invitation) -> bool:
    return invitation.state == InvitationState.SENT and invitation.invitee_id == viewer.pk


def _first_thing(
    viewer: User, initiative: Initiative, own: list[Invitation]
) -> dict[str, Any] | None:
    reference = initiative.reference
    if own:
        address = reverse("initiatives:invitation", args=[reference, own[0].pk])
        return {"label": "Answer the invitation", "url": address}
    if policies.may_take_lead(viewer, initiative):
        address = reverse("initiatives:take-lead", args=[reference])
        return {"label": "Take the lead for business", "url": address, "posts": True}
    if initiative.it_invited_at or initiative.it_joined_at or initiative.is_ended:
        return None
    if policies.may_invite_it(viewer, initiative):
        return {"label": "Invite IT", "url": reverse("initiatives:invite", args=[reference])}
    return None


def _open_questions(invitations: Iterable[Invitation]) -> list[str]:
    """What was asked, each question once although invitations are passed on."""
    asked = [question.text for each in invitations for question in each.open_questions.all()]
    return list(dict.fromkeys(asked))


class DecisionsPanel(Panel):
    """Which decisions are open, taken, or taken and open to change (A26, A27)."""

    template = "initiatives/workspace/_decisions.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """The decisions by state. `leads`: IT has not joined yet, so it reads this first."""
        initiative: Initiative = subject
        is_it = viewer.party == Party.IT
        return {
            "initiative": initiative,
            "decisions": grouped_decisions(decisions_of(initiative)),
            "may_date": policies.may_date_milestones(viewer, initiative),
            "leads": is_it and initiative.it_joined_at is None,
        }


@dataclass(frozen=True, slots=True)
class GroupedDecisions:
    """Decisions as people ask for them: what can I still shape, what stands."""

    planned: list[Decision]
    undated: list[Decision]
    reopenable: list[Decision]
    taken: list[Decision]


def grouped_decisions(decisions: list[Decision]) -> GroupedDecisions:
    """The decisions by state, each group in the usual order, planned ones by day."""
    groups = GroupedDecisions([], [], [], [])
    for each in decisions:
        _group_of(groups, each).append(each)
    groups.planned.sort(
        key=lambda each: (each.milestone and each.milestone.planned_on) or dt.date.max
    )
    return groups


def _group_of(groups: GroupedDecisions, decision: Decision) -> list[Decision]:
    if decision.state == "reopenable":
        return groups.reopenable
    if decision.state == "taken":
        return groups.taken
    is_planned = decision.milestone is not None and decision.milestone.planned_on is not None
    return groups.planned if is_planned else groups.undated


class UseCasePanel(Panel):
    """The problem in full where it is long, what changed since IT joined (A14), and the source."""

    template = "initiatives/workspace/_use_case.html"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """Nothing where the heading has said it all."""
        initiative: Initiative = subject
        changes = getattr(initiative, "changes_after_it_joined", 0)
        is_long = len(initiative.problem) > SHORT_PROBLEM
        if not (is_long or changes or initiative.source_note):
            return None
        return {
            "initiative": initiative,
            "is_long": is_long,
            "changes": changes,
            "may_change": policies.may_change_use_case(viewer, initiative),
        }


class PeoplePanel(Panel):
    """Who sits at the table, business and IT beside each other."""

    template = "initiatives/workspace/_people.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """The seats of both sides, and what the viewer may do about them."""
        initiative: Initiative = subject
        return {
            "initiative": initiative,
            "business": _seats_of(initiative, Party.BUSINESS),
            "it": _seats_of(initiative, Party.IT),
            "others": [
                seat for seat in initiative.seats if seat.party not in {Party.BUSINESS, Party.IT}
            ],
            "may_invite": not initiative.is_ended and policies.may_invite_it(viewer, initiative),
            "may_restrict": policies.may_restrict_visibility(viewer, initiative),
            "may_pause": policies.may_pause_initiative(viewer, initiative),
            "may_change": not initiative.is_ended
            and policies.may_change_use_case(viewer, initiative),
        }


def _seats_of(initiative: Initiative, party: Party) -> list[Member]:
    return [seat for seat in initiative.seats if seat.party == party]


class LatestPanel(Panel):
    """The last ten entries of the history, without the steps whose end is told."""

    template = "initiatives/workspace/_latest.html"
    area = "aside"

    def context(self, viewer: User, subject: Any = None) -> dict[str, Any] | None:
        """A fixed number of queries, whatever has happened."""
        initiative: Initiative = subject
        told = history_for(viewer, initiative).exclude(kind__in=detail_codes())
        entries = told_together(told[:LATEST_EVENTS], most=LATEST_ENTRIES)
        return {"initiative": initiative, "entries": entries}
