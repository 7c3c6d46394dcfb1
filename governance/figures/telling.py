"""Figures in words, of one initiative or of many; each says what it is of."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from governance.figures import conduct, design, inputs
from governance.figures.practices import involvement_of
from governance.figures.rework import rework
from governance.figures.shares import Share, Spread, together
from governance.norms import PROPOSED
from governance.sessions.cadence import SMALLEST_DUE
from governance.signals.facts import InitiativeFacts
from initiatives.involvement import (
    Earliness,
    InvitationLead,
    aggregate_earliness,
    aggregate_lead,
    earliness,
    invitation_lead,
)
from people.vocabulary import Party

Many = Sequence[InitiativeFacts]
SIDES = ((Party.BUSINESS, "Business"), (Party.IT, "IT"))


@dataclass(frozen=True, slots=True)
class Told:
    """One figure.

    Attributes:
        id: as in `M3`.
        words: what it says now.
        behind: keys of the initiatives that count in it.
    """

    id: str
    label: str
    words: str
    behind: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure: how it is said of several initiatives, and which of them count in it."""

    id: str
    label: str
    say: Callable[[Many], str]
    counts: Callable[[InitiativeFacts], bool]


def label_of_figure(metric_id: str) -> str:
    """What a figure is called; empty for what is none."""
    return next((each.label for each in METRICS if each.id == metric_id), "")


def told(facts: Many) -> list[Told]:
    """Every figure over these initiatives, in the order of the domain."""
    return [
        Told(
            each.id,
            each.label,
            each.say(facts),
            frozenset(one.initiative.pk for one in facts if each.counts(one)),
        )
        for each in METRICS
    ]


def _lead(facts: Many) -> str:
    leads = [invitation_lead(involvement_of(each), today=each.today) for each in facts]
    if len(leads) == 1:
        (only,) = leads
        if only.days is None:
            return "IT is not invited yet" if only.running else "the shortlist came first"
        days = "1 day" if only.days == 1 else f"{only.days} days"
        return f"{days} so far" if only.running else days + _told_afterwards(only)
    found = aggregate_lead(leads, smallest_sample(facts))
    if found.median is None:
        return f"{found.n} known, too few for a median"
    return f"median {found.median:g} days, {found.n} of them"


def _early(facts: Many) -> str:
    shares = [earliness(involvement_of(each)) for each in facts]
    if len(shares) == 1:
        (only,) = shares
        if only.share is None:
            return "not yet"
        return f"{100 * only.share:.0f} % of the steps still open{_told_afterwards(only)}"
    found = aggregate_earliness(shares, smallest_sample(facts))
    if found.median is None:
        return f"{found.n} known, too few for a median"
    return f"median {100 * found.median:.0f} %, {found.n} of them"


def _told_afterwards(figure: InvitationLead | Earliness) -> str:
    return "" if figure.recorded else ", told afterwards"


def smallest_sample(facts: Many) -> int:
    """From how many on shares and medians are shown."""
    return (facts[0].norms if facts else PROPOSED)["smallest_sample"]


def _pooled(
    figure: Callable[[InitiativeFacts], Share], nothing: str, *, least: int | None = None
) -> Callable[[Many], str]:
    """The figure over all of them; in percent from `least` on, else from the norm on."""

    def say(facts: Many) -> str:
        shares = [figure(each) for each in facts]
        return together(shares, least or smallest_sample(facts)).in_words(nothing)

    return say


def _before_selection(facts: Many) -> str:
    shares = [share for each in facts if (share := inputs.before_selection(each)) is not None]
    return together(shares, smallest_sample(facts)).in_words("not applicable yet")


def _mix(facts: Many) -> str:
    mix: Counter[str] = Counter()
    for each in facts:
        mix += inputs.dispositions(each)
    if not mix:
        return "no inputs yet"
    said = ", ".join(f"{count} {state}" for state, count in sorted(mix.items()))
    taken_up = together([inputs.take_up(mix)], smallest_sample(facts))
    return f"{said}; taken up {taken_up.in_words('none')}"


def _ages(facts: Many) -> str:
    ages = [age for each in facts for age in inputs.open_ages(each)]
    spread = Spread(ages, smallest_sample(facts))
    words = spread.in_words("none is open")
    if spread.ninth_tenth is not None:
        words = f"{words}; nine of ten up to {spread.ninth_tenth}"
    return words + _vendors_owe(facts)


def _vendors_owe(facts: Many) -> str:
    """What vendors owe stands beside the ages and takes nothing from them."""
    waits = [age for each in facts for age in inputs.ages_at_vendors(each)]
    if not waits:
        return ""
    answers = "1 answer" if len(waits) == 1 else f"{len(waits)} answers"
    days = "1 day" if max(waits) == 1 else f"{max(waits)} days"
    return f"; vendors owe {answers}, the oldest for {days}"


def _by_side(say: Callable[[Many, Party], str]) -> Callable[[Many], str]:
    def both(facts: Many) -> str:
        return "; ".join(f"{name}: {say(facts, party)}" for party, name in SIDES)

    return both


def _in_time(facts: Many, party: Party) -> str:
    shares = [inputs.answered_in_time(each, party) for each in facts]
    return together(shares, smallest_sample(facts)).in_words("none due")


def _covered(facts: Many, party: Party) -> str:
    shares = [conduct.coverage(each, party) for each in facts]
    return together(shares, smallest_sample(facts)).in_words("nothing needed")


def _balance(facts: Many, party: Party) -> str:
    return conduct.balance(
        [age for each in facts for age in conduct.owed_ages(each, party)]
    ).in_words()


def _coverage(facts: Many) -> str:
    return _by_side(_covered)(facts) + _carried(facts)


def _carried(facts: Many) -> str:
    count = sum(len(each.carried) for each in facts)
    if not count:
        return ""
    oldest = min(item.first_due_on for each in facts for item in each.carried)
    return f"; {count} carried forward, the first was due on {oldest.day} {oldest:%B %Y}"


def _escalations(facts: Many) -> str:
    count = sum(len(each.escalations) for each in facts)
    share = together([conduct.discussed_first(each) for each in facts], smallest_sample(facts))
    return f"{share.in_words('emergencies only')}; {count} in all" if count else "none"


def _date_errors(facts: Many) -> str:
    errors = [error for each in facts for error in conduct.date_errors(each)]
    if len(facts) == 1 and errors:
        return f"{', '.join(str(each) for each in errors)} days off the first day that was said"
    spread = Spread(errors, smallest_sample(facts))
    return spread.in_words("no stage with a planned day is left yet")


METRICS: tuple[Metric, ...] = (
    Metric(
        "M1",
        "From the invitation to the shortlist",
        _lead,
        lambda f: bool(f.initiative.it_invited_at),
    ),
    Metric(
        "M2", "Steps still open when IT joined", _early, lambda f: bool(f.initiative.it_joined_at)
    ),
    Metric(
        "M3",
        "Inputs raised before their decision",
        _pooled(inputs.shaping, "no input's decision is taken"),
        lambda f: bool(inputs.shaping(f).whole),
    ),
    Metric(
        "M4",
        "Inputs raised before selection",
        _before_selection,
        lambda f: inputs.before_selection(f) is not None,
    ),
    Metric("M5", "What became of inputs", _mix, lambda f: bool(inputs.dispositions(f))),
    Metric(
        "M6",
        "Declined with a reason and a reply",
        _pooled(inputs.reasoned_declines, "no declines"),
        lambda f: bool(inputs.reasoned_declines(f).whole),
    ),
    Metric("M7", "Age of open inputs", _ages, lambda f: bool(inputs.open_ages(f))),
    Metric(
        "M8",
        "Answered within the norm",
        _by_side(_in_time),
        lambda f: any(inputs.answered_in_time(f, party).whole for party, _ in SIDES),
    ),
    Metric(
        "M9",
        "Sessions held of those due in 90 days",
        _pooled(conduct.kept, "none was due", least=SMALLEST_DUE),
        lambda f: bool(conduct.kept(f).whole),
    ),
    Metric(
        "M10",
        "Sessions with both sides in the room",
        _pooled(conduct.both_sides, "none was held"),
        lambda f: bool(conduct.both_sides(f).whole),
    ),
    Metric("M11", "Escalations discussed first", _escalations, lambda f: bool(f.escalations)),
    Metric(
        "M12",
        "Decisions on integrations that IT took or owned",
        _pooled(design.owned_by_it, "none is decided yet"),
        lambda f: bool(design.owned_by_it(f).whole),
    ),
    Metric(
        "M13",
        "What the next move needs and stands",
        _coverage,
        lambda f: any(conduct.coverage(f, party).whole for party, _ in SIDES),
    ),
    Metric("M14", "Owed to the other side", _by_side(_balance), lambda f: bool(f.owed)),
    Metric(
        "M15",
        "Decisions reopened or replaced after selection",
        _pooled(rework, "nothing is selected yet"),
        lambda f: bool(rework(f).whole),
    ),
    Metric(
        "M16",
        "Inputs raised after the design baseline",
        _pooled(inputs.late, "no design baseline yet"),
        lambda f: bool(inputs.late(f).whole),
    ),
    Metric(
        "M17",
        "Integrations that reuse what is there",
        _pooled(design.reused, "no reuse is decided yet"),
        lambda f: bool(design.reused(f).whole),
    ),
    Metric(
        "M18",
        "Days between plan and exit of a stage",
        _date_errors,
        lambda f: bool(conduct.date_errors(f)),
    ),
)
