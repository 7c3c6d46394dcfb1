"""Typed event kinds. An app registers its own in `<app>/events.py`; others are refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# A text of a person may end with a stop where the sentence has one too.
_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")


class UnregisteredEventKindError(LookupError):
    """Raised for a kind that no app has registered."""


@dataclass(frozen=True, slots=True)
class EventKind:
    """What can be recorded.

    Attributes:
        code: past tense, `noun.verb`, stable for ever.
        label: the words a filter offers.
        sentence: what happened, told after the actor's name, with `{field}` of the data.
        is_detail: a step of something whose end is told by another event; short lists leave it
            out, the history has it.
        together: the sentence of several that one person recorded on one day, with the values of
            each field in a row; it names no number, which would be a figure of a person.
    """

    code: str
    label: str
    sentence: str
    is_detail: bool = False
    together: str = ""

    def tell(self, data: Mapping[str, Any], *, sentence: str = "") -> str:
        """The sentence with the event's own data; a field the event lacks reads as not stated.

        Where the last field is kept out of what is told, as a person's name is, nothing follows
        and the sentence ends before its colon.
        """
        told = (sentence or self.sentence).format_map(_Told(data)).removesuffix(": ")
        return _TWO_STOPS.sub(".", told)


class _Told(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "not stated"


_kinds: dict[str, EventKind] = {}


def event_kind(
    code: str, label: str, sentence: str, *, is_detail: bool = False, together: str = ""
) -> EventKind:
    """Register a kind.

    Raises:
        ValueError: the code is taken by another kind.
    """
    kind = EventKind(code, label, sentence, is_detail, together)
    if _kinds.setdefault(code, kind) != kind:
        message = f"Event kind {code} is registered twice with different words."
        raise ValueError(message)
    return kind


def find_event_kind(code: str) -> EventKind:
    """The registered kind.

    Raises:
        UnregisteredEventKindError: no app has registered it.
    """
    try:
        return _kinds[code]
    except KeyError:
        message = f"No app registers the event kind {code}."
        raise UnregisteredEventKindError(message) from None


def all_event_kinds() -> list[EventKind]:
    """Every registered kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)


def detail_codes() -> list[str]:
    """Codes of the kinds that short lists leave out."""
    return [kind.code for kind in _kinds.values() if kind.is_detail]
