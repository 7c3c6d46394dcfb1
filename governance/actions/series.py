"""Beginning, changing and ending the standing session of an initiative (A22)."""

import uuid

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from governance import events, policies
from governance.actions.dates import DAY, fill_dates
from governance.actions.rhythms import (
    AS_PROPOSED,
    WantedRhythm,
    chosen_rhythm,
    current_rhythm,
    days_taken,
    end_rhythms,
    goes_on_as,
    keep_rhythm,
    stands_beside,
)
from governance.models import SessionSeries
from governance.sessions import telling
from governance.sessions.proposal import Proposal, proposed_series
from initiatives.actions.table import lock_initiative, permit, refuse_if_ended
from initiatives.models import Initiative
from initiatives.policies import sits_at
from initiatives.references import lock_series, take_references
from initiatives.vocabulary import Status
from people.errors import ChangedMeanwhile, InvalidInput, NotPossibleNow
from people.models import User
from people.text import optional_text, required_text
from people.vocabulary import Party


@transaction.atomic
def start_series(
    initiative: Initiative,
    wanted: WantedRhythm = AS_PROPOSED,
    *,
    place: str = "",
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> SessionSeries:
    """Begin the standing session; what is not asked for is as proposed.

    Sent twice it is begun once: the second sending finds the series that has begun.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the initiative has ended or rests, or it has a standing session.
        InvalidInput: the rhythm cannot be used, or its first day lies behind, off the rule or
            more than three months ahead.
    """
    initiative = lock_initiative(initiative, actor=actor)
    permit(
        policies.may_arrange_sessions(actor, initiative),
        "Business and IT at the table arrange its sessions.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    refuse_if_resting(initiative)
    references = lock_series("WS-")
    own = SessionSeries.objects.filter(initiative=initiative)
    sent = own.filter(submission_key=submission_key).first() if submission_key else None
    if sent is not None:
        return sent
    running = own.filter(ended_at=None).first()
    if running is not None:
        raise NotPossibleNow(
            f"{running.reference} is this initiative's standing session already.",
            way_out="Change its rhythm instead.",
        )
    proposal = proposed_series(initiative, actor)
    rhythm = chosen_rhythm(wanted, proposal.rhythm, taken=set())
    return begin_series(
        initiative,
        Proposal(rhythm, proposal.site),
        reference=take_references(references)[0],
        place=optional_text(place, "place", label="The place", most=300, lines=False),
        actor=actor,
        submission_key=submission_key,
    )


def begin_series(
    initiative: Initiative,
    proposal: Proposal,
    *,
    reference: str,
    place: str = "",
    actor: User,
    submission_key: uuid.UUID | None = None,
) -> SessionSeries:
    """Part of an action that holds the initiative's lock: the series, its dates, its invitations.

    The lead runs it for business; for IT whoever came to the table first.
    """
    it = next((seat.user for seat in initiative.seats if seat.party == Party.IT), None)
    series = SessionSeries.objects.create(
        reference=reference,
        initiative=initiative,
        place=place,
        business_facilitator=initiative.lead,
        it_facilitator=it,
        site=proposal.site,
        submission_key=submission_key,
    )
    kept = keep_rhythm(series, proposal.rhythm)
    record(
        events.SERIES_STARTED,
        series,
        actor=actor,
        data={
            "reference": reference,
            "rhythm": proposal.rhythm.in_words(),
            "rule": proposal.rhythm.rule,
            "first_on": kept.first_on,
        },
    )
    fill_dates(series, actor=actor)
    telling.invite_to_rhythm(series, kept)
    return series


@transaction.atomic
def change_rhythm(
    series: SessionSeries, wanted: WantedRhythm, *, actor: User, version: int | None = None
) -> SessionSeries:
    """Meet differently from a day on; what was before stays as it was, and so do extra sessions.

    `version` is the one the actor saw; None changes whatever stands there now. Asking for what
    stands there already changes nothing.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the series or the initiative has ended, or it rests.
        ChangedMeanwhile: somebody changed it after the actor loaded it.
        InvalidInput: the rhythm cannot be used, or its first day lies behind, off the rule, more
            than three months ahead, or has a session already.
    """
    series = lock_open_series(series, actor=actor)
    _refuse_if_changed(series, version)
    before = current_rhythm(series)
    rhythm = chosen_rhythm(
        wanted,
        before or proposed_series(series.initiative, actor).rhythm,
        taken=days_taken(series),
    )
    if before is not None and goes_on_as(before, rhythm):
        return series
    end_rhythms(series, rhythm.first_on - DAY, stays=lambda row: stands_beside(row, rhythm))
    kept = keep_rhythm(series, rhythm)
    _touch(series)
    record(
        events.SERIES_RHYTHM_CHANGED,
        series,
        actor=actor,
        data={
            "reference": series.reference,
            "rhythm": rhythm.in_words(),
            "rule": rhythm.rule,
            "first_on": rhythm.first_on,
        },
    )
    fill_dates(series, actor=actor)
    telling.invite_to_rhythm(series, kept)
    return series


@transaction.atomic
def arrange_series(
    series: SessionSeries,
    *,
    place: str,
    business_facilitator: User | None,
    it_facilitator: User | None,
    actor: User,
    version: int | None = None,
) -> SessionSeries:
    """Say where it meets and who runs it for each side.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the series or the initiative has ended, or it rests.
        ChangedMeanwhile: somebody changed it after the actor loaded it.
        InvalidInput: the place is too long, or a facilitator does not sit at the table for the
            side.
    """
    series = lock_open_series(series, actor=actor)
    _refuse_if_changed(series, version)
    _refuse_facilitator(series, business_facilitator, Party.BUSINESS, "business_facilitator")
    _refuse_facilitator(series, it_facilitator, Party.IT, "it_facilitator")
    wanted = {
        "place": optional_text(place, "place", label="The place", most=300, lines=False),
        "business_facilitator": business_facilitator,
        "it_facilitator": it_facilitator,
    }
    changed = [name for name, value in wanted.items() if getattr(series, name) != value]
    if not changed:
        return series
    for name in changed:
        setattr(series, name, wanted[name])
    _touch(series, *changed)
    words = [name.replace("it_", "IT's ").replace("_", " ") for name in changed]
    record(
        events.SERIES_ARRANGED,
        series,
        actor=actor,
        data={"reference": series.reference, "fields": ", ".join(words), "place": series.place},
    )
    if "place" in changed:
        telling.send_rhythms_again(series, "The place has changed.")
    return series


@transaction.atomic
def end_series(series: SessionSeries, *, reason: str, actor: User) -> SessionSeries:
    """End the standing session while the initiative goes on; it can begin anew.

    Raises:
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: it has ended already, or rests.
        InvalidInput: the reason is empty.
    """
    series = lock_open_series(series, actor=actor)
    reason = required_text(reason, "reason", label="The reason", most=2000)
    close_series(series, reason=reason, actor=actor)
    return series


def close_series(series: SessionSeries, *, reason: str, actor: Actor) -> None:
    """Part of an action: the series ends now; what has not begun is taken out of calendars."""
    end_rhythms(series, None)
    series.ended_at = timezone.now()
    _touch(series, "ended_at")
    record(
        events.SERIES_ENDED,
        series,
        actor=actor,
        data={"reference": series.reference, "reason": reason},
    )


def lock_open_series(series: SessionSeries, *, actor: User) -> SessionSeries:
    """The series as it is now, under the initiative's lock, for somebody who may arrange it.

    Raises:
        NotVisible: the actor may not know of the initiative.
        NotPermitted: the actor works on neither side of this table.
        NotPossibleNow: the series or the initiative has ended, or it rests.
    """
    initiative = lock_initiative(series.initiative, actor=actor)
    series = SessionSeries.objects.select_related(
        "business_facilitator", "it_facilitator", "site"
    ).get(pk=series.pk)
    series.initiative = initiative
    permit(
        policies.may_arrange_sessions(actor, initiative),
        "Business and IT at the table arrange its sessions.",
        way_out="Ask the initiative's lead or an IT architect.",
    )
    refuse_if_resting(initiative)
    if series.ended_at:
        raise NotPossibleNow(
            f"{series.reference} has ended.", way_out="Begin a new standing session."
        )
    return series


def refuse_if_resting(initiative: Initiative) -> None:
    """Go on only while work goes on.

    Raises:
        NotPossibleNow: the initiative is paused, stopped or withdrawn.
    """
    refuse_if_ended(initiative)
    if initiative.status == Status.PAUSED:
        raise NotPossibleNow(
            "This initiative is paused, and its sessions with it.", way_out="Resume it first."
        )


def _touch(series: SessionSeries, *fields: str) -> None:
    series.version += 1
    series.save(update_fields=[*fields, "version", "sequence", "planned_until"])


def _refuse_if_changed(series: SessionSeries, version: int | None) -> None:
    if version is not None and version != series.version:
        raise ChangedMeanwhile(
            f"Somebody changed {series.reference} after you opened it.",
            way_out="What you typed is kept; look at what stands there now and save again.",
        )


def _refuse_facilitator(series: SessionSeries, user: User | None, party: Party, field: str) -> None:
    if user is None:
        return
    if not user.is_active or not sits_at(user, series.initiative, party):
        raise InvalidInput(
            f"{user.full_name} does not sit at this table for {party.label}.",
            way_out="Choose somebody who does, or leave it open.",
            field=field,
        )
