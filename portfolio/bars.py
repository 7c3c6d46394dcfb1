"""Rows of a `table.bars`: the numbers, where each leads, and the drawing that repeats them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.http import urlencode


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list behind it; nothing leads from 0."""

    value: int
    url: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar, from 0 to 100; `look` is a class of `rect`, empty for ink."""

    look: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table and of its drawing."""

    label: str
    figures: list[Figure]
    segments: list[Segment] = field(default_factory=list)
    url: str = ""


def list_address(**narrowed: str | int) -> str:
    """The list of initiatives behind a figure."""
    return f"{reverse('initiatives:list')}?{urlencode(narrowed)}"


def figure(value: int, *, side: str = "", **narrowed: str | int) -> Figure:
    """A number that leads to the list of initiatives narrowed like it."""
    return Figure(value, list_address(**narrowed) if value else "", side)


def segments(parts: Sequence[tuple[str, int]], most: int) -> list[Segment]:
    """The pieces of one bar, where `most` is the longest bar's whole; what is there shows."""
    drawn: list[Segment] = []
    start = 0
    for look, value in parts:
        if value:
            width = max(1, round(100 * value / most))
            drawn.append(Segment(look, start, min(width, 100 - start)))
            start += width
    return drawn
