"""Detectors of whether both sides keep meeting: D03 and D11."""

from collections.abc import Callable, Iterable, Iterator

from governance.sessions import cadence
from governance.signals import pages
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import Finding, day, detector
from governance.vocabulary import SignalSeverity
from people.vocabulary import Party

_OF_SESSIONS: dict[str, Callable[[cadence.StandingFacts], cadence.Finding | None]] = {
    "cancelled": cadence.cancelled_in_a_row,
    "held-without": cadence.held_without_it,
    "cannot-come": cadence.it_cannot_come,
}


@detector("D03", "IT has less and less to do with it")
def surface_shrinks(facts: InitiativeFacts) -> Iterable[Finding]:
    """D03. Nobody of IT can come to the next two sessions; or two in a row are cancelled; or the
    last three were held without IT; or the last seat of IT was given up; or for more than
    {visibility_days} fewer people may see it and nobody of IT does.
    """
    yield from _in_sessions(facts)
    if _it_left(facts):
        yield Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            "The last seat of IT at the table was given up.",
            "Name a stand-in, or invite IT again.",
            pages.invite(facts),
            subject="no-seat",
        )
    yield from _unseen(facts)


def _in_sessions(facts: InitiativeFacts) -> Iterator[Finding]:
    if facts.standing is None or not facts.standing.goes_on:
        return
    for subject, look in _OF_SESSIONS.items():
        if found := look(facts.standing):
            yield _as_finding(found, facts, subject)


def _as_finding(found: cadence.Finding, facts: InitiativeFacts, subject: str = "") -> Finding:
    return Finding(
        SignalSeverity(found.severity),
        found.fact,
        found.next_step,
        pages.sessions(facts),
        subject=subject,
    )


def _it_left(facts: InitiativeFacts) -> bool:
    had_seat = any(seat.party == Party.IT for seat in facts.seats_ever)
    return had_seat and not facts.has_seat(Party.IT)


def _unseen(facts: InitiativeFacts) -> Iterator[Finding]:
    """A restriction names one of IT who still sees it; that person may leave."""
    if any(
        seat.party == Party.IT and seat.user_id not in facts.inactive_people for seat in facts.seats
    ):
        return
    for each in facts.restrictions:
        if each.it_member_id not in facts.inactive_people:
            continue
        if facts.days_since(each.since) > facts.norms["visibility_days"]:
            yield Finding(
                SignalSeverity.NEEDS_CONVERSATION,
                f"Since {day(each.since)} fewer people see this, and nobody of IT does.",
                "Let somebody of IT see it, or open it again.",
                pages.page("initiatives:visibility", facts),
                subject="unseen",
            )


@detector("D11", "A single meeting")
def one_off_meeting(facts: InitiativeFacts) -> Iterable[Finding]:
    """D11. More than {one_off_days} after registration one session is all there ever was; or the
    standing session ended before operation.
    """
    if facts.standing is None or not facts.standing.goes_on:
        return []
    days = facts.norms["one_off_days"]
    found = cadence.one_off(facts.standing, today=facts.today, after_days=days)
    return [_as_finding(found, facts)] if found else []
