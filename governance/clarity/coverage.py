"""How much of what the next move needs is there, by side (M13)."""

from dataclasses import dataclass

from governance.clarity.profile import FieldStanding, profile_of
from governance.vocabulary import FieldState
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.vocabulary import Party

SIDES = (Party.BUSINESS, Party.IT)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    there: int
    needed: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Fields that leaving a stage needs and how many are there, in all and by side (M13).

    A field that both sides owe counts for both. One that does not apply counts nowhere.
    """

    stage: Stage
    overall: Share
    by_side: dict[Party, Share]


def coverage_of(initiative: Initiative, stage: Stage | None = None) -> Coverage:
    """The coverage for leaving a stage, the present one unless another is named."""
    leaving = stage or Stage(initiative.stage)
    needed = needed_fields(initiative, leaving)
    return Coverage(
        leaving,
        _share(needed, leaving),
        {
            side: _share([each for each in needed if side in each.field.sides], leaving)
            for side in SIDES
        },
    )


def needed_fields(initiative: Initiative, stage: Stage) -> list[FieldStanding]:
    """Every field that leaving the stage asks for and that applies."""
    return [
        each
        for each in profile_of(initiative).standings.values()
        if each.field.need(stage) and each.state != FieldState.NOT_APPLICABLE
    ]


def _share(standings: list[FieldStanding], stage: Stage) -> Share:
    return Share(sum(1 for each in standings if each.meets(stage)), len(standings))
