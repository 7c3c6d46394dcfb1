"""What happens to the standing session when its initiative changes (A22)."""

import datetime as dt

from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from governance import events
from governance.actions.dates import fill_dates
from governance.actions.rhythms import current_rhythm, end_rhythms, keep_rhythm
from governance.actions.series import begin_series, close_series
from governance.models import SessionSeries
from governance.sessions import telling
from governance.sessions.proposal import Proposal, proposed_series
from governance.sessions.rhythm import Rhythm, first_day_of
from initiatives.followers import Follower
from initiatives.models import Initiative
from initiatives.references import next_references
from initiatives.vocabulary import Status
from people.models import User
from people.vocabulary import Party


class SessionFollower(Follower):
    """Begins the series with the initiative, lets it rest and ends with it."""

    def registered(self, initiative: Initiative, *, actor: User) -> None:
        """The first session is within five working days of registration."""
        reference = next_references("WS-")[0]
        begin_series(
            initiative, proposed_series(initiative, actor), reference=reference, actor=actor
        )

    def seat_taken(self, initiative: Initiative, user: User, party: Party, *, actor: Actor) -> None:
        """Who sits down is asked into the rhythm; the first of IT runs it for IT."""
        series = _open_series(initiative)
        if series is None:
            return
        if party == Party.IT and series.facilitator(Party.IT) is None:
            series.it_facilitator = user
            series.version += 1
            series.save(update_fields=["it_facilitator", "version"])
            data = {"reference": series.reference, "fields": "IT's facilitator"}
            record(events.SERIES_ARRANGED, series, actor=actor, data=data)
        today = timezone.localdate()
        for rhythm in series.rhythms.all():
            if rhythm.last_on is None or rhythm.last_on >= today:
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
    end_rhythms(series, None)
    series.save(update_fields=["sequence"])
    status = series.initiative.get_status_display().lower()
    data = {"reference": series.reference, "status": status}
    record(events.SERIES_INTERRUPTED, series, actor=actor, data=data)


def _take_up(initiative: Initiative, series: SessionSeries | None, actor: User) -> None:
    if series is None:
        last = SessionSeries.objects.filter(initiative=initiative).first()
        proposal = proposed_series(initiative, actor)
        usual = current_rhythm(last) if last else None
        if usual is not None:
            proposal = Proposal(_from_now(usual), proposal.site)
        if last is not None:
            reference = next_references("WS-")[0]
            begin_series(initiative, proposal, reference=reference, actor=actor)
        return
    usual = current_rhythm(series)
    if usual is None:
        return
    kept = keep_rhythm(series, _from_now(usual))
    series.save(update_fields=["sequence", "planned_until"])
    rhythm = telling.rhythm_of(kept)
    data = {
        "reference": series.reference,
        "rhythm": rhythm.in_words(),
        "first_on": kept.first_on,
    }
    record(events.SERIES_RESUMED, series, actor=actor, data=data)
    fill_dates(series, actor=actor)
    telling.invite_to_rhythm(series, kept)


def _from_now(rhythm: Rhythm) -> Rhythm:
    """The same rhythm from tomorrow on."""
    tomorrow = timezone.localdate(timezone=rhythm.zone()) + dt.timedelta(days=1)
    first_on = first_day_of(rhythm.rule, tomorrow)
    return Rhythm(rhythm.rule, first_on, rhythm.starts_at, rhythm.time_zone, rhythm.minutes)
