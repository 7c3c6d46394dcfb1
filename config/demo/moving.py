"""Clarity, moving on and questions to executives, as the stories of the demo tell them.

In values a text that begins with @ names a person, as @unit the initiative's unit, and as "@in 90"
the day so many days ahead.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from governance.actions import (
    Carry,
    FieldAnswer,
    Move,
    Question,
    answer_escalation,
    answer_field,
    ask_about_field,
    confirm_field,
    escalate,
    record_go_ahead,
    record_go_ahead_view,
    write_escalation_view,
)
from governance.models import Escalation, GoAhead, SessionOccurrence
from governance.moving_needs import needs_of
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative
from people.models import User

Told = dict[str, Any]
People = Mapping[str, User]


def clarify(initiative: Initiative, actor: User, told: Told, people: People) -> None:
    """Answer a field; `confirmed` names who of the other side says that it reads right."""
    rows = [_named(row, initiative, people) for row in told["rows"]]
    given = FieldAnswer(rows=rows, evidence=told.get("evidence", []))
    answer_field(initiative, told["field"], given, actor=actor)
    if "confirmed" in told:
        confirm_field(initiative, told["field"], actor=people[told["confirmed"]])


def ask(initiative: Initiative, actor: User, told: Told) -> None:
    """Put a question against a field."""
    ask_about_field(initiative, told["field"], text=told["text"], actor=actor)


def move_on(initiative: Initiative, actor: User, told: Told, people: People) -> None:
    """Record a go-ahead that carries what is missing forward, as the story answers for each."""
    answers: dict[str, Told] = {each["field"]: each for each in told["carry"]}
    items = tuple(
        _carry(need.key, answers[need.key.removeprefix("field:")], people)
        for need in needs_of(initiative)
    )
    move = Move(to_stage=told["to"], items=items, session=_last_held(initiative))
    record_go_ahead(initiative, move, actor=actor)


def see(initiative: Initiative, actor: User, told: Told) -> None:
    """Say how one sees the last go-ahead."""
    latest = GoAhead.objects.filter(initiative=initiative).latest("recorded_at")
    record_go_ahead_view(latest, view=told["view"], text=told.get("text", ""), actor=actor)


def put_question(initiative: Initiative, actor: User, told: Told, people: People) -> None:
    """Ask an executive, with the session in which it was discussed."""
    question = Question(
        kind=told["kind"],
        topic=told["topic"],
        asked=told["asked"],
        view=told["view"],
        put_to=people[told["put_to"]],
        session=_last_held(initiative),
    )
    escalate(initiative, question, actor=actor)


def add_view(initiative: Initiative, actor: User, told: Told) -> None:
    """The other side's view of the last question."""
    latest = Escalation.objects.filter(initiative=initiative).latest("raised_at")
    write_escalation_view(latest, text=told["text"], actor=actor)


def answer_question(initiative: Initiative, actor: User, told: Told, people: People) -> None:
    """What the executive answers the last question with."""
    latest = Escalation.objects.filter(initiative=initiative).latest("raised_at")
    owner = people[told["owner"]] if "owner" in told else None
    answer_escalation(latest, answer=told["answer"], text=told["text"], owner=owner, actor=actor)


def _carry(key: str, told: Told, people: People) -> Carry:
    return Carry(
        key,
        reason=told["reason"],
        reason_text=told["text"],
        borne_by=told["borne_by"],
        safeguard=told["safeguard"],
        owner=people[told["owner"]],
        due_on=_in_days(told["days"]),
        pause_when=told["pause_when"],
    )


def _in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def _last_held(initiative: Initiative) -> SessionOccurrence | None:
    held = SessionOccurrence.objects.filter(
        series__initiative=initiative, state=OccurrenceState.HELD
    )
    return held.order_by("-starts_at").first()


def _named(value: Any, initiative: Initiative, people: People) -> Any:
    if isinstance(value, dict):
        return {name: _named(each, initiative, people) for name, each in value.items()}
    if isinstance(value, list):
        return [_named(each, initiative, people) for each in value]
    if isinstance(value, str) and value.startswith("@"):
        if value.startswith("@in "):
            return _in_days(int(value.removeprefix("@in "))).isoformat()
        if value == "@unit":
            return f"unit:{initiative.unit_id}"
        return f"person:{people[value.removeprefix('@')].pk}"
    return value
