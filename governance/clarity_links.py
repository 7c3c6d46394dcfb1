"""What moving on and escalating read of the clarity profile; nothing else here knows its shape."""

import datetime as dt
from dataclasses import dataclass

from governance.clarity.catalogue import catalogue
from governance.clarity.facts import facts_of
from governance.clarity.floor import floor_gaps
from governance.clarity.owed import field_address
from governance.clarity.profile import FieldStanding, needed_for_leaving, profile_of
from governance.models import CarriedItem, ClarityAnswer
from governance.norms import norm
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.models import User
from people.vocabulary import Party

_FIELD = "field:"


@dataclass(frozen=True, slots=True)
class ProfileGap:
    """A field that leaving a stage needs, with what its known gap says already.

    Attributes:
        owing: the sides that could answer it now, business first.
    """

    key: str
    title: str
    owing: tuple[Party, ...]
    address: str
    what_answers: str
    owner: User | None = None
    safeguard: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class FloorFact:
    """One of the three facts that is missing, and where either side supplies it."""

    title: str
    where: str
    address: str


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the escalation path (B89): who, through which channel, within how long."""

    who: str
    channel: str
    minutes: int | None


def owed_for_leaving(initiative: Initiative) -> list[ProfileGap]:
    """What leaving the present stage needs and nobody has answered, oldest first."""
    needed = needed_for_leaving(initiative, Stage(initiative.stage))
    return [_gap(initiative, each) for each in needed]


def _gap(initiative: Initiative, standing: FieldStanding) -> ProfileGap:
    answer = standing.answer
    is_gap = answer is not None and answer.kind == ClarityAnswer.Kind.KNOWN_GAP
    return ProfileGap(
        key=standing.key,
        title=standing.field.label,
        owing=standing.owing,
        address=field_address(initiative, standing),
        what_answers=standing.what_answers,
        owner=answer.gap_owner if answer and is_gap else None,
        safeguard=answer.gap_safeguard if answer and is_gap else "",
        due_on=answer.gap_due_on if answer and is_gap else None,
    )


def is_still_owed(initiative: Initiative, item: CarriedItem) -> bool:
    """Whether what a move carried is still missing for the stage that was left with it.

    A field that the catalogue has dropped is asked of nobody.
    """
    standing = profile_of(initiative).standings.get(item.key.removeprefix(_FIELD))
    return standing is not None and not standing.meets(Stage(item.go_ahead.from_stage))


def title_of(key: str) -> str:
    """What a key is called; itself where the catalogue has dropped it."""
    field = catalogue().by_id.get(key.removeprefix(_FIELD))
    return field.label if field else key


def missing_from_floor(initiative: Initiative, to_stage: Stage) -> list[FloorFact]:
    """Which of the three facts are missing; none where the organisation has no floor."""
    if not norm("floor"):
        return []
    return [
        FloorFact(each.title, f"{each.what_answers} Either side can.", each.address)
        for each in floor_gaps(initiative, to_stage)
    ]


def named_in(initiative: Initiative, field: str, part: str) -> list[User]:
    """The active people whom a field names in one of its parts, in person or by their post."""
    facts = facts_of(initiative)
    answer = facts.answers.get(field)
    if answer is None or answer.kind != ClarityAnswer.Kind.VALUE:
        return []
    named = [facts.directory.human(str(row.get(part, ""))) for row in answer.rows]
    people = User.objects.in_bulk([pk for pk in named if pk is not None])
    return [people[pk] for pk in named if pk is not None]


def escalation_path(initiative: Initiative) -> list[Level]:
    """The levels that field GV-3 names, in order; empty while it is not answered (B89)."""
    facts = facts_of(initiative)
    answer = facts.answers.get("GV-3")
    if answer is None or answer.kind != ClarityAnswer.Kind.VALUE:
        return []
    return [
        Level(
            who=facts.directory.name(str(row["post"]))
            if row.get("post")
            else str(row.get("vendor_contact", "")),
            channel=str(row.get("channel", "")),
            minutes=minutes if isinstance(minutes := row.get("minutes"), int) else None,
        )
        for row in answer.rows
    ]
