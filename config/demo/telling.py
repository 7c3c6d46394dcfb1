"""Doing the steps of a story, each by the action that a page would call."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from config.demo import comparing, designing, moving
from config.demo.clock import workday
from config.demo.content import Story
from governance.actions import (
    Concern,
    dispose_design_input,
    raise_design_input,
    reply_to_disposition,
)
from governance.models import DesignInput
from initiatives import actions
from initiatives.models import Initiative
from initiatives.vocabulary import InvitationState
from people.models import Unit, User

Told = dict[str, Any]


@dataclass(slots=True)
class Telling:
    """A story as far as it has been told.

    Attributes:
        today: the day the demo is loaded; days of the story count from it.
        inputs: design inputs by the name the story gives them.
    """

    story: Story
    people: Mapping[str, User]
    today: dt.date
    inputs: dict[str, DesignInput] = field(default_factory=dict)

    def tell(self, does: str, actor: User, told: Told) -> None:
        """Do one step.

        Raises:
            Refusal: the action refused it, so the story is not one that could have happened.
            KeyError: there is no such verb.
        """
        _VERBS[does](self, actor, told)

    @property
    def initiative(self) -> Initiative:
        """The initiative as it is now."""
        return Initiative.objects.select_related("unit").get(title=self.story.title)

    def day(self, offset: int) -> dt.date:
        """The day so many working days from the day of loading."""
        return workday(self.today, offset)


def _register(telling: Telling, actor: User, told: Told) -> None:
    about_sessions = {"session", "sessions"}
    own = {name: each for name, each in telling.story.told.items() if name not in about_sessions}
    given = {**own, **told}
    unit = Unit.objects.get(name=given.pop("unit"))
    actions.register_initiative(title=telling.story.title, unit=unit, actor=actor, **given)


def _reword(telling: Telling, actor: User, told: Told) -> None:
    initiative = telling.initiative
    actions.change_use_case(initiative, changes=told, version=initiative.version, actor=actor)


def _take_over(telling: Telling, actor: User, told: Told) -> None:
    actions.take_over_lead(telling.initiative, actor=actor)


def _invite(telling: Telling, actor: User, told: Told) -> None:
    actions.invite_it(telling.initiative, actor=actor, **told)


def _accept(telling: Telling, actor: User, told: Told) -> None:
    invitation = actor.invitations.get(initiative=telling.initiative, state=InvitationState.SENT)
    actions.accept_invitation(invitation, actor=actor)


def _decline(telling: Telling, actor: User, told: Told) -> None:
    invitation = actor.invitations.get(initiative=telling.initiative, state=InvitationState.SENT)
    stand_in = telling.people[told["stand_in"]]
    actions.decline_invitation(invitation, reason=told["reason"], stand_in=stand_in, actor=actor)


def _raise(telling: Telling, actor: User, told: Told) -> None:
    concern = Concern(
        kind=told["kind"],
        concern_group=told["concern"],
        stewardship_area=told["area"],
        title=told["title"],
        description=told["description"],
        proposed_solution=told["solution"],
        decision=told.get("decision"),
    )
    raised = raise_design_input(telling.initiative, concern, actor=actor)
    telling.inputs[told["input"]] = raised


def _answer(telling: Telling, actor: User, told: Told) -> None:
    dispose_design_input(
        telling.inputs[told["input"]],
        state=told["state"],
        reason=told.get("reason", ""),
        until=telling.day(told["until"]) if "until" in told else None,
        actor=actor,
    )


def _reply(telling: Telling, actor: User, told: Told) -> None:
    reply_to_disposition(
        telling.inputs[told["input"]], view=told["view"], text=told["text"], actor=actor
    )


def _plan(telling: Telling, actor: User, told: Told) -> None:
    actions.plan_milestone(
        telling.initiative, told["milestone"], planned_on=telling.day(told["on"]), actor=actor
    )


def _take(telling: Telling, actor: User, told: Told) -> None:
    actions.take_milestone(telling.initiative, told["milestone"], actor=actor)


def _declare(telling: Telling, actor: User, told: Told) -> None:
    actions.declare_milestone_date(
        telling.initiative, told["milestone"], taken_on=telling.day(told["on"]), actor=actor
    )


def _reopen(telling: Telling, actor: User, told: Told) -> None:
    actions.reopen_milestone(
        telling.initiative,
        told["milestone"],
        reason=told["reason"],
        cause=told["cause"],
        actor=actor,
    )


def _runs_as(telling: Telling, actor: User, told: Told) -> None:
    actions.change_operational_status(
        telling.initiative,
        told["status"],
        effective_on=telling.day(told["since"]),
        evidence=told["evidence"],
        actor=actor,
    )


def _restrict(telling: Telling, actor: User, told: Told) -> None:
    actions.restrict_visibility(
        telling.initiative,
        reason=told["reason"],
        until=telling.day(told["until"]),
        it_member=telling.people[told["it_member"]],
        actor=actor,
    )


def _pause(telling: Telling, actor: User, told: Told) -> None:
    actions.pause_initiative(telling.initiative, actor=actor, **told)


def _withdraw(telling: Telling, actor: User, told: Told) -> None:
    actions.withdraw_initiative(telling.initiative, actor=actor, **told)


def _draft(telling: Telling, actor: User, told: Told) -> None:
    actions.save_draft(told, actor=actor)


def _clarify(telling: Telling, actor: User, told: Told) -> None:
    moving.clarify(telling.initiative, actor, told, telling.people)


def _ask(telling: Telling, actor: User, told: Told) -> None:
    moving.ask(telling.initiative, actor, told)


def _move_on(telling: Telling, actor: User, told: Told) -> None:
    moving.move_on(telling.initiative, actor, told, telling.people)


def _see(telling: Telling, actor: User, told: Told) -> None:
    moving.see(telling.initiative, actor, told)


def _put_question(telling: Telling, actor: User, told: Told) -> None:
    moving.put_question(telling.initiative, actor, told, telling.people)


def _add_view(telling: Telling, actor: User, told: Told) -> None:
    moving.add_view(telling.initiative, actor, told)


def _answer_question(telling: Telling, actor: User, told: Told) -> None:
    moving.answer_question(telling.initiative, actor, told, telling.people)


def _ask_for_criteria(telling: Telling, actor: User, told: Told) -> None:
    comparing.ask_for_criteria(telling.initiative, actor, told)


def _publish_criteria(telling: Telling, actor: User, told: Told) -> None:
    comparing.publish(telling.initiative, actor, told)


def _name_candidates(telling: Telling, actor: User, told: Told) -> None:
    comparing.name_candidates(telling.initiative, actor, told)


def _tell_of_vendor(telling: Telling, actor: User, told: Told) -> None:
    comparing.tell_of_vendor(telling.initiative, actor, told)


def _shorten(telling: Telling, actor: User, told: Told) -> None:
    comparing.shorten(telling.initiative, actor, told)


def _score(telling: Telling, actor: User, told: Told) -> None:
    comparing.score(telling.initiative, actor, told)


def _choose(telling: Telling, actor: User, told: Told) -> None:
    comparing.choose(telling.initiative, actor, told, telling.people)


def _see_choice(telling: Telling, actor: User, told: Told) -> None:
    comparing.see_choice(telling.initiative, actor, told)


def _catalogue(telling: Telling, actor: User, told: Told) -> None:
    designing.catalogue(actor, told)


def _connect(telling: Telling, actor: User, told: Told) -> None:
    designing.connect(telling.initiative, actor, told)


def _describe(telling: Telling, actor: User, told: Told) -> None:
    designing.describe(telling.initiative, actor, told)


def _own(telling: Telling, actor: User, told: Told) -> None:
    designing.own(telling.initiative, actor, told, telling.people)


def _set_design(telling: Telling, actor: User, told: Told) -> None:
    designing.set_design(telling.initiative, actor, told)


def _leave_behind(telling: Telling, actor: User, told: Told) -> None:
    designing.leave_behind(telling.initiative, actor, told)


def _broke(telling: Telling, actor: User, told: Told) -> None:
    designing.broke(telling.initiative, actor, told)


def _record_decision(telling: Telling, actor: User, told: Told) -> None:
    designing.record_decision(telling.initiative, actor, told, telling.people, telling.inputs)


_VERBS: dict[str, Callable[[Telling, User, Told], None]] = {
    "register": _register,
    "reword": _reword,
    "take_over": _take_over,
    "invite": _invite,
    "accept": _accept,
    "decline": _decline,
    "raise": _raise,
    "answer": _answer,
    "reply": _reply,
    "plan": _plan,
    "take": _take,
    "declare": _declare,
    "reopen": _reopen,
    "runs_as": _runs_as,
    "restrict": _restrict,
    "pause": _pause,
    "withdraw": _withdraw,
    "draft": _draft,
    "clarify": _clarify,
    "ask": _ask,
    "move_on": _move_on,
    "see": _see,
    "put_question": _put_question,
    "add_view": _add_view,
    "answer_question": _answer_question,
    "ask_for_criteria": _ask_for_criteria,
    "publish_criteria": _publish_criteria,
    "name_candidates": _name_candidates,
    "tell_of_vendor": _tell_of_vendor,
    "shorten": _shorten,
    "score": _score,
    "choose": _choose,
    "see_choice": _see_choice,
    "catalogue": _catalogue,
    "connect": _connect,
    "describe": _describe,
    "own": _own,
    "set_design": _set_design,
    "leave_behind": _leave_behind,
    "broke": _broke,
    "record_decision": _record_decision,
}
