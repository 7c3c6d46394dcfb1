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
    """D19. Selection was left, and nobody says whose budget pays for running it, or it pays for
    less than {funded_months}.
    """
    left = [
        each.taken_at
        for each in facts.go_aheads
        if each.from_stage == Stage.SELECTION and not each.is_back and each.taken_at
    ]
    still_left = facts.initiative.stage in {Stage.INTEGRATION, Stage.OPERATION}
    if not left or not still_left or is_open_gap(facts, "SU-5"):
        return []
    if (fact := _short_of_money(facts)) is None:
        return []
    return [
        Finding(
            SignalSeverity.HEADS_UP,
            f"Selection was left on {day(max(left))}. {fact}",
            "Say whose budget pays for running it, and for how long.",
            pages.field(facts, "SU-5"),
        )
    ]


def _short_of_money(facts: InitiativeFacts) -> str | None:
    answer = answer_to(facts, "SU-5")
    if answer is not None and answer.kind == "not_applicable":
        return None
    budgets = [each for each in values_of(facts, "SU-5", "post") if parse(each)]
    months = [each for each in values_of(facts, "SU-5", "months") if isinstance(each, int)]
    if not budgets or not months:
        return "Nobody says whose budget pays for running it."
    if max(months) < facts.norms["funded_months"]:
        return f"Running it is paid for {max(months)} months."
    return None
