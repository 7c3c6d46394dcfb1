"""What happens to the standing session when its initiative changes (A22)."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from governance import events
from governance.actions.dates import fill_dates
from governance.actions.resting import keep_what_was_arranged, take_up_what_was_arranged
from governance.actions.rhythms import (
    current_rhythm,
    days_taken,
    end_rhythms,
    keep_rhythm,
)
from governance.actions.series import begin_series, close_series
from governance.models import SessionSeries
from governance.sessions import telling
from governance.sessions.proposal import Proposal, proposed_series
from governance.sessions.rhythm import Rhythm, UnknownTimeZone
from initiatives.followers import Follower
from initiatives.models import Initiative
from initiatives.references import next_references
from initiatives.vocabulary import Stage, Status
from people.models import User
from people.vocabulary import Party

_RUN_BY = {
    Party.BUSINESS: ("business_facilitator", "business facilitator"),
    Party.IT: ("it_facilitator", "IT's facilitator"),
}


class SessionFollower(Follower):
    """Begins the series with the initiative, lets it rest and ends with it."""

    def registered(self, initiative: Initiative, *, actor: User) -> None:
        """The first session is within five working days of registration."""
        reference = next_references("WS-")[0]
        begin_series(
            initiative, proposed_series(initiative, actor), reference=reference, actor=actor
        )

    def seat_taken(self, initiative: Initiative, user: User, party: Party, *, actor: Actor) -> None:
        """Who sits down is asked into the rhythm; the first of a side runs it for that side."""
        series = _open_series(initiative)
        if series is None:
            return
        field, words = _RUN_BY.get(party, ("", ""))
        if field and series.facilitator(party) is None:
            setattr(series, field, user)
            series.version += 1
            series.save(update_fields=[field, "version"])
            data = {"reference": series.reference, "fields": words}
            record(events.SERIES_ARRANGED, series, actor=actor, data=data)
        for rhythm in series.rhythms.all():
            telling.invite_people(series, rhythm, [user])

    def seat_left(self, initiative: Initiative, user: User, *, actor: Actor) -> None:
        """Who leaves runs it no more, and their calendar forgets it."""
        series = _open_series(initiative)
        if series is None:
            return
        left = [
            field
            for field in ("business_facilitator", "it_facilitator")
            if getattr(series, f"{field}_id") == user.pk
        ]
        for field in left:
            setattr(series, field, None)
        if left:
            series.version += 1
            series.save(update_fields=[*left, "version"])
            words = ", ".join(f"the {field.replace('_', ' ')} left" for field in left)
            data = {"reference": series.reference, "fields": words}
            record(events.SERIES_ARRANGED, series, actor=actor, data=data)
        telling.take_out_of_calendar(series, user)

    def status_changed(self, initiative: Initiative, *, actor: User) -> None:
        """A pause lets it rest, an end ends it, going on takes it up again."""
        series = _open_series(initiative)
        if initiative.status == Status.ACTIVE:
            _take_up(initiative, series, actor)
        elif series is None:
            return
        elif initiative.is_ended:
            words = initiative.get_status_display().lower()
            close_series(series, reason=f"the initiative is {words}", actor=actor)
        else:
            _let_rest(series, actor)

    def stage_changed(self, initiative: Initiative, left: Stage, *, actor: User) -> None:
        """It ends when the initiative is retired, and begins anew where that is taken back."""
        series = _open_series(initiative)
        if initiative.stage == Stage.RETIRED and series is not None:
            close_series(series, reason="the initiative is retired", actor=actor)
        elif left == Stage.RETIRED and series is None and initiative.status == Status.ACTIVE:
            retirement = initiative.go_aheads.filter(to_stage=left, taken_at__isnull=False).first()
            _begin_as_before(initiative, retirement.taken_at if retirement else None, actor)


def _open_series(initiative: Initiative) -> SessionSeries | None:
    found = (
        SessionSeries.objects.filter(initiative=initiative, ended_at=None)
        .select_related("business_facilitator", "it_facilitator", "site")
        .first()
    )
    if found is not None:
        found.initiative = initiative
    return found


def _let_rest(series: SessionSeries, actor: User) -> None:
    keep_what_was_arranged(series)
    end_rhythms(series, None)
    series.save(update_fields=["sequence"])
    status = series.initiative.get_status_display().lower()
    data = {"reference": series.reference, "status": status}
    record(events.SERIES_INTERRUPTED, series, actor=actor, data=data)


def _take_up(initiative: Initiative, series: SessionSeries | None, actor: User) -> None:
    if series is None:
        _begin_anew(initiative, actor)
        return
    kept = keep_rhythm(series, _from_now(series, proposed_series(initiative, actor)))
    rhythm = telling.rhythm_of(kept)
    data = {
        "reference": series.reference,
        "rhythm": rhythm.in_words(),
        "first_on": kept.first_on,
    }
    record(events.SERIES_RESUMED, series, actor=actor, data=data)
    extras = take_up_what_was_arranged(series, kept, actor=actor)
    fill_dates(series, actor=actor)
    for row in (kept, *extras):
        telling.invite_to_rhythm(series, row)


def _begin_anew(initiative: Initiative, actor: User) -> None:
    """Where the series ended with the work."""
    stop = initiative.interruptions.order_by("-since").first()
    _begin_as_before(initiative, stop.since if stop else None, actor)


def _begin_as_before(initiative: Initiative, since: dt.datetime | None, actor: User) -> None:
    """Another series as the last one was; one that people ended before `since` stays ended."""
    last = SessionSeries.objects.filter(initiative=initiative).first()
    if last is None or last.ended_at is None or since is None or last.ended_at < since:
        return
    proposal = proposed_series(initiative, actor)
    begin_series(
        initiative,
        Proposal(_from_now(last, proposal), proposal.site),
        reference=next_references("WS-")[0],
        place=last.place,
        actor=actor,
    )


def _from_now(series: SessionSeries, proposal: Proposal) -> Rhythm:
    """The rhythm it had, in the same weeks; in the proposed time zone once its own is gone.

    Today's session is among those ahead while its time has not come.
    """
    usual = current_rhythm(series) or proposal.rhythm
    try:
        zone = usual.zone()
    except UnknownTimeZone:
        usual = replace(usual, time_zone=proposal.rhythm.time_zone)
        zone = usual.zone()
    taken = days_taken(series)
    now = timezone.now()
    days = usual.days(timezone.localdate(timezone=zone), dt.date.max)
    first = next(day for day in days if day not in taken and usual.instant(day) > now)
    return replace(usual, first_on=first)
