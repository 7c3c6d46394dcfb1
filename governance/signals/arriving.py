"""Detectors of how an initiative arrives and moves: D01, D05, D06, D07."""

import datetime as dt
from collections.abc import Iterable, Iterator

from architecture.facts import in_force
from governance.signals import pages
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Finding, day, detector, listed, sentence
from governance.signals.plans import pushed_back
from governance.signals.profile import experiment_ends_on, is_answered
from governance.vocabulary import OccurrenceState, SessionPurpose, SignalSeverity
from initiatives.models import Milestone
from initiatives.vocabulary import MilestoneKind, OperationalStatus, Stage, TimeQuality

FINISHED = (
    MilestoneKind.SELECTION,
    MilestoneKind.CONTRACT,
    MilestoneKind.DESIGN_BASELINE,
    MilestoneKind.BUILD_START,
    MilestoneKind.LIVE,
)
# Decisions whose day says when a stage is reached.
STAGE_DATES = (
    MilestoneKind.SELECTION,
    MilestoneKind.BUILD_START,
    MilestoneKind.LIVE,
    MilestoneKind.RETIREMENT,
)
_BEFORE_BUILDING = frozenset({Stage.DESIGN, Stage.SELECTION})
MOVED_OFTEN = 2


@detector("D01", "Decided before IT was asked")
def arrives_finished(facts: InitiativeFacts) -> Iterable[Finding]:
    """D01. A selection, a contract, a design baseline, a build start or going live was dated
    before IT was invited, or, without an invitation, {invite_days} after registration. It ends
    once IT has joined and one of these decisions is marked as open to change.
    """
    asked_at = _asked_at(facts)
    if asked_at is None or asked_at > facts.now:
        return []
    taken = [
        found
        for kind in FINISHED
        if (found := facts.taken(kind)) and found.was_taken_before(asked_at)
    ]
    if not taken or (facts.initiative.it_joined_at and any(each.reopenable for each in taken)):
        return []
    is_live = any(each.kind == MilestoneKind.LIVE for each in taken)
    names = listed([each.get_kind_display().lower() for each in taken])
    return [
        Finding(
            SignalSeverity.TIME_CRITICAL if is_live else SignalSeverity.NEEDS_CONVERSATION,
            f"Dated before IT was asked: {names}. {_when_asked(facts)}",
            "Mark which of these decisions can still change, and hold a design session within "
            "five working days.",
            pages.decisions(facts) if facts.it_was_there else pages.invite(facts),
        )
    ]


def _asked_at(facts: InitiativeFacts) -> dt.datetime | None:
    """When IT was asked first, or should have been."""
    initiative = facts.initiative
    came = [at for at in (initiative.it_invited_at, initiative.it_joined_at) if at]
    if came:
        return min(came)
    return initiative.registered_at + dt.timedelta(days=facts.norms["invite_days"])


def _when_asked(facts: InitiativeFacts) -> str:
    invited = facts.initiative.it_invited_at
    if invited:
        return f"IT was invited on {day(invited)}."
    if facts.initiative.it_joined_at:
        return f"IT came by itself on {day(facts.initiative.it_joined_at)}."
    return f"Registered on {day(facts.initiative.registered_at)}; IT is not invited yet."


@detector("D05", "A trial beside the systems")
def isolated_trial(facts: InitiativeFacts) -> Iterable[Finding]:
    """D05. An experiment or a pilot runs for more than {alone_days}, and IT has not joined or no
    system that it touches is registered. It counts as running once it is a pilot, once building
    has started, or once its end is told.
    """
    since = _runs_since(facts)
    alone, unregistered = not facts.it_was_there, not _has_systems(facts)
    if since is None or not (alone or unregistered):
        return []
    if facts.days_since(since) <= facts.norms["alone_days"]:
        return []
    is_live = facts.taken(MilestoneKind.LIVE) is not None
    status = facts.initiative.get_operational_status_display().lower()
    return [
        Finding(
            SignalSeverity.TIME_CRITICAL if is_live else SignalSeverity.NEEDS_CONVERSATION,
            f"A trial ({status}) runs here, known since {day(since)}. "
            + ("IT has not joined." if alone else "No system that it touches is registered."),
            "Invite IT, register what runs, and set the day on which it ends."
            if alone
            else "Register the integrations of what runs, and set the day on which it ends.",
            pages.invite(facts) if alone else pages.page("architecture:integrations", facts),
        )
    ]


def _has_systems(facts: InitiativeFacts) -> bool:
    """Whether an integration is registered, or the profile names the systems."""
    return bool(in_force(facts.integrations)) or is_answered(facts, "AR-2")


def _runs_since(facts: InitiativeFacts) -> dt.date | None:
    """Since when a trial is known to run; None where none does.

    The last change of its status says so, else the registration.
    """
    status = facts.initiative.operational_status
    if status not in {OperationalStatus.EXPERIMENT, OperationalStatus.PILOT}:
        return None
    known = facts.status_since or facts.day(facts.initiative.registered_at)
    if status == OperationalStatus.PILOT or experiment_ends_on(facts):
        return known
    started = facts.taken(MilestoneKind.BUILD_START) or facts.taken(MilestoneKind.LIVE)
    return (started.taken_on or known) if started else None


@detector("D06", "A move put off, or made in silence")
def pushed_back_or_silent(facts: InitiativeFacts) -> Iterable[Finding]:
    """D06. The day of a stage, or a session for criteria or readiness, was moved to a later one
    twice, or by more than {moved_days} in all; or building started while something is owed and
    nobody recorded a go-ahead.
    """
    yield from _moved_days(facts)
    yield from _sessions_put_off(facts)
    yield from _built_in_silence(facts)


def _moved_days(facts: InitiativeFacts) -> Iterator[Finding]:
    for kind in STAGE_DATES:
        if facts.taken(kind):
            continue
        moved = pushed_back(facts.plans.get(kind, ()))
        if not _is_put_off(facts, moved.times, moved.days):
            continue
        times = "once" if moved.times == 1 else f"{moved.times} times"
        yield Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            f"{kind.label} was moved to a later day {times}, by {moved.days} days in all.",
            "Record a go-ahead with what is missing, or cut the scope so that the day holds.",
            pages.decisions(facts),
            subject=f"moved:{kind}",
        )


def _sessions_put_off(facts: InitiativeFacts) -> Iterator[Finding]:
    for each in facts.standing.dates if facts.standing else ():
        is_own = each.purpose in {SessionPurpose.CRITERIA, SessionPurpose.READINESS}
        if not is_own or each.state not in OccurrenceState.expected():
            continue
        if not _is_put_off(facts, each.times_put_off, each.days_put_off):
            continue
        times = "once" if each.times_put_off == 1 else f"{each.times_put_off} times"
        yield Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            f"The session for {each.purpose.label.lower()} of {day(each.slot_on)} was put off "
            f"{times}, by {each.days_put_off} days in all.",
            "Record a go-ahead with what is missing, or cut the scope so that the day holds.",
            pages.sessions(facts),
            subject=f"session:{each.slot_on.isoformat()}",
        )


def _is_put_off(facts: InitiativeFacts, times: int, days: int) -> bool:
    """Often or far; what stands on its first day again, or before it, is not put off."""
    return days > 0 and (times >= MOVED_OFTEN or days > facts.norms["moved_days"])


def _built_in_silence(facts: InitiativeFacts) -> Iterator[Finding]:
    started = facts.taken(MilestoneKind.BUILD_START)
    if started is None or started.quality != TimeQuality.RECORDED:
        return
    if facts.initiative.stage not in _BEFORE_BUILDING or not facts.owed:
        return
    yield Finding(
        SignalSeverity.NEEDS_CONVERSATION,
        f"Building started on {_day_of(started)} while things are owed, and no go-ahead says so.",
        "Record a go-ahead for what is carried forward, or answer what is owed.",
        pages.page("governance:go-aheads", facts),
        subject="silent-build",
    )


def _day_of(milestone: Milestone) -> str:
    return day(milestone.taken_on) if milestone.taken_on else "a day nobody told"


@detector("D07", "An experiment without an end")
def endless_experiment(facts: InitiativeFacts) -> Iterable[Finding]:
    """D07. An experiment runs and has no active owner, nobody who supports it or no end, or its end
    has passed. It counts as running once building has started or once its end is told.
    """
    if facts.initiative.operational_status != OperationalStatus.EXPERIMENT:
        return []
    if _runs_since(facts) is None:
        return []
    ends_on = experiment_ends_on(facts)
    said = [f"no {each}" for each in _missing_of_experiment(facts, ends_on)]
    if ends_on and ends_on < facts.today:
        said.append(f"its end was {day(ends_on)}")
    if not said:
        return []
    is_live = facts.taken(MilestoneKind.LIVE) is not None
    return [
        Finding(
            SignalSeverity.TIME_CRITICAL if is_live else SignalSeverity.NEEDS_CONVERSATION,
            sentence(f"{listed(said)}: the experiment goes on."),
            "Name an owner, make it a pilot, or close it.",
            pages.field(facts, "SU-8"),
        )
    ]


def _missing_of_experiment(facts: InitiativeFacts, ends_on: dt.date | None) -> Iterator[str]:
    lead = facts.initiative.lead_id
    is_led = lead is not None and lead not in facts.inactive_people
    if not is_led and not is_answered(facts, "DO-4"):
        yield "owner"
    if not is_answered(facts, "SU-1"):
        yield "support"
    if ends_on is None:
        yield "end"
