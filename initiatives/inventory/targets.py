"""What a column of an inventory can become."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum, auto

from django.db.models import TextChoices

from initiatives.vocabulary import HowFar, MilestoneKind, OperationalStatus, Stage

DATE_ENDING = "_on"


class TargetKind(Enum):
    """How the cells of a target are read."""

    LINE = auto()
    TEXT = auto()
    CHOICE = auto()
    DATE = auto()
    NOTE = auto()


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a mapping may fill.

    Attributes:
        most: how many characters it takes; 0 for any number.
        words: the values a choice takes.
        must_fit: a longer text keeps the row out instead of being shortened, as with names.
    """

    name: str
    kind: TargetKind
    required: bool = False
    most: int = 0
    words: type[TextChoices] | None = field(default=None)
    must_fit: bool = False

    @property
    def label(self) -> str:
        """The target in words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def joins_columns(self) -> bool:
        """Whether several columns may be joined into it."""
        return self.kind not in {TargetKind.CHOICE, TargetKind.DATE}


class Targets(dict[str, Target]):
    """Everything a mapping of one kind of table may fill, by name.

    Attributes:
        of: what a row of the table is, in a word.
    """

    def __init__(self, of: str, targets: Iterable[Target]) -> None:
        super().__init__({target.name: target for target in targets})
        self.of = of

    @property
    def required(self) -> tuple[str, ...]:
        """What every row needs."""
        return tuple(target.name for target in self.values() if target.required)


def milestone_target(kind: MilestoneKind) -> str:
    """The name of the target that dates a milestone."""
    return f"{kind.value}{DATE_ENDING}"


MILESTONE_TARGETS = {milestone_target(kind): kind for kind in MilestoneKind}

TARGETS = Targets(
    "initiative",
    (
        Target("title", TargetKind.LINE, required=True, most=200),
        Target("problem", TargetKind.TEXT, required=True, most=5000),
        Target("business_goal", TargetKind.TEXT, most=2000),
        Target("operability_goal", TargetKind.TEXT, most=2000),
        Target("unit", TargetKind.LINE, required=True, most=200, must_fit=True),
        Target("stage", TargetKind.CHOICE, required=True, words=Stage),
        Target("operational_status", TargetKind.CHOICE, words=OperationalStatus),
        Target("how_far", TargetKind.CHOICE, words=HowFar),
        Target("started_on", TargetKind.DATE),
        *(Target(name, TargetKind.DATE) for name in MILESTONE_TARGETS),
        Target("source_note", TargetKind.NOTE),
    ),
)
