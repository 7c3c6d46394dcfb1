"""Detectors of ownership, risks and means in the clarity profile: D08, D09, D18, D19."""

from collections.abc import Iterable, Iterator

from architecture.facts import holders
from governance.clarity.directory import parse
from governance.clarity.values import is_there
from governance.signals import pages
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import SIDES, Finding, day, detector, listed
from governance.signals.profile import (
    answer_to,
    is_answered,
    is_open_gap,
    people_in,
    rows_of,
    values_of,
)
from governance.vocabulary import SignalSeverity
from initiatives.vocabulary import Stage
from people.vocabulary import Party

# Field, its parts that hold somebody, and what they are in words.
OWNERS = {
    "DO-3": (("decider",), "who decides"),
    "DO-4": (("accountable",), "who is accountable"),
    "DO-6": (("system_owner", "service_owner"), "who owns the system and the service"),
}
RISK_PARTS = {
    "asset": "what is at risk",
    "event": "what may happen",
    "consequence": "what follows",
    "boundary": "what contains it",
    "owner": "its owner",
}


@detector("D08", "Ownership taken for granted")
def ownership_implied(facts: InitiativeFacts) -> Iterable[Finding]:
    """D08. {ownership_days} after registration, or after it was last written, it is not said who
    decides, who is accountable or who owns the system; or a group, a vendor or somebody who is
    no longer active stands there. A known gap counts as said until its day.
    """
    missing = [field for field in OWNERS if _is_unsaid(facts, field)]
    gone = [field for field in OWNERS if _is_gone(facts, field)]
    said = []
    if missing:
        said.append(f"Not said: {listed(OWNERS[field][1] for field in missing)}.")
    if gone:
        said.append(
            f"No active person or post stands for {listed(OWNERS[field][1] for field in gone)}."
        )
    if not said:
        return []
    first = (missing + gone)[0]
    return [
        Finding(
            SignalSeverity.NEEDS_CONVERSATION,
            " ".join([*said, f"Registered on {day(facts.initiative.registered_at)}."]),
            "Put ten minutes on ownership on the next agenda.",
            pages.field(facts, first),
        )
    ]


def _is_unsaid(facts: InitiativeFacts, field: str) -> bool:
    if is_answered(facts, field) or is_open_gap(facts, field):
        return False
    answer = answer_to(facts, field)
    since = answer.written_at if answer else facts.initiative.registered_at
    return facts.days_since(since) > facts.norms["ownership_days"]


def _is_gone(facts: InitiativeFacts, field: str) -> bool:
    return any(None in set(people_in(facts, field, part)) for part in OWNERS[field][0])


@detector("D09", "A risk without edges")
def abstract_risk(facts: InitiativeFacts) -> Iterable[Finding]:
    """D09. A risk does not say what is at risk, what may happen, what follows from it, what
    contains it, or who owns it.
    """
    rows = rows_of(facts, "RB-6")
    lacking = [row for row in rows if any(not is_there(row.get(part)) for part in RISK_PARTS)]
    if not lacking:
        return []
    parts = [
        words
        for part, words in RISK_PARTS.items()
        if any(not is_there(row.get(part)) for row in lacking)
    ]
    return [
        Finding(
            SignalSeverity.HEADS_UP,
            f"{len(lacking)} of {len(rows)} risks do not say {listed(parts)}.",
            "Complete them; the form shows an example for each part.",
            pages.field(facts, "RB-6"),
        )
    ]


@detector("D18", "A risk without a say")
def risk_without_authority(facts: InitiativeFacts) -> Iterator[Finding]:
    """D18. A side owns a risk, and nobody of that side decides, is accountable or has accepted
    the design authority of an integration. It looks where one of these is said.
    """
    if not any(is_answered(facts, field) for field in ("DO-3", "DO-4", "AR-3")):
        return
    with_a_say = set(_sides(facts, _who_has_a_say(facts)))
    owning = [Party(side) for side in _sides(facts, people_in(facts, "RB-6", "owner"))]
    for side in (Party.BUSINESS, Party.IT):
        count = owning.count(side)
        if count and side not in with_a_say:
            yield Finding(
                SignalSeverity.NEEDS_CONVERSATION,
                f"{_name(side)} owns {count} of {len(owning)} risks. Nobody of {_name(side)} "
                "decides, is accountable or has the design authority.",
                "Give that side the right to decide, or move the risk.",
                pages.field(facts, "RB-6"),
                subject=side,
            )


def _who_has_a_say(facts: InitiativeFacts) -> Iterator[int | None]:
    yield from people_in(facts, "DO-3", "decider")
    yield from people_in(facts, "DO-4", "accountable")
    yield from sorted(holders(facts.integrations))
    if "accepted" in values_of(facts, "AR-3", "state"):
        yield from people_in(facts, "AR-3", "holder")


def _sides(facts: InitiativeFacts, people: Iterable[int | None]) -> list[str]:
    """The sides at the table that the people sit on; who sits on none is left out."""
    side_of = {seat.user_id: seat.party for seat in facts.seats}
    return [side_of[pk] for pk in people if pk in side_of and side_of[pk] in SIDES]


def _name(side: Party) -> str:
    return "IT" if side == Party.IT else side.label.lower()


@detector("D19", "Thought of for a short time", told=SIDES | {Party.EXECUTIVE})
def short_term_only(facts: InitiativeFacts) -> Iterable[Finding]:
    """D19. Selection was left, and neither the record of the choice says what running it costs
    nor the clarity profile whose budget pays for it; or the money, or the benefits that either
    expects, last for less than {funded_months}.
    """
    left = [
        each.taken_at
        for each in facts.go_aheads
        if each.from_stage == Stage.SELECTION and not each.is_back and each.taken_at
    ]
    still_left = facts.initiative.stage in {Stage.INTEGRATION, Stage.OPERATION}
    if not left or not still_left:
        return []
    money, benefits = _short_of_money(facts), _short_of_benefits(facts)
    said = [each for each in (money, benefits) if each]
    if not said:
        return []
    return [
        Finding(
            SignalSeverity.HEADS_UP,
            " ".join([f"Selection was left on {day(max(left))}.", *said]),
            "Say what running it costs, whose budget pays, and for how long."
            if money
            else "Say what it brings once the pilot is over.",
            pages.field(facts, "SU-5"),
        )
    ]


def _short_of_money(facts: InitiativeFacts) -> str:
    answer = answer_to(facts, "SU-5")
    if is_open_gap(facts, "SU-5") or (answer and answer.kind == "not_applicable"):
        return ""
    months = _months_paid_for(facts)
    if months is None:
        return "Nobody says what running it costs or whose budget pays for it."
    if months < facts.norms["funded_months"]:
        return f"Running it is paid for {months} months."
    return ""


def _months_paid_for(facts: InitiativeFacts) -> int | None:
    """For how long it is paid; None where neither the profile nor the choice says it."""
    choice = facts.comparing.choice
    budgets = [each for each in values_of(facts, "SU-5", "post") if parse(each)]
    months = _months_told(facts, "months") if budgets else []
    if choice and choice.run_cost is not None and choice.run_cost_months is not None:
        months.append(choice.run_cost_months)
    return max(months, default=None)


def _short_of_benefits(facts: InitiativeFacts) -> str:
    choice = facts.comparing.choice
    told = _months_told(facts, "benefit_months")
    if choice and choice.benefit_months is not None:
        told.append(choice.benefit_months)
    months = max(told, default=None)
    if months is not None and months < facts.norms["funded_months"]:
        return f"What it brings is planned for {months} months."
    return ""


def _months_told(facts: InitiativeFacts, part: str) -> list[int]:
    return [each for each in values_of(facts, "SU-5", part) if isinstance(each, int)]
