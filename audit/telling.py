"""Events told in few words: what one person did of one kind on one day is told once."""

import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from audit.kinds import EventKind
from audit.models import AuditEvent

NAMED_AT_MOST = 4  # of what was done together; the rest is "and more", without a number


@dataclass(slots=True)
class Entry:
    """One event, or several of a kind that one person recorded on one day.

    Attributes:
        events: newest first, never empty.
    """

    events: list[AuditEvent] = field(default_factory=list)

    @property
    def latest(self) -> AuditEvent:
        """The event whose time the entry bears."""
        return self.events[0]

    @property
    def sentence(self) -> str:
        """What happened; of several events what each was about, and never how many they were."""
        if len(self.events) == 1:
            return self.latest.sentence
        told = [{**each.content["data"], **each.personal} for each in reversed(self.events)]
        return _of_all(self.latest.event_kind, told)


def told_together(events: Iterable[AuditEvent], *, most: int) -> list[Entry]:
    """At most so many entries, newest first, from events that come newest first."""
    entries: list[Entry] = []
    sittings: dict[tuple[Any, ...], Entry] = {}
    for event in events:
        day = timezone.localdate(event.occurred_at)
        sitting = (event.kind, event.actor_id, event.initiative_ref, day)
        entry = sittings.get(sitting) if event.event_kind.together else None
        if entry is None:
            entry = sittings[sitting] = Entry()
            entries.append(entry)
        entry.events.append(event)
    return entries[:most]


def _of_all(kind: EventKind, told: list[dict[str, Any]]) -> str:
    frame, values = kind.together, {}
    for _, name, _, _ in string.Formatter().parse(kind.together):
        found = list(dict.fromkeys(str(data[name]) for data in told if name and name in data))
        quoted = f"“{{{name}}}”"
        if quoted in frame:
            frame = frame.replace(quoted, f"{{{name}}}")
            found = [f"“{each}”" for each in found]
        if name and found:
            values[name] = _joined(found)
    return kind.tell(values, sentence=frame)


def _joined(words: list[str]) -> str:
    if len(words) > NAMED_AT_MOST:
        words = [*words[: NAMED_AT_MOST - 1], "more"]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
