"""Every action leaves an event; every refusal leaves none and changes nothing."""

import datetime as dt
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import transaction
from django.utils import timezone

from audit.actors import SystemActor
from audit.models import AuditEvent
from governance.actions import found_signals, norms
from governance.actions import signals as answers
from governance.actions.joint_inputs import raise_joint_input
from governance.models import (
    AgendaItem,
    AgreedAction,
    CarriedItem,
    ClarityAnswer,
    DesignInput,
    Escalation,
    GoAhead,
    SessionOccurrence,
    SessionSeries,
    Signal,
)
from governance.signals.facts import facts_of
from governance.signals.findings import detectors
from governance.signals.looking import Look, Seen
from initiatives import actions
from initiatives.inventory import actions as inventory_actions
from initiatives.models import Initiative, InventoryImport, Invitation, RegistrationDraft
from people.errors import Refusal
from people.models import ApiToken, Notice, Unit, User
from people.notice_kinds import find_notice_kind
from people.vocabulary import Role
from tests.architecture_app import action_cases as designs
from tests.architecture_app import catalogue_cases
from tests.factories import person_with, raised, registered
from tests.governance.moving import scenes as moving
from tests.governance.moving.scenes import move as on
from tests.governance.signals.test_answering import a_signal
from tests.governance.signals.twins import twin_signal
from tests.initiatives.inventory import sample as inventories
from tests.vendors import choice_cases, comparing_cases
from tests.vendors.room.action_cases import ROOM_CASES

if TYPE_CHECKING:
    from django.db.models import Model

OWN_APPS = ("people", "initiatives", "governance", "vendors", "architecture", "oversight")


def _modules() -> list[str]:
    return [
        module.name
        for app in OWN_APPS
        if apps.is_installed(app)
        for module in pkgutil.walk_packages(import_module(app).__path__, f"{app}.")
        if ".actions" in module.name and "migrations" not in module.name
    ]


def _discovered() -> set[str]:
    """Every public function of an actions module that takes an actor and is a whole action."""
    names = set()
    for name in _modules():
        for function_name, function in inspect.getmembers(import_module(name), inspect.isfunction):
            if function.__module__ != name or function_name.startswith("_"):
                continue
            if "actor" in inspect.signature(function).parameters:
                names.add(function_name)
    return names - PARTS - designs.PARTS


# Parts of actions: they run in the transaction of the action that calls them.
PARTS = {
    "apply_outcome",
    "begin_series",
    "close_answered",
    "close_series",
    "declare_how_far",
    "fill_dates",
    "take_up_what_was_arranged",
    "lock_for_comparing",
    "lock_for_work",
    "lock_initiative",
    "lock_occurrence",
    "lock_open_series",
    "lock_own_question",
    "refuse_ended_access",
    "note_it_contribution",
    "note_it_joined",
    "put_on_next_agenda",
    "put_sent",
    "seat",
} | comparing_cases.PARTS


@dataclass
class Scene:
    """Who and what the cases begin with."""

    lead: User
    other_lead: User
    architect: User
    stand_in: User
    auditor: User
    unit: Unit
    initiative: Initiative
    tomorrow: dt.date

    def invitation(self) -> Invitation:
        return actions.invite_it(
            self.initiative, open_questions=["Where may the data be?"], actor=self.lead
        )

    def raised(self) -> DesignInput:
        return raised(self.initiative, self.architect)

    def draft(self) -> RegistrationDraft:
        return actions.save_draft({"title": "half an idea"}, actor=self.lead)

    def token(self) -> ApiToken:
        from people.actions import issue_token

        return issue_token(self.lead, "tests", actor=self.lead)[0]


@pytest.fixture
def scene(
    lead: User,
    other_lead: User,
    architect: User,
    other_architect: User,
    auditor: User,
    unit: Unit,
    initiative: Initiative,
) -> Scene:
    return Scene(
        lead,
        other_lead,
        architect,
        other_architect,
        auditor,
        unit,
        initiative,
        timezone.localdate() + dt.timedelta(days=1),
    )


Case = Callable[[Scene], Callable[[], Any]]


@dataclass(frozen=True)
class Pair:
    """How an action is done, and how it is refused. Both prepare first, then return the call.

    `refused` None: the action has nothing to refuse.
    """

    done: Case
    refused: Case | None


def _governance(name: str) -> Callable[..., Any]:
    return getattr(import_module("governance.actions"), name)


def _people(name: str) -> Callable[..., Any]:
    return getattr(import_module("people.actions"), name)


def _with(prepare: Callable[[Scene], Any], act: Callable[[Scene, Any], Any]) -> Case:
    def case(scene: Scene) -> Callable[[], Any]:
        prepared = prepare(scene)
        return lambda: act(scene, prepared)

    return case


def _plain(act: Callable[[Scene], Any]) -> Case:
    return lambda scene: lambda: act(scene)


def _paused(scene: Scene) -> None:
    actions.pause_initiative(
        scene.initiative, reason="Busy", resume_condition="Peace", actor=scene.lead
    )


def _taken(scene: Scene) -> None:
    actions.take_milestone(scene.initiative, "shortlist", actor=scene.lead)


def _declined(scene: Scene) -> DesignInput:
    return _governance("dispose_design_input")(
        scene.raised(), state="declined", reason="No means", actor=scene.lead
    )


def _old_draft(scene: Scene) -> None:
    RegistrationDraft.objects.filter(pk=scene.draft().pk).update(
        saved_at=timezone.now() - dt.timedelta(days=15)
    )


def _restricted(scene: Scene) -> None:
    actions.restrict_visibility(
        scene.initiative,
        reason="A takeover",
        until=scene.tomorrow,
        it_member=scene.architect,
        actor=scene.lead,
    )


def _inventory_file() -> bytes:
    return inventories.as_csv(inventories.ROWS)


def _brought(scene: Scene) -> InventoryImport:
    return inventories.bring(scene.architect)


def _start_import(found: InventoryImport, *, actor: User) -> None:
    inventory_actions.start_inventory_import(found.pk, only_good_rows=False, actor=actor)


def _without_lead(scene: Scene) -> Initiative:
    Initiative.objects.filter(pk=scene.initiative.pk).update(lead=None)
    return Initiative.objects.get(pk=scene.initiative.pk)


def _given_up(scene: Scene) -> Notice:
    return Notice.objects.create(
        unique_key="x", recipient=scene.lead, subject="x", text="x", state=Notice.State.GIVEN_UP
    )


def _renamed_by_administrator(scene: Scene) -> None:
    with transaction.atomic():
        scene.unit.name = "Plant Far North"
        scene.unit.save()
        _people("note_administration")(scene.unit, "renamed", actor=scene.lead)


def _signal(scene: Scene, **fields: Any) -> Signal:
    return a_signal(scene.initiative, **fields)


def _unanswered(scene: Scene) -> Signal:
    long_ago = timezone.now() - dt.timedelta(days=30)
    return _signal(scene, severity="time_critical", found_at=long_ago)


def _seen(scene: Scene) -> list[Seen]:
    actions.take_milestone(scene.initiative, "selection", actor=scene.lead)
    actions.invite_it(scene.initiative, open_questions=["Where?"], actor=scene.lead)
    return [Look().at(facts_of(scene.initiative), detectors())]


def _administrator(scene: Scene) -> User:
    scene.auditor.is_staff = True
    scene.auditor.save()
    return scene.auditor


def _series(scene: Scene) -> SessionSeries:
    return SessionSeries.objects.get(initiative=scene.initiative)


def _without_series(scene: Scene) -> Initiative:
    _series(scene).delete()
    return scene.initiative


def _ahead(scene: Scene) -> SessionOccurrence:
    return _series(scene).occurrences.order_by("starts_at")[0]


def _held_back(scene: Scene) -> SessionOccurrence:
    return _governance("cancel_occurrence")(_ahead(scene), reason="Fair", actor=scene.lead)


def _with_item(scene: Scene) -> SessionOccurrence:
    _governance("add_agenda_item")(_ahead(scene), title="Who tests it?", actor=scene.lead)
    return _ahead(scene)


def _running(scene: Scene) -> SessionOccurrence:
    occurrence = _with_item(scene)
    SessionOccurrence.objects.filter(pk=occurrence.pk).update(starts_at=timezone.now())
    occurrence.refresh_from_db()
    return _governance("open_session")(occurrence, actor=scene.lead)


def _item(occurrence: SessionOccurrence) -> str:
    return AgendaItem.objects.get(occurrence=occurrence, key="").name


def _agree(scene: Scene, occurrence: SessionOccurrence, **fields: Any) -> AgendaItem:
    given = {"result": "action", "text": "Ask", "owner": scene.lead, "due_on": scene.tomorrow}
    outcome = _governance("Outcome")(**{**given, **fields})
    return _governance("record_result")(occurrence, _item(occurrence), outcome, actor=scene.lead)


def _agreed(scene: Scene) -> AgreedAction:
    _agree(scene, _running(scene))
    return AgreedAction.objects.get()


def _gap_in_dates(scene: Scene) -> SessionSeries:
    series = _series(scene)
    series.occurrences.order_by("-starts_at")[0].delete()
    return series


def _settled(scene: Scene) -> Initiative:
    moving.seated(scene.initiative, scene.architect, "it", by=scene.lead)
    moving.settle(scene.initiative, owner=scene.architect)
    return moving.fresh(scene.initiative)


def _building(scene: Scene) -> Initiative:
    Initiative.objects.filter(pk=_settled(scene).pk).update(stage="integration")
    return moving.fresh(scene.initiative)


def _waiting(scene: Scene) -> GoAhead:
    initiative = _building(scene)
    return _governance("record_go_ahead")(initiative, on(initiative), actor=scene.lead)


def _carried(scene: Scene) -> CarriedItem:
    initiative = _settled(scene)
    ClarityAnswer.objects.filter(initiative=initiative, field="DO-1").delete()
    _governance("record_go_ahead")(moving.fresh(initiative), on(initiative), actor=scene.lead)
    return CarriedItem.objects.get(closed_at=None)


def _carried_and_answered(scene: Scene) -> Initiative:
    moving.answered(_carried(scene).initiative, "DO-1")
    return moving.fresh(scene.initiative)


def _renewed(item: CarriedItem, day: dt.date, actor: User) -> CarriedItem:
    return _governance("renew_carried_item")(item, due_on=day, reason="Longer", actor=actor)


def _go_back_proposed(initiative: Initiative, stage: str, actor: User) -> AgendaItem:
    return _governance("propose_going_back")(initiative, to_stage=stage, reason="x", actor=actor)


def _executive(_: Scene) -> User:
    return person_with(Role.EXECUTIVE, full_name="Eva Roth")


def _escalated(scene: Scene, executive: User, why_no_session: str) -> Escalation:
    question = _governance("Question")(
        kind="deadlock",
        topic="Who pays",
        asked="Choose.",
        view="We gain.",
        put_to=executive,
        no_session_reason=why_no_session,
    )
    return _governance("escalate")(scene.initiative, question, actor=scene.lead)


def _question(scene: Scene) -> Escalation:
    return _escalated(scene, _executive(scene), "No time.")


def _viewed(question: Escalation, text: str, actor: User) -> Escalation:
    return _governance("write_escalation_view")(question, text=text, actor=actor)


def _answered(question: Escalation, actor: User, answer: str = "give_means") -> Escalation:
    return _governance("answer_escalation")(question, answer=answer, text="So.", actor=actor)


def _decided(scene: Scene) -> Escalation:
    question = _question(scene)
    return _answered(question, question.put_to, "decide_and_name_owner")


def _named(scene: Scene) -> Escalation:
    question = _decided(scene)
    return _governance("name_owner")(question, owner=scene.lead, actor=question.put_to)


def _owned(question: Escalation, reason: str, actor: User, *, accepts: bool) -> Escalation:
    return _governance("answer_ownership")(question, accepts=accepts, reason=reason, actor=actor)


def _field_answered(scene: Scene, actor: User) -> Any:
    given = _governance("FieldAnswer")(rows=[{"place": "Data platform"}])
    return _governance("answer_field")(scene.initiative, "AR-8", given, actor=actor)


def _field_asked(scene: Scene, actor: User) -> Any:
    return _governance("ask_about_field")(scene.initiative, "DO-1", text="Who?", actor=actor)


def _question_answered(scene: Scene) -> Any:
    question = _field_asked(scene, scene.architect)
    return _governance("answer_clarity_question")(question, answer="Us", actor=scene.lead)


def _on_occurrence(name: str, prepare: Case | None = None, **given: Any) -> Pair:
    """An action on one date: the lead does it; a lead of something else is refused."""
    found = prepare or _ahead

    def act(who: str) -> Case:
        return _with(found, lambda s, each: _governance(name)(each, **given, actor=getattr(s, who)))

    return Pair(act("lead"), act("other_lead"))


CASES: dict[str, Pair] = {
    "register_initiative": Pair(
        _plain(lambda s: registered(s.lead, unit=s.unit)),
        _plain(lambda s: registered(s.architect, unit=s.unit)),
    ),
    "change_use_case": Pair(
        _plain(
            lambda s: actions.change_use_case(
                s.initiative, changes={"title": "Better"}, version=1, actor=s.lead
            )
        ),
        _plain(
            lambda s: actions.change_use_case(
                s.initiative, changes={"title": "Better"}, version=7, actor=s.lead
            )
        ),
    ),
    "save_draft": Pair(
        _plain(lambda s: actions.save_draft({"title": "x"}, actor=s.lead)),
        _plain(lambda s: actions.save_draft({"title": "x"}, actor=s.architect)),
    ),
    "discard_draft": Pair(
        _with(Scene.draft, lambda s, draft: actions.discard_draft(draft, actor=s.lead)),
        _with(Scene.draft, lambda s, draft: actions.discard_draft(draft, actor=s.other_lead)),
    ),
    "discard_expired_drafts": Pair(
        _with(_old_draft, lambda s, _: actions.discard_expired_drafts(actor=SystemActor("tidy"))),
        None,
    ),
    "invite_it": Pair(
        _plain(lambda s: actions.invite_it(s.initiative, open_questions=["Where?"], actor=s.lead)),
        _plain(lambda s: actions.invite_it(s.initiative, open_questions=[" "], actor=s.lead)),
    ),
    "accept_invitation": Pair(
        _with(Scene.invitation, lambda s, i: actions.accept_invitation(i, actor=s.architect)),
        _with(Scene.invitation, lambda s, i: actions.accept_invitation(i, actor=s.stand_in)),
    ),
    "decline_invitation": Pair(
        _with(
            Scene.invitation,
            lambda s, i: actions.decline_invitation(
                i, reason="On leave", stand_in=s.stand_in, actor=s.architect
            ),
        ),
        _with(
            Scene.invitation,
            lambda s, i: actions.decline_invitation(
                i, reason="On leave", stand_in=s.lead, actor=s.architect
            ),
        ),
    ),
    "pause_initiative": Pair(
        _plain(
            lambda s: actions.pause_initiative(
                s.initiative, reason="Busy", resume_condition="Peace", actor=s.lead
            )
        ),
        _plain(
            lambda s: actions.pause_initiative(
                s.initiative, reason="Busy", resume_condition="", actor=s.lead
            )
        ),
    ),
    "stop_initiative": Pair(
        _plain(
            lambda s: actions.stop_initiative(
                s.initiative, reason="No data", resume_condition="Data", actor=s.architect
            )
        ),
        _plain(
            lambda s: actions.stop_initiative(
                s.initiative, reason="No data", resume_condition="Data", actor=s.other_lead
            )
        ),
    ),
    "withdraw_initiative": Pair(
        _plain(lambda s: actions.withdraw_initiative(s.initiative, reason="Moot", actor=s.lead)),
        _plain(
            lambda s: actions.withdraw_initiative(s.initiative, reason="Moot", actor=s.architect)
        ),
    ),
    "resume_initiative": Pair(
        _with(
            _paused,
            lambda s, _: actions.resume_initiative(s.initiative, reason="Peace", actor=s.lead),
        ),
        _plain(lambda s: actions.resume_initiative(s.initiative, reason="Peace", actor=s.lead)),
    ),
    "restrict_visibility": Pair(
        _plain(_restricted),
        _plain(
            lambda s: actions.restrict_visibility(
                s.initiative,
                reason="A takeover",
                until=timezone.localdate(),
                it_member=s.architect,
                actor=s.lead,
            )
        ),
    ),
    "open_visibility": Pair(
        _with(_restricted, lambda s, _: actions.open_visibility(s.initiative, actor=s.lead)),
        _plain(lambda s: actions.open_visibility(s.initiative, actor=s.lead)),
    ),
    "plan_milestone": Pair(
        _plain(
            lambda s: actions.plan_milestone(
                s.initiative, "shortlist", planned_on=s.tomorrow, actor=s.lead
            )
        ),
        _plain(
            lambda s: actions.plan_milestone(
                s.initiative, "teatime", planned_on=s.tomorrow, actor=s.lead
            )
        ),
    ),
    "take_milestone": Pair(
        _plain(_taken),
        _with(_taken, lambda s, _: _taken(s)),
    ),
    "declare_milestone_date": Pair(
        _with(
            lambda s: actions.take_milestone(
                s.initiative, "live", taken_on=dt.date(2026, 1, 5), actor=s.lead
            ),
            lambda s, _: actions.declare_milestone_date(
                s.initiative, "live", taken_on=dt.date(2026, 1, 4), actor=s.lead
            ),
        ),
        _plain(
            lambda s: actions.declare_milestone_date(
                s.initiative, "live", taken_on=dt.date(2026, 1, 4), actor=s.lead
            )
        ),
    ),
    "mark_reopenable": Pair(
        _with(
            _taken,
            lambda s, _: actions.mark_reopenable(
                s.initiative, "shortlist", reopenable=True, actor=s.lead
            ),
        ),
        _plain(
            lambda s: actions.mark_reopenable(
                s.initiative, "shortlist", reopenable=True, actor=s.lead
            )
        ),
    ),
    "reopen_milestone": Pair(
        _with(
            _taken,
            lambda s, _: actions.reopen_milestone(
                s.initiative, "shortlist", reason="New facts", actor=s.architect
            ),
        ),
        _with(
            _taken,
            lambda s, _: actions.reopen_milestone(
                s.initiative, "shortlist", reason="", actor=s.architect
            ),
        ),
    ),
    "change_operational_status": Pair(
        _plain(
            lambda s: actions.change_operational_status(
                s.initiative,
                "pilot",
                effective_on=timezone.localdate(),
                evidence="Planners use it",
                actor=s.architect,
            )
        ),
        _plain(
            lambda s: actions.change_operational_status(
                s.initiative, "pilot", effective_on=s.tomorrow, evidence="Soon", actor=s.lead
            )
        ),
    ),
    "raise_design_input": Pair(
        _plain(Scene.raised),
        _plain(lambda s: raised(s.initiative, s.auditor)),
    ),
    "dispose_design_input": Pair(
        _with(
            Scene.raised,
            lambda s, i: _governance("dispose_design_input")(i, state="incorporated", actor=s.lead),
        ),
        _with(
            Scene.raised,
            lambda s, i: _governance("dispose_design_input")(i, state="declined", actor=s.lead),
        ),
    ),
    "reply_to_disposition": Pair(
        _with(
            _declined,
            lambda s, i: _governance("reply_to_disposition")(
                i, view="agree", text="", actor=s.architect
            ),
        ),
        _with(
            _declined,
            lambda s, i: _governance("reply_to_disposition")(
                i, view="agree", text="", actor=s.lead
            ),
        ),
    ),
    "change_notification_preferences": Pair(
        _plain(
            lambda s: _people("change_notification_preferences")(
                s.lead, _people("Chosen")(digest_hour=8), actor=s.lead
            )
        ),
        _plain(
            lambda s: _people("change_notification_preferences")(
                s.lead, _people("Chosen")(digest_hour=24), actor=s.lead
            )
        ),
    ),
    "mute_notice_kind": Pair(
        _plain(
            lambda s: _people("mute_notice_kind")(
                s.lead, find_notice_kind("design-input"), actor=s.lead
            )
        ),
        _plain(
            lambda s: _people("mute_notice_kind")(
                s.lead, find_notice_kind("invitation-sent"), actor=s.lead
            )
        ),
    ),
    "send_test_notice": Pair(
        _plain(lambda s: _people("send_test_notice")(s.lead, actor=s.lead)),
        _with(
            lambda s: _people("send_test_notice")(s.lead, actor=s.lead),
            lambda s, _: _people("send_test_notice")(s.lead, actor=s.lead),
        ),
    ),
    "give_seat": Pair(
        _plain(
            lambda s: actions.give_seat(s.initiative, s.other_lead, party="business", actor=s.lead)
        ),
        _plain(lambda s: actions.give_seat(s.initiative, s.auditor, party="it", actor=s.auditor)),
    ),
    "leave_table": Pair(
        _with(
            lambda s: actions.give_seat(s.initiative, s.other_lead, party="business", actor=s.lead),
            lambda s, i: actions.leave_table(i, s.other_lead, reason="Away", actor=s.lead),
        ),
        _plain(lambda s: actions.leave_table(s.initiative, s.lead, reason="x", actor=s.lead)),
    ),
    "start_series": Pair(
        _with(_without_series, lambda s, i: _governance("start_series")(i, actor=s.lead)),
        _plain(lambda s: _governance("start_series")(s.initiative, actor=s.lead)),
    ),
    "change_rhythm": Pair(
        _plain(
            lambda s: _governance("change_rhythm")(
                _series(s), _governance("WantedRhythm")(minutes=30), actor=s.architect
            )
        ),
        _plain(
            lambda s: _governance("change_rhythm")(
                _series(s), _governance("WantedRhythm")(rule="FREQ=YEARLY"), actor=s.lead
            )
        ),
    ),
    "arrange_series": Pair(
        _plain(
            lambda s: _governance("arrange_series")(
                _series(s),
                place="Room 4",
                business_facilitator=s.lead,
                it_facilitator=None,
                actor=s.lead,
            )
        ),
        _plain(
            lambda s: _governance("arrange_series")(
                _series(s),
                place="Room 4",
                business_facilitator=s.other_lead,
                it_facilitator=None,
                actor=s.lead,
            )
        ),
    ),
    "end_series": Pair(
        _plain(lambda s: _governance("end_series")(_series(s), reason="Done", actor=s.lead)),
        _plain(lambda s: _governance("end_series")(_series(s), reason=" ", actor=s.lead)),
    ),
    "plan_dates_ahead": Pair(
        _with(
            _gap_in_dates,
            lambda s, series: _governance("plan_dates_ahead")(series, actor=SystemActor("tests")),
        ),
        None,
    ),
    "move_occurrence": Pair(
        _with(
            _ahead,
            lambda s, each: _governance("move_occurrence")(
                each, starts_at=each.starts_at + dt.timedelta(hours=2), actor=s.lead
            ),
        ),
        _with(
            _ahead,
            lambda s, each: _governance("move_occurrence")(
                each, starts_at=timezone.now() - dt.timedelta(hours=2), actor=s.lead
            ),
        ),
    ),
    "cancel_occurrence": _on_occurrence("cancel_occurrence", reason="A fair"),
    "skip_occurrence": _on_occurrence("skip_occurrence", reason="A fair"),
    "restore_occurrence": _on_occurrence("restore_occurrence", _held_back),
    "add_extra_session": Pair(
        _plain(
            lambda s: _governance("add_extra_session")(
                _series(s),
                day=s.tomorrow + dt.timedelta(days=1),
                starts_at=dt.time(9),
                reason="Soon",
                actor=s.lead,
            )
        ),
        _plain(
            lambda s: _governance("add_extra_session")(
                _series(s),
                day=_ahead(s).slot_on,
                starts_at=dt.time(9),
                reason="Soon",
                actor=s.lead,
            )
        ),
    ),
    "add_agenda_item": _on_occurrence("add_agenda_item", title="Who tests it?"),
    "reorder_agenda": Pair(
        _with(
            _with_item,
            lambda s, each: _governance("reorder_agenda")(each, _item(each), to=0, actor=s.lead),
        ),
        _with(
            _with_item,
            lambda s, each: _governance("reorder_agenda")(each, "item:0", to=0, actor=s.lead),
        ),
    ),
    "drop_agenda_item": Pair(
        _with(
            _with_item,
            lambda s, each: _governance("drop_agenda_item")(each, _item(each), actor=s.lead),
        ),
        _with(
            _with_item,
            lambda s, each: _governance("drop_agenda_item")(each, "item:0", actor=s.lead),
        ),
    ),
    "open_session": Pair(
        _plain(_running),
        _with(_ahead, lambda s, each: _governance("open_session")(each, actor=s.lead)),
    ),
    "note_presence": _on_occurrence("note_presence", _running, party="it", present=True),
    "save_note": Pair(
        _with(
            _running,
            lambda s, each: _governance("save_note")(each, _item(each), text="We", actor=s.lead),
        ),
        _with(
            _running,
            lambda s, each: _governance("save_note")(
                each, _item(each), text="We", version=3, actor=s.lead
            ),
        ),
    ),
    "record_result": Pair(
        _with(_running, _agree),
        _with(_running, lambda s, each: _agree(s, each, owner=None)),
    ),
    "close_session": _on_occurrence("close_session", _running),
    "complete_agreed_action": Pair(
        _with(_agreed, lambda s, each: _governance("complete_agreed_action")(each, actor=s.lead)),
        _with(
            _agreed,
            lambda s, each: _governance("complete_agreed_action")(each, actor=s.other_lead),
        ),
    ),
    "carry_agreed_action": Pair(
        _with(
            _agreed,
            lambda s, each: _governance("carry_agreed_action")(
                each, due_on=s.tomorrow, reason="Ill", actor=s.lead
            ),
        ),
        _with(
            _agreed,
            lambda s, each: _governance("carry_agreed_action")(
                each, due_on=s.tomorrow, reason="", actor=s.lead
            ),
        ),
    ),
    "reply_to_session": Pair(
        _plain(
            lambda s: _governance("reply_to_session")(
                _series(s), _ahead(s), coming=False, actor=s.lead
            )
        ),
        _plain(
            lambda s: _governance("reply_to_session")(
                _series(s), _ahead(s), coming=False, actor=s.other_lead
            )
        ),
    ),
    "make_calendar_feed": Pair(
        _plain(lambda s: _governance("make_calendar_feed")(s.lead, actor=s.lead)), None
    ),
    "revoke_calendar_feed": Pair(
        _with(
            lambda s: _governance("make_calendar_feed")(s.lead, actor=s.lead),
            lambda s, _: _governance("revoke_calendar_feed")(s.lead, actor=s.lead),
        ),
        None,
    ),
    "bring_inventory": Pair(
        _plain(lambda s: inventories.bring(s.architect)),
        _plain(lambda s: inventories.bring(s.lead)),
    ),
    "start_inventory_import": Pair(
        _with(_brought, lambda s, found: _start_import(found, actor=s.architect)),
        _with(_brought, lambda s, found: _start_import(found, actor=s.lead)),
    ),
    "take_inventory": Pair(
        _plain(lambda s: inventories.take(_inventory_file(), actor=s.architect)),
        _plain(lambda s: inventories.take(_inventory_file(), actor=s.lead)),
    ),
    "fail_inventory_import": Pair(
        _with(
            _brought,
            lambda s, found: inventory_actions.fail_inventory_import(
                found.pk, why="The disk is full.", actor=SystemActor("tests")
            ),
        ),
        None,
    ),
    "issue_token": Pair(
        _plain(lambda s: _people("issue_token")(s.lead, "planner", actor=s.lead)),
        _plain(lambda s: _people("issue_token")(s.lead, " ", actor=s.lead)),
    ),
    "revoke_token": Pair(
        _with(Scene.token, lambda s, token: _people("revoke_token")(token, actor=s.lead)),
        None,
    ),
    "change_profile": Pair(
        _plain(
            lambda s: _people("change_profile")(
                s.lead, full_name="Bea L.", time_zone="UTC", language="en", actor=s.lead
            )
        ),
        None,
    ),
    "note_administration": Pair(
        _plain(_renamed_by_administrator),
        None,
    ),
    "retry_notice": Pair(
        _with(_given_up, lambda s, notice: _people("retry_notice")(notice, actor=s.lead)),
        None,
    ),
    "take_over_lead": Pair(
        _with(_without_lead, lambda s, found: actions.take_over_lead(found, actor=s.other_lead)),
        _with(_without_lead, lambda s, found: actions.take_over_lead(found, actor=s.architect)),
    ),
    "acknowledge_signal": Pair(
        _with(_signal, lambda s, found: answers.acknowledge_signal(found, actor=s.architect)),
        _with(_signal, lambda s, found: answers.acknowledge_signal(found, actor=s.other_lead)),
    ),
    "explain_signal": Pair(
        _with(_signal, lambda s, found: answers.explain_signal(found, reason="So", actor=s.lead)),
        _with(_signal, lambda s, found: answers.explain_signal(found, reason=" ", actor=s.lead)),
    ),
    "raise_joint_input": Pair(
        _with(twin_signal, lambda s, found: raise_joint_input(found, actor=s.architect)),
        _with(_signal, lambda s, found: raise_joint_input(found, actor=s.architect)),
    ),
    "settle_signals": Pair(
        _with(_seen, lambda s, seen: found_signals.settle_signals(seen, actor=SystemActor("x"))),
        None,
    ),
    "tell_executives": Pair(
        _with(_unanswered, lambda s, _: found_signals.tell_executives(actor=SystemActor("x"))),
        None,
    ),
    "change_norm": Pair(
        _with(_administrator, lambda s, a: norms.change_norm("rest_days", value=7, actor=a)),
        _plain(lambda s: norms.change_norm("rest_days", value=7, actor=s.lead)),
    ),
    "add_units": Pair(
        _plain(lambda s: _people("add_units")(["Plant Far"], actor=SystemActor("tests"))),
        None,
    ),
    "answer_field": Pair(
        _plain(lambda s: _field_answered(s, s.lead)),
        _plain(lambda s: _field_answered(s, s.other_lead)),
    ),
    "confirm_field": Pair(
        _with(
            lambda s: _field_answered(s, s.lead),
            lambda s, _: _governance("confirm_field")(s.initiative, "AR-8", actor=s.architect),
        ),
        _with(
            lambda s: _field_answered(s, s.lead),
            lambda s, _: _governance("confirm_field")(s.initiative, "AR-8", actor=s.lead),
        ),
    ),
    "ask_about_field": Pair(
        _plain(lambda s: _field_asked(s, s.architect)),
        _plain(lambda s: _field_asked(s, s.other_lead)),
    ),
    "answer_clarity_question": Pair(
        _with(
            lambda s: _field_asked(s, s.architect),
            lambda s, q: _governance("answer_clarity_question")(q, answer="Us", actor=s.lead),
        ),
        _with(
            lambda s: _field_asked(s, s.architect),
            lambda s, q: _governance("answer_clarity_question")(q, answer="Us", actor=s.stand_in),
        ),
    ),
    "reply_to_clarity_answer": Pair(
        _with(
            _question_answered,
            lambda s, q: _governance("reply_to_clarity_answer")(q, view="agree", actor=s.architect),
        ),
        _with(
            _question_answered,
            lambda s, q: _governance("reply_to_clarity_answer")(q, view="agree", actor=s.lead),
        ),
    ),
    "record_go_ahead": Pair(
        _with(_settled, lambda s, i: _governance("record_go_ahead")(i, on(i), actor=s.lead)),
        _with(_settled, lambda s, i: _governance("record_go_ahead")(i, on(i), actor=s.architect)),
    ),
    "join_go_ahead": Pair(
        _with(_waiting, lambda s, g: _governance("join_go_ahead")(g, actor=s.architect)),
        _with(_waiting, lambda s, g: _governance("join_go_ahead")(g, actor=s.lead)),
    ),
    "withdraw_go_ahead": Pair(
        _with(_waiting, lambda s, g: _governance("withdraw_go_ahead")(g, actor=s.lead)),
        _with(_waiting, lambda s, g: _governance("withdraw_go_ahead")(g, actor=s.other_lead)),
    ),
    "record_go_ahead_view": Pair(
        _with(
            _waiting,
            lambda s, g: _governance("record_go_ahead_view")(g, view="agree", actor=s.lead),
        ),
        _with(
            _waiting,
            lambda s, g: _governance("record_go_ahead_view")(g, view="agree", actor=s.auditor),
        ),
    ),
    "propose_going_back": Pair(
        _with(_building, lambda s, i: _go_back_proposed(i, "design", s.lead)),
        _with(_building, lambda s, i: _go_back_proposed(i, "retired", s.lead)),
    ),
    "renew_carried_item": Pair(
        _with(_carried, lambda s, i: _renewed(i, s.tomorrow, s.lead)),
        _with(_carried, lambda s, i: _renewed(i, timezone.localdate(), s.lead)),
    ),
    "settle_answered": Pair(
        _with(
            _carried_and_answered,
            lambda s, i: _governance("settle_answered")(i, actor=SystemActor("tests")),
        ),
        None,
    ),
    "escalate": Pair(
        _with(_executive, lambda s, e: _escalated(s, e, "No time.")),
        _with(_executive, lambda s, e: _escalated(s, e, "")),
    ),
    "write_escalation_view": Pair(
        _with(_question, lambda s, q: _viewed(q, "We pay too.", s.architect)),
        _with(_question, lambda s, q: _viewed(q, "We pay too.", s.auditor)),
    ),
    "answer_escalation": Pair(
        _with(_question, lambda s, q: _answered(q, q.put_to)),
        _with(_question, lambda s, q: _answered(q, s.lead)),
    ),
    "name_owner": Pair(
        _with(_decided, lambda s, q: _governance("name_owner")(q, owner=s.lead, actor=q.put_to)),
        _with(_decided, lambda s, q: _governance("name_owner")(q, owner=s.auditor, actor=q.put_to)),
    ),
    "answer_ownership": Pair(
        _with(_named, lambda s, q: _owned(q, "", s.lead, accepts=True)),
        _with(_named, lambda s, q: _owned(q, "", s.lead, accepts=False)),
    ),
}
CASES |= {name: Pair(*each) for name, each in designs.CASES.items()}


CASES |= {name: Pair(*pair) for name, pair in ROOM_CASES.items()}
CASES.update({name: Pair(*pair) for name, pair in catalogue_cases.CASES.items()})


def _everything() -> str:
    """Every row of Joinery's own tables, so that any change shows."""
    rows: list[Model] = [
        row
        for app in OWN_APPS
        if apps.is_installed(app)
        for model in apps.get_app_config(app).get_models()
        for row in model._default_manager.order_by("pk")
    ]
    return serializers.serialize("json", rows)


CASES |= {name: Pair(*pair) for name, pair in choice_cases.CASES.items()}
CASES |= {name: Pair(*pair) for name, pair in comparing_cases.CASES.items()}


def test_every_action_has_its_case() -> None:
    assert _discovered() == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_an_action_leaves_an_event(scene: Scene, name: str) -> None:
    act = CASES[name].done(scene)
    events, rows = AuditEvent.objects.count(), _everything()

    act()

    assert _everything() != rows
    assert AuditEvent.objects.count() > events


@pytest.mark.parametrize("name", [name for name, pair in CASES.items() if pair.refused])
def test_a_refusal_says_why_and_leaves_nothing(scene: Scene, name: str) -> None:
    refused = CASES[name].refused
    assert refused is not None
    act = refused(scene)
    events, rows = AuditEvent.objects.count(), _everything()

    with pytest.raises(Refusal) as refusal:
        act()

    assert refusal.value.message.endswith((".", "?"))
    assert refusal.value.way_out
    assert _everything() == rows
    assert AuditEvent.objects.count() == events
