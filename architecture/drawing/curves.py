"""Lines between cells, drawn together towards the middle so that many read as few."""

from dataclasses import dataclass

from architecture.drawing.layout import Box, Layout, Point, edge

TOWARDS_MIDDLE = 0.42  # how far a curve is drawn from the edge of its box into the middle
BOW = 40  # how far a link bows out from the side of a cell


@dataclass(frozen=True, slots=True)
class Curve:
    """A cubic curve.

    Attributes:
        bends: its two control points.
    """

    start: Point
    bends: tuple[Point, Point]
    end: Point

    @property
    def path(self) -> str:
        """As the `d` of an SVG path."""
        (ax, ay), (bx, by) = self.bends
        return (
            f"M{self.start[0]:.0f} {self.start[1]:.0f}C{ax:.0f} {ay:.0f} {bx:.0f} {by:.0f} "
            f"{self.end[0]:.0f} {self.end[1]:.0f}"
        )

    @property
    def halfway(self) -> Point:
        """The point in the middle of the curve, for a number on it."""
        (ax, ay), (bx, by) = self.bends
        return (
            (self.start[0] + 3 * ax + 3 * bx + self.end[0]) / 8,
            (self.start[1] + 3 * ay + 3 * by + self.end[1]) / 8,
        )


def between_cells(layout: Layout, source: str, target: str, group_of: dict[str, str]) -> Curve:
    """From one cell to another, through the edges of their groups' boxes."""
    one, other = layout.cells[source], layout.cells[target]
    if group_of[source] == group_of[target]:
        return _bow(one, other)
    first = _bend(layout, group_of[source], one, other.middle)
    second = _bend(layout, group_of[target], other, one.middle)
    return Curve(_side(one, first), (first, second), _side(other, second))


def between_groups(layout: Layout, one: str, other: str) -> Curve:
    """From the edge of one box to that of the other."""
    start = edge(layout.boxes[one], _aim(layout, one, other))
    end = edge(layout.boxes[other], _aim(layout, other, one))
    return Curve(start, (_inwards(layout, start), _inwards(layout, end)), end)


def _aim(layout: Layout, group: str, other: str) -> Point:
    """A group of the ring looks to the middle; the one in the middle to the group it meets."""
    return layout.boxes[other].middle if group == layout.centre else layout.middle


def _bend(layout: Layout, group: str, cell: Box, other: Point) -> Point:
    if group == layout.centre:
        side = -BOW if other[0] < cell.middle[0] else BOW
        return cell.middle[0] + side + (side > 0 or -1) * cell.width / 2, cell.middle[1]
    return _inwards(layout, edge(layout.boxes[group], layout.middle))


def _inwards(layout: Layout, point: Point) -> Point:
    x, y = point
    return (
        x + (layout.middle[0] - x) * TOWARDS_MIDDLE,
        y + (layout.middle[1] - y) * TOWARDS_MIDDLE,
    )


def _side(cell: Box, towards: Point) -> Point:
    x = cell.x if towards[0] < cell.middle[0] else cell.x + cell.width
    return x, cell.middle[1]


def _bow(one: Box, other: Box) -> Curve:
    """Within a box: from side to side of two columns, else out to the right and back."""
    if one.x == other.x:
        start = (one.x + one.width, one.middle[1])
        end = (other.x + other.width, other.middle[1])
        return Curve(start, ((start[0] + BOW, start[1]), (end[0] + BOW, end[1])), end)
    left, right = (one, other) if one.x < other.x else (other, one)
    start, end = (left.x + left.width, left.middle[1]), (right.x, right.middle[1])
    bends = ((start[0] + BOW, start[1]), (end[0] - BOW, end[1]))
    if left is one:
        return Curve(start, bends, end)
    return Curve(end, (bends[1], bends[0]), start)
