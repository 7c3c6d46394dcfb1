"""Where systems stand on the map: groups as boxes in a ring, AI initiatives in its middle.

The same systems stand in the same places on every visit: nothing here is random, and groups and
systems are taken in the order given, which is by name.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CELL_WIDTH, CELL_HEIGHT, CELL_GAP = 148, 22, 3
PADDING, TITLE = 10, 28
BETWEEN = 26  # between two boxes of a row or a column
MARGIN = 30  # room for links that bow out of a box at the edge
LETTER = 7.1  # how wide a letter of a group's name is, about
LEAST_ROWS = 8  # fewer stand in one column
MIDDLE = 300  # least free width between the boxes at the left and at the right
LEAST_GAP = 200  # least free height between the upper and the lower row
AROUND = 100  # free room for links around the box in the middle
# Width to height of a picture: a small one fits a screen, a large one is scrolled.
SMALL_SHAPE, LARGE_SHAPE, SMALL = 1.6, 1.1, 80

Point = tuple[float, float]
Size = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Systems that stand together.

    Attributes:
        members: their keys, in the order in which they stand.
        cell_width: how wide each stands.
    """

    key: str
    label: str
    members: Sequence[str]
    cell_width: int = CELL_WIDTH

    @property
    def columns(self) -> int:
        """How many columns make the box about as high as it is wide."""
        count = len(self.members)
        square = math.ceil(math.sqrt(count * self.cell_width / (CELL_HEIGHT + CELL_GAP)))
        return math.ceil(count / max(LEAST_ROWS, square)) or 1

    @property
    def rows(self) -> int:
        """How many stand below each other, the columns being about as long as each other."""
        return math.ceil(len(self.members) / self.columns)

    @property
    def size(self) -> "Size":
        """Width and height of its box."""
        cells = self.columns * self.cell_width + (self.columns - 1) * CELL_GAP
        width = max(cells, len(self.label) * LETTER) + 2 * PADDING
        height = TITLE + self.rows * CELL_HEIGHT + max(self.rows - 1, 0) * CELL_GAP + PADDING
        return width, height


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Every group's box and every system's cell.

    Attributes:
        middle: where links that cross the ring are drawn together.
        centre: the group in the middle; empty where there is none.
    """

    width: float
    height: float
    middle: Point
    centre: str
    boxes: dict[str, Box]
    cells: dict[str, Box]


def lay_out(groups: Sequence[Group], centre: Group | None = None) -> Layout:
    """Boxes in a ring, cells in columns within each box."""
    everything = [*groups, centre] if centre else list(groups)
    sizes = {group.key: group.size for group in everything}
    key = centre.key if centre else ""
    is_small = sum(len(group.members) for group in everything) <= SMALL
    shape = SMALL_SHAPE if is_small else LARGE_SHAPE
    boxes = _best_ring([group.key for group in groups], key, sizes, shape) if groups else {}
    if centre and not groups:
        boxes = {key: Box(MARGIN, MARGIN, *sizes[key])}
    width = max((box.x + box.width for box in boxes.values()), default=0) + MARGIN
    height = max((box.y + box.height for box in boxes.values()), default=0) + MARGIN
    cells = {key: cell for group in everything for key, cell in _cells(group, boxes[group.key])}
    middle = boxes[key].middle if centre else (width / 2, height / 2)
    return Layout(width, height, middle, key, boxes, cells)


def edge(box: Box, towards: Point) -> Point:
    """The point of the box's edge that lies towards another point."""
    x, y = box.middle
    away_x, away_y = towards[0] - x, towards[1] - y
    if not (away_x or away_y):
        return box.middle
    scale = min(
        box.width / 2 / abs(away_x) if away_x else math.inf,
        box.height / 2 / abs(away_y) if away_y else math.inf,
    )
    return x + away_x * scale, y + away_y * scale


def _cells(group: Group, box: Box) -> Iterator[tuple[str, Box]]:
    for place, key in enumerate(group.members):
        column, row = divmod(place, group.rows)
        x = box.x + PADDING + column * (group.cell_width + CELL_GAP)
        y = box.y + TITLE + row * (CELL_HEIGHT + CELL_GAP)
        yield key, Box(x, y, group.cell_width, CELL_HEIGHT)


def _best_ring(
    keys: Sequence[str], centre: str, sizes: dict[str, Size], shape: float
) -> dict[str, Box]:
    """The ring whose picture is nearest to a good shape."""
    most = len(keys) // 2
    rings = [_Sides.of(keys, beside).placed(centre, sizes) for beside in range(most + 1)]
    return min(rings, key=lambda boxes: abs(math.log(_shape(boxes) / shape)))


def _shape(boxes: dict[str, Box]) -> float:
    width = max(box.x + box.width for box in boxes.values())
    return width / max(box.y + box.height for box in boxes.values())


@dataclass(frozen=True, slots=True)
class _Sides:
    """Which groups stand at which side of the ring; clockwise from the upper left."""

    upper: Sequence[str]
    right: Sequence[str]
    lower: Sequence[str]
    left: Sequence[str]

    @classmethod
    def of(cls, keys: Sequence[str], beside: int) -> "_Sides":
        """With so many groups at the left and at the right each."""
        above = (len(keys) - 2 * beside + 1) // 2
        below = len(keys) - beside
        return cls(
            keys[:above],
            keys[above : above + beside],
            keys[above + beside : below][::-1],
            keys[below:][::-1],
        )

    def placed(self, centre: str, sizes: dict[str, Size]) -> dict[str, Box]:
        """The boxes, and the one in the middle where there is one."""
        inner_width, inner_height = sizes.get(centre, (0, 0))
        around = 2 * AROUND if centre else 0
        across = sum(_widest(side, sizes) for side in (self.left, self.right))
        width = max(
            _length(self.upper, sizes, 0),
            _length(self.lower, sizes, 0),
            across + max(MIDDLE, inner_width + around),
        )
        top = max((sizes[key][1] for key in self.upper), default=0)
        beside = max(_length(self.left, sizes, 1), _length(self.right, sizes, 1))
        air = (bool(self.upper) + bool(self.lower)) * BETWEEN
        gap = max(LEAST_GAP if air else 0, beside + air, inner_height + around)
        begin = MARGIN + top
        boxes: dict[str, Box] = {}
        for key, x in _spread(self.upper, sizes, 0, width):
            boxes[key] = Box(MARGIN + x, begin - sizes[key][1], *sizes[key])
        for key, x in _spread(self.lower, sizes, 0, width):
            boxes[key] = Box(MARGIN + x, begin + gap, *sizes[key])
        down = begin + (BETWEEN if self.upper else 0)
        for key, y in _spread(self.left, sizes, 1, gap - air):
            boxes[key] = Box(MARGIN, down + y, *sizes[key])
        for key, y in _spread(self.right, sizes, 1, gap - air):
            boxes[key] = Box(MARGIN + width - sizes[key][0], down + y, *sizes[key])
        if centre:
            shift = (_widest(self.left, sizes) - _widest(self.right, sizes)) / 2
            x = MARGIN + (width - inner_width) / 2 + shift
            boxes[centre] = Box(x, begin + (gap - inner_height) / 2, inner_width, inner_height)
        return boxes


def _widest(keys: Sequence[str], sizes: dict[str, Size]) -> float:
    return max((sizes[key][0] for key in keys), default=0)


def _length(keys: Sequence[str], sizes: dict[str, Size], axis: int) -> float:
    return sum(sizes[key][axis] for key in keys) + BETWEEN * max(len(keys) - 1, 0)


def _spread(
    keys: Sequence[str], sizes: dict[str, Size], axis: int, room: float
) -> Iterator[tuple[str, float]]:
    """Where each begins, so that they fill the room evenly; a single one stands in its middle."""
    free = room - sum(sizes[key][axis] for key in keys)
    step = free / (len(keys) - 1) if len(keys) > 1 else 0
    start = free / 2 if len(keys) == 1 else 0
    for key in keys:
        yield key, start
        start += sizes[key][axis] + step
