"""Moving, cancelling, leaving out and adding single sessions."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from audit.kinds import EventKind
from audit.recording import record
from governance import events
from governance.actions.dates import FARTHEST, fill_dates, find_date
from governance.actions.keeping import put_on_next_agenda, set_aside
from governance.actions.rhythms import current_rhythm, keep_extra
from governance.actions.series import lock_open_series
from governance.models import SessionOccurrence, SessionSeries
from governance.sessions import telling
from governance.sessions.proposal import USUAL_MINUTES
from governance.sessions.rhythm import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    Rhythm,
    UnknownTimeZone,
)
from governance.sessions.standing import local_day
from governance.transitions import OCCURRENCE
from governance.vocabulary import OccurrenceState, SessionPurpose
from people.checking import require_choice
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text


@transaction.atomic
def move_occurrence(
    occurrence: SessionOccurrence,
    *,
    starts_at: dt.datetime,
    actor: User,
    minutes: int | None = None,
    reason: str = "",
    purpose: str | None = None,
    version: int | None = None,
) -> SessionOccurrence:
    """Meet at another time; the day its rhythm gave it stays its name.

    `version` is the session's `sequence` as the actor saw it. Moving it to where it is changes
    nothing but, where one is given, what it is for.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it is opened, held, or does not take place; or the initiative rests.
        ChangedMeanwhile: somebody moved it after the actor loaded it.
        InvalidInput: the new time lies behind, or more than three months ahead; or the purpose
            is unknown.
    """
    occurrence = lock_occurrence(occurrence, actor=actor)
    _refuse_unless(occurrence, "move", version)
    reason = optional_text(reason, "reason", label="The reason", most=2000)
    minutes = _minutes(occurrence.minutes if minutes is None else minutes)
    _set_purpose(occurrence, purpose, actor)
    if (starts_at, minutes) == (occurrence.starts_at, occurrence.minutes):
        return occurrence
    _refuse_far(starts_at)
    before, after = (local_day(occurrence, each) for each in (occurrence.starts_at, starts_at))
    occurrence.times_put_off += after > before
    occurrence.starts_at = starts_at
    occurrence.minutes = minutes
    occurrence.state = _standing_state(occurrence)
    occurrence.reason = reason
    _save(occurrence)
    # Who answered for the time it had is asked anew.
    occurrence.replies.all().delete()
    to = telling.local_words(starts_at, occurrence.rhythm.time_zone)
    data = {"day": occurrence.slot_on, "to": to, "starts_at": starts_at, "reason": reason}
    record(events.SESSION_MOVED, occurrence, actor=actor, data=data)
    telling.tell_moved(occurrence, reason)
    return occurrence


@transaction.atomic
def cancel_occurrence(
    occurrence: SessionOccurrence, *, reason: str, actor: User
) -> SessionOccurrence:
    """It does not take place, or did not, as somebody says afterwards; the reason is kept.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it is opened, held or cancelled; or the initiative rests.
        InvalidInput: the reason is empty.
    """
    return _call_off(
        occurrence, "cancel", OccurrenceState.CANCELLED, events.SESSION_CANCELLED, reason, actor
    )


@transaction.atomic
def skip_occurrence(
    occurrence: SessionOccurrence, *, reason: str, actor: User
) -> SessionOccurrence:
    """Leave it out knowingly, before its time: it does not count as due (M9).

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: its time has come, or it is opened, held or cancelled.
        InvalidInput: the reason is empty.
    """
    return _call_off(
        occurrence, "skip", OccurrenceState.PLANNED_SKIP, events.SESSION_SKIPPED, reason, actor
    )


@transaction.atomic
def restore_occurrence(occurrence: SessionOccurrence, *, actor: User) -> SessionOccurrence:
    """It takes place after all, at the time it had.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it was not called off, or its time has passed.
    """
    occurrence = lock_occurrence(occurrence, actor=actor)
    _refuse_unless(occurrence, "restore", None)
    if occurrence.ends_at <= timezone.now():
        raise NotPossibleNow("Its time has passed.", way_out="Add an extra session.")
    occurrence.state = _standing_state(occurrence)
    occurrence.reason = ""
    _save(occurrence)
    record(events.SESSION_RESTORED, occurrence, actor=actor, data={"day": occurrence.slot_on})
    put_on_next_agenda(occurrence.series, actor=actor)
    telling.tell_moved(occurrence, "It takes place after all.")
    return occurrence


@transaction.atomic
def add_extra_session(
    series: SessionSeries,
    *,
    day: dt.date,
    starts_at: dt.time,
    reason: str,
    actor: User,
    minutes: int | None = None,
    purpose: str = SessionPurpose.ORDINARY,
) -> SessionOccurrence:
    """One session beside the rhythm, on the series' own clock.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the series or the initiative has ended, or it rests.
        InvalidInput: the reason is empty, the time lies behind or too far ahead, that day has
            a session of the series already, or the purpose is unknown.
    """
    series = lock_open_series(series, actor=actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    usual = current_rhythm(series)
    zone = usual.time_zone if usual else actor.time_zone
    length = minutes if minutes is not None else (usual.minutes if usual else USUAL_MINUTES)
    if abs((day - timezone.localdate()).days) > FARTHEST.days:
        _refuse_far(dt.datetime.combine(day, dt.time(), dt.UTC), field="day")
    rhythm = Rhythm.checked("", day, starts_at, zone, length)
    _refuse_far(rhythm.instant(day), field="day")
    if _has_session_on(series, day):
        raise InvalidInput(
            f"{date_format(day, 'j F Y')} has a session already.",
            way_out="Move that one, or choose another day.",
            field="day",
        )
    row = keep_extra(series, rhythm)
    fill_dates(series, actor=actor)
    # A day beyond the eight weeks that are made ahead is made now.
    occurrence, _ = SessionOccurrence.objects.get_or_create(
        series=series,
        slot_on=day,
        defaults={
            "rhythm": row, "starts_at": rhythm.instant(day), "minutes": rhythm.minutes,
        },
    )  # fmt: skip
    occurrence.series = series
    _set_purpose(occurrence, purpose, actor)
    put_on_next_agenda(series, actor=actor)
    record(events.SESSION_ADDED, occurrence, actor=actor, data={"day": day, "reason": reason})
    telling.invite_to_rhythm(series, row)
    return occurrence


def lock_occurrence(occurrence: SessionOccurrence, *, actor: User) -> SessionOccurrence:
    """The date as it is now, under the initiative's lock, for somebody who may arrange it.

    Raises:
        NotVisible: the actor may not know of the initiative.
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the series or the initiative has ended, or it rests; or the date went.
    """
    series = lock_open_series(occurrence.series, actor=actor)
    occurrence = find_date(occurrence)
    occurrence.series = series
    return occurrence


def _has_session_on(series: SessionSeries, day: dt.date) -> bool:
    """Whether a session stands there, or its rhythm will give it one that is not made yet."""
    ahead = [row for row in series.rhythms.all() if row.last_on is None or row.last_on >= day]
    return series.occurrences.filter(slot_on=day).exists() or any(
        any(telling.rhythm_of(row).days(day, day)) for row in ahead
    )


def _standing_state(occurrence: SessionOccurrence) -> OccurrenceState:
    """Planned where and for as long as its rhythm says, else moved."""
    row = occurrence.rhythm
    try:
        own = (telling.rhythm_of(row).instant(occurrence.slot_on), row.minutes)
    except UnknownTimeZone:
        return OccurrenceState.MOVED
    there = (occurrence.starts_at, occurrence.minutes)
    return OccurrenceState.PLANNED if there == own else OccurrenceState.MOVED


def _set_purpose(occurrence: SessionOccurrence, purpose: str | None, actor: User) -> None:
    if purpose is None or purpose == occurrence.purpose:
        return
    require_choice(SessionPurpose, purpose, "purpose")
    occurrence.purpose = purpose
    occurrence.save(update_fields=["purpose"])
    words = SessionPurpose(purpose).label.lower()
    data = {"day": occurrence.slot_on, "purpose": words}
    record(events.SESSION_PURPOSE, occurrence, actor=actor, data=data)


def _call_off(
    occurrence: SessionOccurrence,
    verb: str,
    state: OccurrenceState,
    kind: EventKind,
    reason: str,
    actor: User,
) -> SessionOccurrence:
    occurrence = lock_occurrence(occurrence, actor=actor)
    _refuse_unless(occurrence, verb, None)
    if state == OccurrenceState.PLANNED_SKIP and occurrence.starts_at <= timezone.now():
        raise NotPossibleNow(
            "Its time has come; what is left out as planned is planned before.",
            way_out="Say that it did not take place, and why.",
        )
    occurrence.reason = required_text(reason, "reason", label="The reason", most=2000)
    occurrence.state = state
    _save(occurrence)
    data = {"day": occurrence.slot_on, "reason": occurrence.reason}
    record(kind, occurrence, actor=actor, data=data)
    set_aside(occurrence.series.initiative, SessionOccurrence.objects.filter(pk=occurrence.pk))
    put_on_next_agenda(occurrence.series, actor=actor)
    if occurrence.ends_at > timezone.now():
        telling.tell_cancelled(occurrence)
    return occurrence


def _refuse_unless(occurrence: SessionOccurrence, verb: str, version: int | None) -> None:
    if version is not None and version != occurrence.sequence:
        raise ChangedMeanwhile(
            "Somebody changed this session after you opened it.",
            way_out="What you typed is kept; look at what stands there now.",
        )
    if occurrence.opened_at is not None:
        words = "has been held" if occurrence.closed_at else "is running"
        raise NotPossibleNow(f"This session {words}.", way_out="Open it and go on there.")
    if verb not in OCCURRENCE[OccurrenceState(occurrence.state)]:
        raise NotPossibleNow(
            f"This session is {occurrence.get_state_display().lower()}.",
            way_out="Put it back first, or add an extra session.",
        )


def _refuse_far(moment: dt.datetime, field: str = "starts_at") -> None:
    now = timezone.now()
    if moment <= now:
        raise InvalidInput("This time lies behind us.", way_out="Choose one ahead.", field=field)
    if moment > now + FARTHEST:
        raise InvalidInput(
            "This is more than three months ahead.",
            way_out="Leave this one out; the rhythm goes on by itself.",
            field=field,
        )


def _minutes(minutes: int) -> int:
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise InvalidInput(
            f"{minutes} minutes is no length for a session.",
            way_out=f"Take {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes.",
            field="minutes",
        )
    return minutes


def _save(occurrence: SessionOccurrence) -> None:
    """Keep it under the next sequence, and let reminders be sent for the time it has now."""
    series = occurrence.series
    series.sequence += 1
    series.save(update_fields=["sequence"])
    occurrence.sequence = series.sequence
    occurrence.rhythm.changed_at = timezone.now()
    occurrence.rhythm.save(update_fields=["changed_at"])
    occurrence.agenda_told_at = None
    occurrence.reminded_at = None
    occurrence.asked_at = None
    occurrence.save()
