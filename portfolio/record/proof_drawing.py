"""A proof as a small drawing and as steps in words; both say the same."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.record.proofs import Proof, Step

WIDTH = 360
COLUMNS = (6, 190)  # left edges of the two boxes of a row
BOX_WIDTH, BOX_HEIGHT = 164, 40
ROW_HEIGHT = 76
MARGIN = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A hash in the drawing.

    Attributes:
        look: `event`, `way`, `beside` or `root`: a class of the stylesheet.
        words: what it stands for.
    """

    look: str
    x: int
    y: int
    words: str
    short: str

    @property
    def middle(self) -> int:
        """Where its lines begin."""
        return self.x + BOX_WIDTH // 2

    @property
    def words_y(self) -> int:
        """Baseline of the words."""
        return self.y + 16

    @property
    def short_y(self) -> int:
        """Baseline of the hash."""
        return self.y + 32


@dataclass(frozen=True, slots=True)
class Line:
    """A line from a hash up to the one above it; `way` where it is ours."""

    look: str
    points: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The tree as far as a proof needs it, the root on top."""

    height: int
    boxes: list[Box]
    lines: list[Line]
    width: int = WIDTH
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


@dataclass(frozen=True, slots=True)
class StepInWords:
    """One step for people who read instead of look.

    Attributes:
        beside: what the sibling stands for.
        side: where it is joined, seen from our hash.
        sibling, above: whole hashes in base64, as exports and checkpoints write them.
    """

    beside: str
    side: str
    sibling: str
    above: str


def written(value: bytes) -> str:
    """A hash as exports and checkpoints write it."""
    return base64.b64encode(value).decode()


def short(value: bytes) -> str:
    """The beginning of a hash, enough to compare by eye."""
    return f"{written(value)[:10]}…"


def draw(proof: Proof) -> Drawing:
    """The drawing of a proof that has a checkpoint: each row is a pair of hashes."""
    count = len(proof.steps)
    boxes: list[Box] = []
    lines: list[Line] = []
    for place, step in enumerate(proof.steps):
        # A row counts from the top, where the root stands alone.
        y = MARGIN + (count - place) * ROW_HEIGHT
        ours, beside = _pair(proof, step, place, y)
        boxes += [ours, beside]
        target = _middle_above(proof.steps, place)
        lines.append(_line("beside", beside, target))
        lines.append(_line("way", ours, target))
    root = proof.steps[-1].above if proof.steps else proof.leaf
    words = "Root, signed" if proof.included else "Root, not the signed one"
    boxes.append(Box("root", (WIDTH - BOX_WIDTH) // 2, MARGIN, words, short(root)))
    height = MARGIN * 2 + count * ROW_HEIGHT + BOX_HEIGHT
    return Drawing(height, boxes, lines)


def in_words(steps: Sequence[Step]) -> list[StepInWords]:
    """The way from the event to the root, a sentence's worth each."""
    return [
        StepInWords(
            _stands_for(step).lower(),
            "before" if step.sibling_first else "after",
            written(step.sibling),
            written(step.above),
        )
        for step in steps
    ]


def _pair(proof: Proof, step: Step, place: int, y: int) -> tuple[Box, Box]:
    left, right = COLUMNS
    mine, other = (right, left) if step.sibling_first else (left, right)
    look, words = ("event", "This event") if place == 0 else ("way", "Computed")
    return (
        Box(look, mine, y, words, short(step.ours)),
        Box("beside", other, y, _stands_for(step), short(step.sibling)),
    )


def _middle_above(steps: Sequence[Step], place: int) -> int:
    if place + 1 == len(steps):
        return WIDTH // 2
    left, right = COLUMNS
    return (right if steps[place + 1].sibling_first else left) + BOX_WIDTH // 2


def _line(look: str, box: Box, target: int) -> Line:
    bottom = box.y - ROW_HEIGHT + BOX_HEIGHT
    bend = (bottom + box.y) // 2
    points = f"{box.middle},{box.y} {box.middle},{bend} {target},{bend} {target},{bottom}"
    return Line(look, points)


def _stands_for(step: Step) -> str:
    if step.of_one:
        return f"Event {step.first + 1}"
    return f"Events {step.first + 1} to {step.last + 1}"
