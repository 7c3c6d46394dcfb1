"""An AI system in its surroundings, in the manner of a C4 context picture.

The AI system stands in the middle, the two sides above it, where data comes from at its left and
where data goes at its right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from architecture.drawing.layout import Box, Point

WIDTH = 1040
END_WIDTH, MIDDLE_WIDTH, SIDE_WIDTH = 216, 216, 150
END_HEIGHT, SIDE_HEIGHT, ROW = 52, 44, 70
MARGIN = 10
UNEVEN = 4  # so many more on one side, and some stand on the other
SIDES_TO_MIDDLE = 34
CHARACTER, SMALL_CHARACTER = 6.7, 5.7  # how wide a letter is, about


@dataclass(frozen=True, slots=True)
class End:
    """A system around the AI system; `key` tells it apart, `note` is its small line."""

    key: str
    name: str
    note: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Data that flows.

    Attributes:
        source, target: key of an end; empty for the AI system itself.
        words: how, as written on the line.
        writes, is_direct, is_worth_a_look: what its line looks like.
    """

    source: str
    target: str
    words: str
    writes: bool = False
    is_direct: bool = False
    is_worth_a_look: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A box with its lines of text; `look` is `system`, `ai`, `business` or `it`."""

    look: str
    box: Box
    lines: tuple[str, ...]
    note: str
    name: str
    url: str

    @property
    def text_x(self) -> float:
        """The middle of the lines."""
        return self.box.middle[0]

    @property
    def placed_lines(self) -> list[tuple[float, str]]:
        """Each line with its baseline."""
        height = 17 * len(self.lines) + (15 if self.note else 0)
        first = self.box.middle[1] - height / 2 + 13
        return [(first + 17 * place, line) for place, line in enumerate(self.lines)]

    @property
    def note_y(self) -> float:
        """The baseline of the note."""
        return self.placed_lines[-1][0] + 16


@dataclass(frozen=True, slots=True)
class Arrow:
    """A flow with its line and where its words stand."""

    flow: Flow
    path: str
    words: str
    at: Point


@dataclass(frozen=True, slots=True)
class ContextPicture:
    """Everything that is drawn."""

    height: float
    cards: list[Card]
    arrows: list[Arrow]
    belongings: list[str]
    width: int = WIDTH


def draw_context(title: str, ends: Sequence[End], flows: Sequence[Flow]) -> ContextPicture:
    """The picture; ends are taken in the order given."""
    lines = wrapped(title, MIDDLE_WIDTH, 4)
    boxes = _placed(*_columns(ends, flows), least_height=max(76, 17 * len(lines) + 42))
    middle = boxes[""]
    cards = cards_of(title, lines, _sides(middle), ends, boxes)
    bottom = middle.y + middle.height + MARGIN
    beneath = [flow for flow in flows if flow.source and flow.target]
    arrows = [_arrow(flow, boxes) for flow in flows if flow not in beneath]
    for place, flow in enumerate(beneath):
        arrows.append(_beneath(flow, boxes, bottom + 16 + 22 * place))
    return ContextPicture(
        bottom + (22 * len(beneath) + 10 if beneath else 0),
        cards,
        arrows,
        [_down(card.box, middle) for card in cards[1:3]],
    )


def _columns(ends: Sequence[End], flows: Sequence[Flow]) -> tuple[list[End], list[End]]:
    """What gives data at the left, all else at the right, unless that leaves one half empty."""
    giving = {flow.source for flow in flows if flow.source}
    left = [end for end in ends if end.key in giving]
    right = [end for end in ends if end.key not in giving]
    if (surplus := len(left) - len(right)) >= UNEVEN:
        # Arrows say where data flows; a picture with an empty half says less.
        right = [*left[len(left) - surplus // 2 :], *right]
        left = left[: len(left) - surplus // 2]
    return left, right


def _placed(left: list[End], right: list[End], *, least_height: float) -> dict[str, Box]:
    """The box of each end by its key, and that of the AI system in the middle by none."""
    top = MARGIN + SIDE_HEIGHT + SIDES_TO_MIDDLE
    height = max(ROW * max(len(left), len(right), 1) - (ROW - END_HEIGHT), least_height)
    boxes = {"": Box((WIDTH - MIDDLE_WIDTH) / 2, top, MIDDLE_WIDTH, height)}
    for column, x in ((left, MARGIN), (right, WIDTH - MARGIN - END_WIDTH)):
        start = top + (height - ROW * len(column) + ROW - END_HEIGHT) / 2
        for place, end in enumerate(column):
            boxes[end.key] = Box(x, start + ROW * place, END_WIDTH, END_HEIGHT)
    return boxes


def cards_of(
    title: str,
    lines: tuple[str, ...],
    sides: tuple[Box, Box],
    ends: Sequence[End],
    boxes: Mapping[str, Box],
) -> list[Card]:
    """The AI system, business and IT, then each end; `boxes` by key, the AI system's by none."""
    business, it = sides
    return [
        Card("ai", boxes[""], lines, "The AI system", title, ""),
        Card("business", business, ("Business",), "acts on it", "Business", ""),
        Card("it", it, ("IT",), "runs it", "IT", ""),
        *(_card_of(end, boxes[end.key]) for end in ends),
    ]


def _card_of(end: End, box: Box) -> Card:
    return Card("system", box, wrapped(end.name, int(box.width), 1), end.note, end.name, end.url)


def wrapped(text: str, width: int, most: int) -> tuple[str, ...]:
    """The text in lines that fit; what does not fit ends in dots."""
    room = int((width - 16) / CHARACTER)
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    lines.append(line)
    kept = [each if len(each) <= room else f"{each[: room - 1]}…" for each in lines[:most]]
    if len(lines) > most:
        kept[-1] = f"{kept[-1][: room - 1].rstrip('…')}…"
    return tuple(kept)


def _sides(middle: Box) -> tuple[Box, Box]:
    x, y = middle.middle[0], float(MARGIN)
    return (
        Box(x - SIDE_WIDTH - 12, y, SIDE_WIDTH, SIDE_HEIGHT),
        Box(x + 12, y, SIDE_WIDTH, SIDE_HEIGHT),
    )


def _down(side: Box, middle: Box) -> str:
    x = min(max(side.middle[0], middle.x + 20), middle.x + middle.width - 20)
    return f"M{side.middle[0]:.0f} {side.y + side.height:.0f}L{x:.0f} {middle.y:.0f}"


def _arrow(flow: Flow, boxes: dict[str, Box]) -> Arrow:
    source, target = boxes[flow.source], boxes[flow.target]
    end = source if flow.source else target
    is_left = end.x < boxes[""].x
    lift = -7 if flow.source else 7  # both ways between the same two stay apart
    outer = (end.x + end.width if is_left else end.x, end.middle[1] + lift)
    middle = boxes[""]
    inner_y = _clamped(end.middle[1] + lift, middle)
    inner = (middle.x if is_left else middle.x + middle.width, inner_y)
    start, stop = (outer, inner) if flow.source else (inner, outer)
    half = (start[0] + stop[0]) / 2
    path = (
        f"M{start[0]:.0f} {start[1]:.0f}C{half:.0f} {start[1]:.0f} {half:.0f} {stop[1]:.0f} "
        f"{stop[0]:.0f} {stop[1]:.0f}"
    )
    room = abs(inner[0] - outer[0])
    words = wrapped(flow.words, int(room * CHARACTER / SMALL_CHARACTER), 1)[0]
    near_end = outer[0] + (room / 2 if is_left else -room / 2)
    return Arrow(flow, path, words, (near_end, (2 * outer[1] + inner[1]) / 3 - 5))


def _clamped(y: float, box: Box) -> float:
    return min(max(y, box.y + 12), box.y + box.height - 12)


def _beneath(flow: Flow, boxes: dict[str, Box], y: float) -> Arrow:
    """From one system to another, below the AI system."""
    source, target = boxes[flow.source], boxes[flow.target]
    start = (_inner_side(source), source.middle[1] + 12)
    stop = (_inner_side(target), target.middle[1] + 12)
    low = y + 14
    path = (
        f"M{start[0]:.0f} {start[1]:.0f}C{WIDTH / 2 - 130:.0f} {start[1]:.0f} "
        f"{WIDTH / 2 - 170:.0f} {low:.0f} {WIDTH / 2:.0f} {low:.0f}"
        f"S{WIDTH / 2 + (130 if stop[0] > WIDTH / 2 else -260):.0f} {stop[1]:.0f} "
        f"{stop[0]:.0f} {stop[1]:.0f}"
    )
    return Arrow(flow, path, wrapped(flow.words, 320, 1)[0], (WIDTH / 2, low - 5))


def _inner_side(box: Box) -> float:
    return box.x + box.width if box.middle[0] < WIDTH / 2 else box.x
