"""Whom a signal is told, and in what words: one notice a person, whatever there is to tell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance import notices
from governance.models import Signal
from governance.signals.findings import label_of
from governance.signals.looking import Seen
from initiatives.models import Initiative, Member, Restriction
from people.actions import NoticeDraft
from people.models import Duty, RoleAssignment, Unit, User
from people.queries import people_with_a_role
from people.vocabulary import Party, Role

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class News:
    """A signal that somebody hears of, new or more serious than before.

    Attributes:
        seen: the initiative as the detectors saw it.
        to_executives: executives are told at once, since they are a party to it.
    """

    signal: Signal
    seen: Seen
    to_executives: bool = False


def notices_of(news: Sequence[News]) -> list[NoticeDraft]:
    """One notice for each person; both sides' in one transaction. At most six queries."""
    if not news:
        return []
    told: dict[int, list[News]] = defaultdict(list)
    on_duty = _Duties()
    executives = _Executives()
    for each in news:
        for person in _people_of(each, on_duty, executives):
            told[person].append(each)
    people = people_with_a_role().in_bulk(list(told))
    return [_notice(people[pk], heard) for pk, heard in told.items() if pk in people]


def executives_notices(signals: Sequence[Signal]) -> list[NoticeDraft]:
    """What could not wait and neither side has answered, one notice for each executive."""
    told: dict[int, list[Signal]] = defaultdict(list)
    executives = _Executives()
    in_force = Restriction.objects.filter(Restriction.in_force())
    restricted = set(in_force.values_list("initiative_id", flat=True))
    for each in signals:
        is_open = each.initiative_id not in restricted
        for person in executives.of(each.initiative, everybody=is_open):
            told[person].append(each)
    people = people_with_a_role().in_bulk(list(told))
    return [_waiting_notice(people[pk], heard) for pk, heard in told.items() if pk in people]


def _people_of(news: News, on_duty: "_Duties", executives: "_Executives") -> set[int]:
    """Those at the table on both sides; where IT has nobody, who was asked or is on duty."""
    seen = news.seen
    at_table = {pk for pk, party in seen.seats if party in (Party.BUSINESS, Party.IT)}
    if not any(party == Party.IT for _, party in seen.seats):
        at_table |= _for_it(seen, on_duty)
    if news.to_executives:
        is_open = not seen.restricted_to
        at_table |= executives.of(seen.initiative, everybody=is_open)
    return at_table


def _for_it(seen: Seen, on_duty: "_Duties") -> set[int]:
    if seen.restricted_to:
        return set(seen.restricted_to)
    return set(seen.invited) or on_duty.for_unit(seen.initiative.unit_id)


class _Duties:
    """Who is on IT duty for a unit, or for the one above; two queries, at first need."""

    def __init__(self) -> None:
        self._known: dict[int, set[int]] | None = None
        self._above: dict[int, int | None] = {}

    def for_unit(self, unit: int) -> set[int]:
        if self._known is None:
            self._known = defaultdict(set)
            on_duty = Duty.objects.on(timezone.localdate()).filter(
                person__role_assignments__role=Role.IT_ARCHITECT
            )
            for of, person in on_duty.values_list("unit_id", "person_id"):
                self._known[of].add(person)
            self._above = dict(Unit.objects.order_by().values_list("pk", "parent_id"))
        place: int | None = unit
        while place is not None:
            if found := self._known.get(place):
                return found
            place = self._above.get(place)
        return set()


class _Executives:
    """Executives by what they answer for; two queries, at first need."""

    def __init__(self) -> None:
        self._by_unit: dict[int | None, set[int]] | None = None
        self._at_table: dict[int, set[int]] = defaultdict(set)

    def of(self, initiative: Initiative, *, everybody: bool) -> set[int]:
        """Those who sit at the initiative's table; with `everybody` also those of its unit."""
        if self._by_unit is None:
            self._by_unit = defaultdict(set)
            held = RoleAssignment.objects.filter(role=Role.EXECUTIVE)
            for of, person in held.values_list("unit_id", "user_id"):
                self._by_unit[of].add(person)
            seats = Member.objects.filter(Q(party=Party.EXECUTIVE), left_at=None)
            for table, person in seats.values_list("initiative_id", "user_id"):
                self._at_table[table].add(person)
        at_table = self._at_table[initiative.pk]
        if not everybody:
            return at_table
        return self._by_unit[None] | self._by_unit[initiative.unit_id] | at_table


def _notice(person: User, heard: list[News]) -> NoticeDraft:
    signals = [each.signal for each in heard]
    if len(signals) == 1:
        signal = signals[0]
        return NoticeDraft(
            recipient=person,
            key=_key("signals", person, signals),
            kind=notices.SIGNALS,
            subject=f"{signal.get_severity_display()}: {signal.initiative.title}",
            text=f"{label_of(signal.detector)}. {signal.facts}\n\nNext step: {signal.next_step}\n\n"
            "Both sides are told at the same moment.\n",
            address=signal.get_absolute_url(),
        )
    unled = [each.signal for each in heard if each.seen.is_unled]
    taken_up = [each.signal for each in heard if not each.seen.is_unled]
    lines = [*_lines(taken_up), *_unled_lines(unled)]
    return NoticeDraft(
        recipient=person,
        key=_key("signals", person, signals),
        kind=notices.SIGNALS,
        subject=f"{len(signals)} signals at {_initiatives(signals)}",
        text="\n".join(lines) + "\n\nBoth sides are told at the same moment.\n",
        address=reverse("signals:all"),
    )


def _waiting_notice(person: User, signals: list[Signal]) -> NoticeDraft:
    return NoticeDraft(
        recipient=person,
        key=_key("signals-waiting", person, signals),
        kind=notices.SIGNALS,
        subject=f"{len(signals)} signal{'s' if len(signals) > 1 else ''} without a reply of "
        f"either side, at {_initiatives(signals)}",
        text="\n".join(_lines(signals))
        + "\n\nThis cannot wait, and neither business nor IT has replied. Ask both.\n",
        address=signals[0].get_absolute_url() if len(signals) == 1 else reverse("signals:all"),
    )


def _lines(signals: Iterable[Signal]) -> Iterator[str]:
    known = list(signals)
    for each in known[:MOST_NAMED]:
        yield f"- {each.initiative.title}: {label_of(each.detector)}. {each.facts}"
    if len(known) > MOST_NAMED:
        yield f"- and {len(known) - MOST_NAMED} more"


def _unled_lines(signals: Sequence[Signal]) -> Iterator[str]:
    if signals:
        yield (
            f"- {len(signals)} at {_initiatives(signals)} that came from an inventory and that "
            "nobody leads yet"
        )


def _initiatives(signals: Iterable[Signal]) -> str:
    count = len({each.initiative_id for each in signals})
    return "1 initiative" if count == 1 else f"{count} initiatives"


def _key(about: str, person: User, signals: Iterable[Signal]) -> str:
    """The same news is never told twice."""
    named = ",".join(sorted(f"{each.pk}.{each.severity}" for each in signals))
    return f"{about}:{sha256(named.encode()).hexdigest()[:32]}:{person.pk}"
