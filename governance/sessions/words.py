"""Sessions as people say them: when, in which state, who was there."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from governance.models import SessionOccurrence, SessionRhythm
from governance.sessions.rhythm import UnknownTimeZone
from governance.sessions.rules import joined
from governance.sessions.telling import rhythm_of
from governance.vocabulary import OccurrenceState, SessionPurpose
from people.vocabulary import Party


def moment_in_words(moment: dt.datetime) -> str:
    """On the reader's clock: "Tuesday 24 November, 10:00", with the year unless it is this one."""
    local = timezone.localtime(moment)
    this_year = local.year == timezone.localdate().year
    return date_format(local, "l j F, H:i" if this_year else "l j F Y, H:i")


def side_in_a_sentence(party: str) -> str:
    """As it stands amid a sentence: "business", "IT"."""
    label = Party(party).label
    return label if party == Party.IT else label.lower()


def sides_in_a_sentence(parties: Iterable[str]) -> str:
    """In the order of the sides: "business and IT"; empty for none."""
    present = set(parties)
    return joined([side_in_a_sentence(party) for party in Party if party in present])


def rhythm_in_words(row: SessionRhythm) -> str:
    """As in "every two weeks on Tuesday, 10:00 to 10:45, Europe/Berlin"."""
    return f"{rhythm_of(row).in_words()}, {row.time_zone}"


def on_the_readers_clock(occurrence: SessionOccurrence) -> str:
    """As in "04:00 to 04:45 in America/New York"; empty where the reader's clock shows the same."""
    try:
        there = occurrence.starts_at.astimezone(rhythm_of(occurrence.rhythm).zone())
    except UnknownTimeZone:
        there = None
    here = timezone.localtime(occurrence.starts_at)
    if there is not None and there.utcoffset() == here.utcoffset():
        return ""
    ends = here + dt.timedelta(minutes=occurrence.minutes)
    day = f"{here:%A} " if there is not None and there.date() != here.date() else ""
    zone = timezone.get_current_timezone_name().replace("_", " ")
    return f"{day}{here:%H:%M} to {ends:%H:%M} in {zone}"


def on_the_series_clock(occurrence: SessionOccurrence) -> str:
    """As in "10:00 to 10:45, Europe/Berlin"; empty where its time zone is not known any more."""
    try:
        there = occurrence.starts_at.astimezone(rhythm_of(occurrence.rhythm).zone())
    except UnknownTimeZone:
        return ""
    ends = there + dt.timedelta(minutes=occurrence.minutes)
    return f"{there:%H:%M} to {ends:%H:%M}, {occurrence.rhythm.time_zone}"


def state_in_words(occurrence: SessionOccurrence) -> str:
    """As in "held, business and IT present", "moved from Tuesday 24 November, 10:00"."""
    said = ", ".join(filter(None, [_purpose(occurrence), _state(occurrence), _moved(occurrence)]))
    return f"{said}: {occurrence.reason}" if occurrence.reason else said


def _purpose(occurrence: SessionOccurrence) -> str:
    is_own = occurrence.purpose != SessionPurpose.ORDINARY
    return f"for {occurrence.get_purpose_display().lower()}" if is_own else ""


def _state(occurrence: SessionOccurrence) -> str:
    if occurrence.is_running:
        return "is on now"
    if occurrence.is_unrecorded:
        return "not recorded yet"
    if occurrence.state == OccurrenceState.HELD:
        sides = sides_in_a_sentence(each.party for each in occurrence.presences.all())
        return f"held, {sides} present" if sides else "held"
    return _PLAIN[OccurrenceState(occurrence.state)]


_TAKES_PLACE = frozenset({OccurrenceState.PLANNED, OccurrenceState.MOVED, OccurrenceState.HELD})
_PLAIN = {
    OccurrenceState.PLANNED: "",
    OccurrenceState.MOVED: "",
    OccurrenceState.CANCELLED: "cancelled",
    OccurrenceState.PLANNED_SKIP: "left out",
}


def _moved(occurrence: SessionOccurrence) -> str:
    """Where it was, for one that takes place elsewhere than its rhythm says."""
    if occurrence.state not in _TAKES_PLACE:
        return ""
    try:
        own_time = rhythm_of(occurrence.rhythm).instant(occurrence.slot_on)
    except UnknownTimeZone:
        return ""
    if own_time == occurrence.starts_at:
        return ""
    return f"moved from {moment_in_words(own_time)}"
