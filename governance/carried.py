"""What moved on while it was owed: read, owed by its owner's side, first on the next agenda.

Whether an item is still open is derived when it is read: a field can become answered by what
happens elsewhere (a session is planned, somebody reports to somebody else), where no action of
the profile could close it. `settle_answered` keeps the moment, at the next go-ahead and every hour.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils.formats import date_format

from governance.clarity.profile import load_clarity
from governance.clarity_links import is_still_owed
from governance.models import CarriedItem
from initiatives.agenda import AgendaPoint
from initiatives.models import Initiative
from initiatives.owed import Owed
from initiatives.vocabulary import Status
from people.models import User
from people.vocabulary import Party


def open_rows() -> QuerySet[CarriedItem]:
    """Items nobody has closed; one whose field is answered meanwhile is still among them."""
    return CarriedItem.objects.filter(closed_at=None).select_related("owner", "go_ahead")


def load_carried(initiatives: Iterable[Initiative]) -> None:
    """Read the open items once: afterwards `carried_items.all()` holds them; one query."""
    prefetch_related_objects(list(initiatives), Prefetch("carried_items", queryset=open_rows()))


def rows_of(initiative: Initiative) -> list[CarriedItem]:
    """The open rows that `load_carried` has read, the nearest day first."""
    every: QuerySet[CarriedItem] = initiative.carried_items.all()
    rows = [each for each in every if each.closed_at is None]
    return sorted(rows, key=lambda each: (each.due_on, each.pk))


def open_carried(initiative: Initiative) -> list[CarriedItem]:
    """What is carried forward and still not answered, the nearest day first.

    Needs `load_carried`; without open items the profile is not asked for.
    """
    rows = rows_of(initiative)
    if not rows:
        return []
    for each in rows:
        each.initiative = initiative
    return [each for each in rows if is_still_owed(initiative, each)]


def owed_carried(initiative: Initiative) -> Iterator[Owed]:
    """Carried items are owed by their owner's side; one of `OWED_SOURCES`, before the profile."""
    for each in open_carried(initiative):
        yield Owed(
            owing=Party(each.owing_party),
            title=each.title,
            what_answers=_what_ends(each),
            since=each.go_ahead.taken_at or each.go_ahead.recorded_at,
            address=each.address or address_of(each),
            reference=initiative.reference,
            key=each.key,
        )


def carried_items(initiative: Initiative) -> Iterator[AgendaPoint]:
    """Carried items head the next agenda; one of `AGENDA_SOURCES`."""
    for each in open_carried(initiative):
        yield AgendaPoint(
            key=f"carried:{each.key}"[:200],
            title=each.title,
            why=_what_ends(each),
            address=address_of(each),
        )


def to_settle() -> list[Initiative]:
    """Initiatives with carried items that are answered and not closed; a fixed number of queries.

    Ended ones rest: nothing is asked there, so nothing tells whether it is answered.
    """
    with_rows = Initiative.objects.filter(pk__in=open_rows().values("initiative"))
    found = list(with_rows.exclude(status__in=[Status.STOPPED, Status.WITHDRAWN]))
    load_carried(found)
    load_clarity(found)
    return [each for each in found if len(open_carried(each)) < len(rows_of(each))]


def can_own(user: User | None, initiative: Initiative) -> bool:
    """Whether the person is active and sits at the table."""
    if user is None or not user.is_active:
        return False
    return any(seat.user_id == user.pk for seat in initiative.seats)


def address_of(item: CarriedItem) -> str:
    """The item's page."""
    return reverse("governance:carried-item", args=[item.initiative.reference, item.pk])


def _what_ends(item: CarriedItem) -> str:
    day = date_format(item.due_on, "j F")
    if item.is_overdue:
        return f"It was carried forward to {day}. Answer it, or carry it on with a reason."
    return f"Carried forward to {day}. Answering it closes it."
