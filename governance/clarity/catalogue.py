"""The catalogue of the profile's fields: data in `catalogue.toml`, read once.

An answer to a field that the catalogue no longer has is kept and shown as no longer asked.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from initiatives.vocabulary import Stage
from people.vocabulary import Party

_FILE = Path(__file__).with_name("catalogue.toml")
_SIDES = frozenset({Party.BUSINESS, Party.IT})
_ROWS = frozenset({"one", "list", "per_type", "per_integration"})
_NEEDS = frozenset({"answered", "gap"})
DECISION_TYPES, INTEGRATIONS = "DO-2", "AR-1"
# Whose rows the rows of a field follow.
_PARENTS = {"per_type": DECISION_TYPES, "per_integration": INTEGRATIONS}

AREAS: dict[str, str] = {
    "decision_ownership": "Decision ownership",
    "risk_boundaries": "Risk boundaries",
    "explainable_behaviour": "Explainable behaviour",
    "architecture": "Architecture",
    "built_in_governance": "Built-in governance",
    "support_model": "Support model",
}
KINDS = frozenset(
    {
        "text",
        "long",
        "choice",
        "choices",
        "person",
        "unit_or_post",
        "number",
        "date",
        "yes",
        "link",
        "subject",
    }
)
LONGEST = {"text": 300, "long": 2000, "link": 500}
STAGES: tuple[Stage, ...] = tuple(Stage)


def is_by(stage: Stage, other: Stage) -> bool:
    """Whether `stage` comes no later than `other`."""
    return STAGES.index(stage) <= STAGES.index(other)


@dataclass(frozen=True, slots=True)
class Part:
    """One value of a field's row.

    Attributes:
        kind: text, long, choice, choices, person (a person or a post), unit_or_post, number,
            date, yes, link, subject (a decision type or an integration of the initiative).
        required_from: the stage before whose end it is needed; None where it is optional.
        unit: what a number counts, in words, or empty.
        past: whether a date lies behind us.
    """

    name: str
    label: str
    kind: str
    choices: Mapping[str, str]
    required_from: Stage | None
    unit: str = ""
    help: str = ""
    least: int | None = None
    most: int | None = None
    past: bool = False

    def is_needed(self, stage: Stage) -> bool:
        """Whether leaving the stage needs it."""
        return self.required_from is not None and is_by(self.required_from, stage)


@dataclass(frozen=True)
class Field:
    """One field of the profile.

    Attributes:
        rows: `one`, `list`, `per_type` or `per_integration`, which follow DO-2 and AR-1.
        many: several rows may belong to one type.
        whole: a row may speak for the whole initiative.
        empty: a list without a row is an answer.
        derived: read from elsewhere.
        follows: fields it is derived from; while one of them is open, that one is what is owed.
        leave: before leaving which stage it is needed, and whether a known gap is enough.
        evidence_from: from which stage on an evidence link is needed.
        rule: the check in `governance.clarity.rules`, or empty.
    """

    id: str
    area: str
    label: str
    question: str
    owed_by: tuple[Party, ...]
    rows: str
    parts: tuple[Part, ...]
    leave: Mapping[Stage, str]
    evidence_from: Stage | None = None
    keeps_current: bool = False
    rule: str = ""
    many: bool = False
    whole: bool = False
    empty: bool = False
    derived: bool = False
    follows: tuple[str, ...] = ()

    @property
    def is_joint(self) -> bool:
        """Whether both sides of the table owe it."""
        return set(self.owed_by) >= _SIDES

    @property
    def area_label(self) -> str:
        """The area in words."""
        return AREAS[self.area]

    @property
    def parent(self) -> str:
        """The field whose rows these rows follow, or empty."""
        return _PARENTS.get(self.rows, "")

    @property
    def sides(self) -> tuple[Party, ...]:
        """The sides of the table that owe it; business asks the vendor for what is the vendor's."""
        own = tuple(party for party in self.owed_by if party in _SIDES)
        return own or (Party.BUSINESS,)

    @cached_property
    def first_needed(self) -> Stage:
        """The first stage that it is needed to leave."""
        return min(self.leave, key=STAGES.index)

    def need(self, stage: Stage) -> str:
        """What leaving the stage takes: `answered`, `gap` (a known gap is enough), or empty.

        What an earlier stage asked for stays asked for.
        """
        asked = [each for each in self.leave if is_by(each, stage)]
        return self.leave[max(asked, key=STAGES.index)] if asked else ""

    def part(self, name: str) -> Part:
        """The part of that name.

        Raises:
            KeyError: there is none.
        """
        return next(each for each in self.parts if each.name == name)


@dataclass(frozen=True)
class Catalogue:
    """All fields, in their order."""

    fields: tuple[Field, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Field]:
        """The fields by id."""
        return {field.id: field for field in self.fields}

    @cached_property
    def by_area(self) -> Mapping[str, tuple[Field, ...]]:
        """The fields of each area, in the order of the areas."""
        return {area: tuple(each for each in self.fields if each.area == area) for area in AREAS}

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __len__(self) -> int:
        return len(self.fields)

    def get(self, field_id: str) -> Field | None:
        """The field; None for one that is not, or no longer, asked."""
        return self.by_id.get(field_id)


@cache
def catalogue() -> Catalogue:
    """The fields that this version asks for."""
    return read_catalogue(_FILE.read_text(encoding="utf-8"))


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from its TOML text.

    Raises:
        ValueError: an entry is not one.
    """
    fields = tuple(_field(entry) for entry in tomllib.loads(text)["field"])
    if len({field.id for field in fields}) != len(fields):
        raise ValueError("A field stands twice in the catalogue.")
    return Catalogue(fields)


def _field(entry: Mapping[str, Any]) -> Field:
    field = Field(
        id=entry["id"],
        area=entry["area"],
        label=entry["label"],
        question=entry["question"],
        owed_by=tuple(Party(each) for each in entry["owed_by"]),
        rows=entry["rows"],
        parts=tuple(_part(each) for each in entry.get("parts", ())),
        leave={Stage(stage): need for stage, need in entry["leave"].items()},
        evidence_from=Stage(entry["evidence"]) if "evidence" in entry else None,
        keeps_current=entry.get("keeps", False),
        rule=entry.get("rule", ""),
        many=entry.get("many", False),
        whole=entry.get("whole", False),
        empty=entry.get("empty", False),
        derived=entry.get("derived", False),
        follows=tuple(entry.get("follows", ())),
    )
    if field.area not in AREAS or field.rows not in _ROWS or not field.leave:
        raise ValueError(f"{field.id} has an area, rows or stages that do not exist.")
    if not _NEEDS.issuperset(field.leave.values()):
        raise ValueError(f"{field.id} asks for something else than an answer or a known gap.")
    return field


def _part(entry: Mapping[str, Any]) -> Part:
    if entry["kind"] not in KINDS:
        raise ValueError(f"There is no kind {entry['kind']}.")
    return Part(
        name=entry["name"],
        label=entry["label"],
        kind=entry["kind"],
        choices=entry.get("choices", {}),
        required_from=None if entry["from"] == "never" else Stage(entry["from"]),
        unit=entry.get("unit", ""),
        help=entry.get("help", ""),
        least=entry.get("min"),
        most=entry.get("max"),
        past=entry.get("past", False),
    )
