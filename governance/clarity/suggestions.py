"""What is known already, offered as the beginning of an answer; nothing is kept until it is sent.

Facts are asked for once (A04): from the initiative itself, from the record of the choice, and from
what earlier initiatives of the same unit answered.
"""

from dataclasses import dataclass

from governance.clarity.catalogue import Field
from governance.clarity.directory import Directory
from governance.clarity.values import Row
from governance.models import ClarityAnswer
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party
from vendors.choosing import current_record, sent_answer

# Fields that tend to read alike for one unit.
_ALIKE = frozenset({"DO-6", "EX-2", "AR-2", "AR-8", "GV-3", "GV-6", "SU-1", "SU-2", "SU-3", "SU-5"})
_ASKED_AT_THE_CHOICE = frozenset({"SU-4", "SU-5", "SU-6"})
_SUPPORT = "LOC-03"  # how mature production support is
_SHORT = 300


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The beginning of an answer, and where it comes from, as in "from AI-2026-0007"."""

    rows: list[Row]
    source: str


def suggestion_for(initiative: Initiative, field: Field, viewer: User) -> Suggestion | None:
    """What could stand in an unanswered field; at most three queries."""
    rows = _known(initiative, field)
    if rows:
        return Suggestion(rows, "what the initiative says of itself")
    if field.id in _ASKED_AT_THE_CHOICE and (rows := _chosen(initiative, field)):
        return Suggestion(rows, "the record of the choice")
    return _from_earlier(initiative, field, viewer) if field.id in _ALIKE else None


def _known(initiative: Initiative, field: Field) -> list[Row]:
    if field.id == "DO-1":
        return [{"user": f"unit:{initiative.unit_id}"}]
    if field.id == "DO-4" and initiative.lead is not None and initiative.lead.is_active:
        return [{"type": "", "accountable": f"person:{initiative.lead_id}"}]
    if field.id == "AR-3":
        of_it = [each for each in initiative.seats if each.party == Party.IT]
        return [{"state": "offered", "holder": f"person:{of_it[0].user_id}"}] if of_it else []
    return []


def _chosen(initiative: Initiative, field: Field) -> list[Row]:
    """What the choice said already: support by the vendor, money to run it, the way out."""
    record = current_record(initiative)
    if record is None or record.candidate is None:
        return []
    if field.id == "SU-4":
        answer = sent_answer(record.candidate, _SUPPORT)
        return [{"tier": answer[:_SHORT]}] if answer else []
    if field.id == "SU-5":
        paid = record.run_cost_months if record.run_cost_amount is not None else None
        told = {"months": paid, "benefit_months": record.benefit_months}
        row: Row = {part: months for part, months in told.items() if months}
        return [row] if row else []
    return [{"outline": record.exit_outline}] if record.exit_outline else []


def _from_earlier(initiative: Initiative, field: Field, viewer: User) -> Suggestion | None:
    earlier = (
        ClarityAnswer.objects.filter(
            initiative__in=Initiative.objects.visible_to(viewer).filter(unit=initiative.unit_id),
            field=field.id,
            kind=ClarityAnswer.Kind.VALUE,
        )
        .exclude(initiative=initiative)
        .select_related("initiative")
        .order_by("-written_at", "-pk")
        .first()
    )
    if earlier is None or not earlier.rows:
        return None
    return Suggestion(_still_true(field, earlier.rows), f"from {earlier.initiative.reference}")


def _still_true(field: Field, rows: list[Row]) -> list[Row]:
    """Without people and posts that are no longer active."""
    links = {part.name for part in field.parts if part.kind in {"person", "unit_or_post"}}
    directory = Directory.of(str(row[name]) for row in rows for name in links if name in row)
    return [
        {
            name: value
            for name, value in row.items()
            if name != "id" and (name not in links or directory.is_active(str(value)))
        }
        for row in rows
    ]
