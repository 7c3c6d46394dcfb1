"""The drawing of a trail: five lanes, one numbered stop for each step, in their order."""

from collections.abc import Sequence
from dataclasses import dataclass

from architecture.inputs import TrailKind, TrailStep

LANE_LABELS: dict[TrailKind, str] = {
    TrailKind.INPUT: "Input",
    TrailKind.SESSION: "Session",
    TrailKind.DECISION: "Decision",
    TrailKind.DESIGN: "Design",
    TrailKind.INCIDENT: "Incident",
}
LANE_WIDTH = 68
ROW_HEIGHT = 40
HEAD = 36


@dataclass(frozen=True, slots=True)
class Lane:
    """A kind of step: where its heading and its line stand."""

    label: str
    x: int


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on its lane; `number` is that of the list beside."""

    number: int
    x: int
    y: int
    party: str
    step: TrailStep


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the SVG needs; lengths in its own units.

    Attributes:
        way: the line through all stops, as the points of a polyline.
    """

    lanes: list[Lane]
    stops: list[Stop]
    way: str
    width: int
    height: int


def drawn(steps: Sequence[TrailStep]) -> Drawing:
    """The drawing of steps that stand in their order."""
    kinds = list(TrailKind)
    lanes = [
        Lane(LANE_LABELS[kind], LANE_WIDTH // 2 + LANE_WIDTH * number)
        for number, kind in enumerate(kinds)
    ]
    stops = [
        Stop(
            number=number,
            x=lanes[kinds.index(step.kind)].x,
            y=HEAD + ROW_HEIGHT * number - ROW_HEIGHT // 2,
            party=step.party,
            step=step,
        )
        for number, step in enumerate(steps, start=1)
    ]
    return Drawing(
        lanes=lanes,
        stops=stops,
        way=" ".join(f"{stop.x},{stop.y}" for stop in stops),
        width=LANE_WIDTH * len(kinds),
        height=HEAD + ROW_HEIGHT * max(len(stops), 1),
    )
