"""Comparing what people type in headings and cells, and reading dates."""

import datetime as dt
import difflib
import functools
from collections.abc import Iterable, Sequence

from people.text import tidy

FIRST_YEAR = 1950
YEARS_AHEAD = 20
ISO_DATE = "%Y-%m-%d"


@functools.lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """The text as compared: one Unicode form, one space between words, no capitals."""
    return tidy(text).casefold()


def closest(text: str, known: Iterable[str]) -> str:
    """The known text most like this one, or empty."""
    by_folded = {folded(candidate): candidate for candidate in known}
    found = difflib.get_close_matches(folded(text), list(by_folded), n=1, cutoff=0.6)
    return by_folded[found[0]] if found else ""


def did_you_mean(text: str, known: Iterable[str]) -> str:
    """A question that offers the closest known text, or nothing."""
    found = closest(text, known)
    return f" Did you mean “{found}”?" if found else ""


def excerpt(text: str, most: int = 80) -> str:
    """The beginning of a text on one line, for messages."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def shortened(text: str, most: int) -> str:
    """The text cut at a word, with an ellipsis, to at most so many characters."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at_word = cut.rsplit(None, 1)[0] if " " in cut[most // 2 :] else cut
    return f"{at_word.rstrip(' ,;:.-')}…"


@functools.lru_cache(maxsize=50_000)
def parse_date(text: str, formats: Sequence[str]) -> dt.date | None:
    """The day written in one of the formats or as 2024-05-17, else None."""
    for date_format in (*formats, ISO_DATE):
        try:
            return dt.datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day only
        except ValueError:
            continue
    return None


def why_unlikely(day: dt.date, today: dt.date) -> str:
    """What speaks against a day, as a sentence, or empty."""
    last_year = today.year + YEARS_AHEAD
    if FIRST_YEAR <= day.year <= last_year:
        return ""
    reason = f"The year {day.year} is outside {FIRST_YEAR} to {last_year}."
    bare_year = (day - dt.date(1899, 12, 30)).days
    if FIRST_YEAR <= bare_year <= last_year:
        reason += f" A spreadsheet writes the bare number {bare_year} so."
    return reason
