"""Detectors of questions and of asking executives: D04, D12, D20."""

from collections.abc import Iterable, Iterator

from governance.escalating import was_discussed_by
from governance.models import Escalation
from governance.signals import pages
from governance.signals.facts import LATELY, InitiativeFacts
from governance.signals.findings import SIDES, Finding, day, detector
from governance.vocabulary import InputKind, SignalSeverity
from people.vocabulary import Party

OFTEN = 2


@detector("D04", "Escalated first")
def escalated_first(facts: InitiativeFacts) -> Iterable[Finding]:
    """D04. A topic waits with an executive that no earlier session discussed, that was raised as
    no design input older than {discussed_days}, and that is no emergency; or within 90 days there
    were two escalations or more, and more of them than decisions of sessions.
    """
    for each in facts.escalations:
        if not (each.is_emergency or each.answered_at or was_discussed(facts, each)):
            yield Finding(
                SignalSeverity.NEEDS_CONVERSATION,
                f"{each.reference} was put to an executive on {day(each.raised_at)}, and no "
                "session had discussed it.",
                "Put it on the next agenda, or hold an extra session within three days.",
                pages.sessions(facts),
                subject=each.reference,
            )
    lately = sum(1 for each in facts.escalations if facts.now - each.raised_at <= LATELY)
    if lately >= OFTEN and lately > facts.session_decisions:
        yield Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            f"{lately} escalations and {_decisions(facts)} of sessions within 90 days.",
            "Take the next topic to the session first; meet more often if it cannot wait.",
            pages.sessions(facts),
            subject="often",
        )


def was_discussed(facts: InitiativeFacts, escalation: Escalation) -> bool:
    """Whether both sides talked about it before (D04, M11), as the facts know its design input."""
    about = (each for each in facts.inputs if each.pk == escalation.design_input_id)
    return was_discussed_by(
        escalation.raised_at,
        escalation.session,
        next(about, None),
        days=facts.norms["discussed_days"],
        country=facts.country,
    )


def _decisions(facts: InitiativeFacts) -> str:
    count = facts.session_decisions
    return "no decision" if not count else "1 decision" if count == 1 else f"{count} decisions"


@detector("D12", "Decided, and nobody owns it", told=SIDES | {Party.EXECUTIVE})
def decided_without_owner(facts: InitiativeFacts) -> Iterable[Finding]:
    """D12. An executive decided, and {owner_days} later nobody has accepted to own the decision, or
    whoever did is no longer active.
    """
    for each in facts.escalations:
        if not each.is_decided_without_owner or each.answered_at is None:
            continue
        if facts.has_waited(each.answered_at, facts.norms["owner_days"]):
            yield Finding(
                SignalSeverity.NEEDS_CONVERSATION,
                f"{each.reference} was decided on {day(each.answered_at)}. {_unowned(each)}",
                "Ask somebody to own it, or take it up again in a session.",
                each.get_absolute_url(),
                subject=each.reference,
            )


def _unowned(escalation: Escalation) -> str:
    if escalation.ownership_accepted:
        return "Whoever accepted to own the decision is no longer active."
    return "Nobody has accepted to own the decision."


@detector("D20", "A question without an answer")
def ambiguity_left(facts: InitiativeFacts) -> Iterable[Finding]:
    """D20. A question waits for an answer for more than {response_days}, or beyond the day by which
    it was wanted.
    """
    yield from _unanswered_inputs(facts)
    for each in facts.questions:
        late_by_day = each.wanted_by is not None and each.wanted_by < facts.today
        if each.answered_at is None and (
            late_by_day or facts.has_waited(each.asked_at, facts.norms["response_days"])
        ):
            yield Finding(
                SignalSeverity.HEADS_UP,
                f"A question on {each.field} waits since {day(each.asked_at)}; "
                f"{_owe(each.answering_parties)} the answer.",
                "Answer it, or make it a known gap with a day.",
                pages.field(facts, each.field),
                subject=f"question:{each.pk}",
            )


def _unanswered_inputs(facts: InitiativeFacts) -> Iterator[Finding]:
    for each in facts.inputs:
        waits = each.is_open and (not each.deferred_until or each.is_overdue)
        if each.kind != InputKind.QUESTION or not waits:
            continue
        if facts.has_waited(each.raised_at, facts.norms["response_days"]):
            yield Finding(
                SignalSeverity.HEADS_UP,
                f"The question {each.reference} waits since {day(each.raised_at)}; "
                f"{_side(each.answering_party)} owes the answer.",
                "Answer it, or defer it to a day.",
                each.get_absolute_url(),
                subject=each.reference,
            )


def _owe(parties: Iterable[Party]) -> str:
    sides = [_side(party) for party in parties]
    return f"{' and '.join(sides)} {'owes' if len(sides) == 1 else 'owe'}"


def _side(party: Party) -> str:
    return "IT" if party == Party.IT else party.label.lower()
