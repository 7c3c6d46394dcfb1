"""The surroundings of an AI system for a narrow screen: the systems stand below it.

Two trunks lead down from the AI system, data that it is given along the outer one and data that
it gives along the inner one. Systems that are only given to stand first and those that only give
stand last, so that few lines cross.
"""

from collections.abc import Sequence

from architecture.drawing.context import (
    CHARACTER,
    END_HEIGHT,
    MARGIN,
    SIDE_HEIGHT,
    SMALL_CHARACTER,
    Arrow,
    ContextPicture,
    End,
    Flow,
    cards_of,
    wrapped,
)
from architecture.drawing.layout import Box

WIDTH = 344
GIVEN_AT, GIVING_AT, ENDS_AT = 12.0, 30.0, 64.0
ENDS_WIDTH = WIDTH - ENDS_AT - 22  # room at the right for what flows past the AI system
SIDES_TO_MIDDLE, WORDS_HEIGHT, BETWEEN = 22, 20, 18


def draw_upright(title: str, ends: Sequence[End], flows: Sequence[Flow]) -> ContextPicture:
    """The picture; ends that are given data first, then those of both ways, then those that give.

    Between equal ends the order given stays.
    """
    giving, given = {flow.source for flow in flows}, {flow.target for flow in flows}
    ordered = sorted(ends, key=lambda end: (end.key in giving, end.key not in given))
    width = WIDTH - 2.0
    lines = wrapped(title, int(width), 3)
    top = MARGIN + SIDE_HEIGHT + SIDES_TO_MIDDLE
    middle = Box(1, top, width, 17 * len(lines) + 42)
    boxes, y = {"": middle}, top + middle.height + BETWEEN
    for end in ordered:
        boxes[end.key] = Box(ENDS_AT, y + WORDS_HEIGHT, ENDS_WIDTH, END_HEIGHT)
        y += WORDS_HEIGHT + END_HEIGHT + BETWEEN
    cards = cards_of(title, lines, _sides(width), ordered, boxes)
    down = top + middle.height
    return ContextPicture(
        height=y,
        cards=cards,
        arrows=[_arrow(flow, flows, boxes, down) for flow in flows],
        belongings=[
            f"M{card.box.middle[0]:.0f} {card.box.y + card.box.height:.0f}V{top:.0f}"
            for card in cards[1:3]
        ],
        width=WIDTH,
    )


def _sides(width: float) -> tuple[Box, Box]:
    half = (width - 12) / 2
    return Box(1, MARGIN, half, SIDE_HEIGHT), Box(13 + half, MARGIN, half, SIDE_HEIGHT)


def _arrow(flow: Flow, flows: Sequence[Flow], boxes: dict[str, Box], down: float) -> Arrow:
    if flow.source and flow.target:
        return _past(flow, boxes)
    box = boxes[flow.source or flow.target]
    y = box.middle[1]
    if flow.source:
        path = f"M{box.x:.0f} {y - 7:.0f}H{GIVEN_AT:.0f}V{down:.0f}"
    else:
        path = f"M{GIVING_AT:.0f} {down:.0f}V{y + 7:.0f}H{box.x:.0f}"
    both_ways = any((each.source, each.target) == (flow.target, flow.source) for each in flows)
    room = box.width / 2 if both_ways else box.width
    words = wrapped(flow.words, int(room * CHARACTER / SMALL_CHARACTER), 1)[0]
    x = box.x + (box.width / 2 if both_ways and not flow.source else 0)
    return Arrow(flow, path, words, (x, box.y - 6))


def _past(flow: Flow, boxes: dict[str, Box]) -> Arrow:
    """From one system to another, at the right of both."""
    source, target = boxes[flow.source], boxes[flow.target]
    right = source.x + source.width
    path = (
        f"M{right:.0f} {source.middle[1] + 8:.0f}h16V{target.middle[1] - 8:.0f}H{right:.0f}"
        if source.y < target.y
        else f"M{right:.0f} {source.middle[1] - 8:.0f}h16V{target.middle[1] + 8:.0f}H{right:.0f}"
    )
    return Arrow(flow, path, "", (right, source.y))
