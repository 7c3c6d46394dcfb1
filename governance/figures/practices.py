"""Practices in place, n of 6: no weights, no ranking (DOMAIN 5)."""

from collections.abc import Callable
from dataclasses import dataclass

from governance.figures import conduct
from governance.figures.shares import Share
from governance.sessions.cadence import SMALLEST_DUE
from governance.signals.facts import InitiativeFacts
from governance.signals.profile import values_of
from initiatives.involvement import Choice, InvolvementFacts, TakenStep, invitation_lead
from initiatives.vocabulary import MilestoneKind, TimeQuality
from vendors.facts import Comparing

OF = 6


@dataclass(frozen=True, slots=True)
class Practice:
    """One practice of an initiative.

    Attributes:
        in_place: None where it cannot be said yet.
        why: what says so, a few words.
    """

    name: str
    label: str
    in_place: bool | None
    why: str

    @property
    def in_words(self) -> str:
        """In place, not yet, or too early to say."""
        if self.in_place is None:
            return "too early to say"
        return "in place" if self.in_place else "not yet"


def practices_of(facts: InitiativeFacts) -> list[Practice]:
    """The six practices, in the order of the domain."""
    return [_practice(name, facts) for name in PRACTICES]


def in_place(practices: list[Practice]) -> int:
    """How many are in place."""
    return sum(1 for each in practices if each.in_place)


def involvement_of(facts: InitiativeFacts) -> InvolvementFacts:
    """What M1 and M2 need of the initiative."""
    initiative = facts.initiative
    taken = {
        MilestoneKind(kind): TakenStep(
            facts.day(row.taken_recorded_at)
            if row.quality == TimeQuality.RECORDED and row.taken_recorded_at
            else row.taken_on,
            row.quality == TimeQuality.RECORDED,
        )
        for kind, row in facts.milestones.items()
        if row.taken
    }
    invited, joined = initiative.it_invited_at, initiative.it_joined_at
    return InvolvementFacts(
        registered_on=facts.day(initiative.registered_at),
        invited_on=facts.day(invited) if invited else None,
        joined_on=facts.day(joined) if joined else None,
        taken=taken,
        choice=choice_of(facts.comparing),
    )


def choice_of(comparing: Comparing) -> Choice:
    """What an initiative chooses among, as M1 needs to know it."""
    if comparing.is_in_house:
        return Choice.IN_HOUSE
    return Choice.SINGLE if comparing.is_single else Choice.UNTOLD


Said = tuple[bool | None, str]


def _invited_first(facts: InitiativeFacts) -> Said:
    lead = invitation_lead(involvement_of(facts), today=facts.today)
    if lead.invited_before is not None:
        if not lead.recorded:
            return None, "told afterwards"
        return lead.invited_before, "invited first" if lead.invited_before else "shortlist first"
    if facts.initiative.it_invited_at:
        return True, "invited, no shortlist yet"
    return None, "no shortlist yet"


def _criteria_first(facts: InitiativeFacts) -> Said:
    comparing = facts.comparing
    published, first = comparing.criteria_published_at, comparing.first_scored_at
    if first is None:
        return (True, "published, not scored yet") if published else (None, "not scored yet")
    if published is not None and first >= published:
        return True, "criteria first"
    if comparing.is_scored_by_criteria:
        return True, "scored again by the criteria"
    return False, "scores first"


def _at_least(share: Share, norm: int, nothing: str) -> Said:
    words = share.in_words(nothing)
    if share.whole < SMALLEST_DUE:
        return None, words
    return 100 * share.part >= norm * share.whole, words


def _cadence(facts: InitiativeFacts) -> Said:
    return _at_least(conduct.kept(facts), facts.norms["cadence_share"], "none was due in 90 days")


def _two_sided(facts: InitiativeFacts) -> Said:
    share = conduct.both_sides(facts)
    return _at_least(share, facts.norms["two_sided_share"], "none was held in 90 days")


def _discussed(facts: InitiativeFacts) -> Said:
    share = conduct.discussed_first(facts)
    if not share.whole:
        return True, "no escalations"
    words = f"{share.part} of {share.whole}"
    return 100 * share.part >= facts.norms["discussed_share"] * share.whole, words


def _authority(facts: InitiativeFacts) -> Said:
    states = values_of(facts, "AR-3", "state")
    if "accepted" in states:
        return True, "accepted"
    return False, str(states[0]).replace("_", " ") if states else "not said"


PRACTICES: dict[str, tuple[str, Callable[[InitiativeFacts], Said]]] = {
    "invited_first": ("IT is invited before the shortlist", _invited_first),
    "criteria_first": ("Criteria stand before scores", _criteria_first),
    "cadence": ("Sessions are held as planned", _cadence),
    "two_sided": ("Both sides are in the room", _two_sided),
    "discussed": ("Discussed before it is escalated", _discussed),
    "authority": ("The design authority is accepted", _authority),
}


def _practice(name: str, facts: InitiativeFacts) -> Practice:
    label, look = PRACTICES[name]
    said, why = look(facts)
    return Practice(name, label, said, why)
