"""Shares and medians as figures say them: counts below the smallest sample, never means."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from governance.norms import PROPOSED

_PROPOSED_LEAST = PROPOSED["smallest_sample"]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `least` is how many a percentage takes."""

    part: int
    whole: int
    least: int = _PROPOSED_LEAST

    @property
    def percent(self) -> float | None:
        """The share in percent; None below the smallest sample, where only counts are said."""
        return 100 * self.part / self.whole if self.whole >= self.least else None

    def in_words(self, nothing: str) -> str:
        """As in "83 %, 5 of 6", "2 of 3"; `nothing` where there is none at all."""
        if not self.whole:
            return nothing
        counts = f"{self.part} of {self.whole}"
        return counts if self.percent is None else f"{self.percent:.0f} %, {counts}"

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole, self.least)


@dataclass(frozen=True, slots=True)
class Spread:
    """Values in days, as their median and their ninth tenth."""

    values: Sequence[int]
    least: int = _PROPOSED_LEAST

    @property
    def median(self) -> float | None:
        """None below the smallest sample."""
        return float(median(self.values)) if len(self.values) >= self.least else None

    @property
    def ninth_tenth(self) -> int | None:
        """What nine of ten do not exceed, by nearest rank; None below the smallest sample."""
        if len(self.values) < self.least:
            return None
        return sorted(self.values)[math.ceil(0.9 * len(self.values)) - 1]

    def in_words(self, nothing: str) -> str:
        """As in "median 4 days, 12 of them"; below the smallest sample how many there are."""
        if not self.values:
            return nothing
        if self.median is None:
            return f"{len(self.values)} known, too few for a median"
        return f"median {self.median:g} days, {len(self.values)} of them"


def together(shares: Iterable[Share], least: int = _PROPOSED_LEAST) -> Share:
    """The shares of several initiatives as one, count by count."""
    return sum(shares, Share(0, 0, least))
