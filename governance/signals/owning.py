"""Detectors of ownership, risks and means in the clarity profile: D08, D09, D18, D19."""

from collections.abc import Iterable, Iterator

from governance.clarity.directory import parse
from governance.clarity.values import is_there
from governance.signals import pages
from governance.signals.facts import InitiativeFacts
from governance.signals.findings import SIDES, Finding, day, detector, listed
from governance.signals.profile import (
    Row,
    answer_to,
    directory,
    is_open_gap,
    is_settled,
    open_since,
    people_in,
    rows_of,
    side_of,
    values_of,
    with_a_say,
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
    "loss_form": "what kind of loss that is",
    "boundary": "what contains it",
    "owner": "its owner",
}


@detector("D08", "Ownership taken for granted")
def ownership_implied(facts: InitiativeFacts) -> Iterable[Finding]:
    """D08. {ownership_days} after registration, or after its answer stopped being enough, it is not
    answered who decides, who is accountable or who owns the system; or a group, a vendor or
    somebody who is no longer active stands there. A known gap counts as answered until its day.
    """
    missing = [field for field in OWNERS if _is_unanswered(facts, field)]
    gone = [field for field in OWNERS if _is_gone(facts, field)]
    said = []
    if missing:
        said.append(f"Not answered: {listed(OWNERS[field][1] for field in missing)}.")
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


def _is_unanswered(facts: InitiativeFacts, field: str) -> bool:
    if is_settled(facts, field) or is_open_gap(facts, field):
        return False
    return facts.days_since(open_since(facts, field)) > facts.norms["ownership_days"]


def _is_gone(facts: InitiativeFacts, field: str) -> bool:
    return any(None in set(people_in(facts, field, part)) for part in OWNERS[field][0])


@detector("D09", "A risk without edges")
def abstract_risk(facts: InitiativeFacts) -> Iterable[Finding]:
    """D09. A risk does not say what is at risk, what may happen, what follows from it and what
    kind of loss that is, what contains it, or who owns it.
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
    """D18. A side owns a risk, and nobody of that side has a say in what the risk is about:
    decides or is accountable for those decisions, or has accepted the design authority of that
    integration; any of these where a risk does not say what it is about. It looks where somebody
    has that say, and everybody who has it sits at the table.
    """
    owned = [(Party(side), row) for row in rows_of(facts, "RB-6") for side in _owning(facts, row)]
    for side in (Party.BUSINESS, Party.IT):
        without = [row for owner, row in owned if owner == side and _lacks_a_say(facts, row, side)]
        if without:
            yield Finding(
                SignalSeverity.NEEDS_CONVERSATION,
                f"{_name(side)} owns {len(without)} of {len(owned)} risks in which nobody of "
                f"{_name(side)} decides, is accountable or has the design authority.",
                "Give that side the right to decide, or move the risk.",
                pages.field(facts, "RB-6"),
                subject=side,
            )


def _owning(facts: InitiativeFacts, risk: Row) -> list[Party]:
    side = side_of(facts, directory(facts).human(risk.get("owner", "")))
    return [side] if side else []


def _lacks_a_say(facts: InitiativeFacts, risk: Row, side: Party) -> bool:
    sides = {side_of(facts, each) for each in with_a_say(facts, risk.get("about", ""))}
    return bool(sides) and None not in sides and side not in sides


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
