"""Parts of actions: what people put on an agenda goes on to the next date that takes place."""

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from audit.actors import Actor
from audit.recording import record
from governance import events
from governance.models import AgendaItem, SessionOccurrence, SessionSeries, WaitingItem
from governance.vocabulary import OccurrenceState
from initiatives.models import Initiative


def set_aside(initiative: Initiative, dates: QuerySet[SessionOccurrence]) -> None:
    """Keep what people put on the agendas of dates that will not take place.

    What the sources brought is left: they bring it to the next date by themselves.
    """
    items = AgendaItem.objects.filter(occurrence__in=dates, key="", dropped_at=None, result="")
    kept = list(items.select_related("occurrence").order_by("occurrence__starts_at", "position"))
    if not kept:
        return
    WaitingItem.objects.bulk_create(
        WaitingItem(
            initiative=initiative,
            title=each.title,
            why=each.why,
            added_party=each.added_party,
            meant_for=each.occurrence.slot_on,
        )
        for each in kept
    )
    AgendaItem.objects.filter(pk__in=[each.pk for each in kept]).delete()


def put_on_next_agenda(series: SessionSeries, *, actor: Actor) -> None:
    """What waits goes on the agenda of the next date from the day on that it was meant for.

    While the series has no such date it waits on.
    """
    waiting = list(WaitingItem.objects.filter(initiative=series.initiative_id))
    if not waiting:
        return
    ahead = series.occurrences.filter(
        state__in=OccurrenceState.expected(), opened_at=None, starts_at__gt=timezone.now()
    )
    dates = list(ahead.order_by("starts_at"))
    by_date: dict[SessionOccurrence, list[WaitingItem]] = {}
    for each in waiting:
        target = next((date for date in dates if date.slot_on >= each.meant_for), None)
        if target is not None:
            by_date.setdefault(target, []).append(each)
    for target, items in by_date.items():
        target.series = series
        _put_on(target, items, actor)


def _put_on(target: SessionOccurrence, items: list[WaitingItem], actor: Actor) -> None:
    last = target.agenda.aggregate(last=Max("position"))["last"] or 0
    AgendaItem.objects.bulk_create(
        AgendaItem(
            occurrence=target,
            title=each.title,
            why=each.why or _why(each),
            added_party=each.added_party,
            position=position,
        )
        for position, each in enumerate(items, start=last + 1)
    )
    WaitingItem.objects.filter(pk__in=[each.pk for each in items]).delete()
    count = "1 item" if len(items) == 1 else f"{len(items)} items"
    data = {"items": count, "day": target.slot_on, "titles": [each.title for each in items]}
    record(events.AGENDA_KEPT, target, actor=actor, data=data)


def _why(item: WaitingItem) -> str:
    return f"Meant for {date_format(item.meant_for, 'j F')}, which did not take place."
