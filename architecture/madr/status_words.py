"""MADR's own words for a status; they stand in `madr_statuses.json` and nowhere else (A02)."""

import json
import re
from functools import cache
from pathlib import Path

from architecture.vocabulary import DecisionStatus

_FILE = Path(__file__).resolve().parent.parent / "madr_statuses.json"
_ALSO_WRITTEN = {"draft": "proposed", "superseeded": "superseded", "replaced": "superseded"}
_NUMBER = re.compile(r"\b(?:ADR-?)?([0-9]{3,})\b", re.IGNORECASE)


@cache
def _word_of_state() -> dict[str, str]:
    told: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
    return told


def state_of(status: str) -> str:
    """Our state for the beginning of a MADR status; empty where the word is none of MADR's."""
    word = status.strip().lower().split(" ", 1)[0].strip(".,;:*_")
    word = _ALSO_WRITTEN.get(word, word)
    return next((state for state, known in _word_of_state().items() if known == word), "")


def word_of(state: str) -> str:
    """MADR's word for one of our states."""
    return _word_of_state()[state]


def replacing_number(status: str) -> str:
    """The number in "superseded by ADR-0005", four digits; empty where none is named."""
    if state_of(status) != DecisionStatus.REPLACED:
        return ""
    found = _NUMBER.search(status)
    return f"{int(found[1]):04d}" if found else ""


def replaced_words(number: str) -> str:
    """How MADR says that another record took the place of this one."""
    return f"{word_of(DecisionStatus.REPLACED)} by ADR-{number}"
