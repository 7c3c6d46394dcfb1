"""What a column of an inventory can become."""

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
    """A field of an initiative that a mapping may fill.

    Attributes:
        most: how many characters it takes; 0 for any number.
        words: the values a choice takes.
    """

    name: str
    kind: TargetKind
    required: bool = False
    most: int = 0
    words: type[TextChoices] | None = field(default=None)

    @property
    def label(self) -> str:
        """The target in words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def joins_columns(self) -> bool:
        """Whether several columns may be joined into it."""
        return self.kind not in {TargetKind.CHOICE, TargetKind.DATE}


def milestone_target(kind: MilestoneKind) -> str:
    """The name of the target that dates a milestone."""
    return f"{kind.value}{DATE_ENDING}"


MILESTONE_TARGETS = {milestone_target(kind): kind for kind in MilestoneKind}

TARGETS: dict[str, Target] = {
    target.name: target
    for target in (
        Target("title", TargetKind.LINE, required=True, most=200),
        Target("problem", TargetKind.TEXT, required=True, most=5000),
        Target("business_goal", TargetKind.TEXT, most=2000),
        Target("operability_goal", TargetKind.TEXT, most=2000),
        Target("unit", TargetKind.LINE, required=True, most=200),
        Target("stage", TargetKind.CHOICE, required=True, words=Stage),
        Target("operational_status", TargetKind.CHOICE, words=OperationalStatus),
        Target("how_far", TargetKind.CHOICE, words=HowFar),
        Target("started_on", TargetKind.DATE),
        *(Target(name, TargetKind.DATE) for name in MILESTONE_TARGETS),
        Target("source_note", TargetKind.NOTE),
    )
}
REQUIRED = tuple(target.name for target in TARGETS.values() if target.required)
