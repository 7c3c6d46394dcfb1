"""Making dates ahead, by the scheduler."""

from django.db import transaction

from audit.actors import Actor
from governance.actions.dates import fill_dates
from governance.models import SessionSeries
from initiatives.models import Initiative
from initiatives.vocabulary import Stage, Status


@transaction.atomic
def plan_dates_ahead(series: SessionSeries, *, actor: Actor) -> int:
    """Make the dates of the next eight weeks that are missing; returns how many.

    None for a series that has ended or rests.

    Raises:
        UnknownTimeZone: the time zone of the series is no longer known.
    """
    initiative = Initiative.objects.select_for_update().get(pk=series.initiative_id)
    series = SessionSeries.objects.select_related("site").get(pk=series.pk)
    series.initiative = initiative
    goes_on = initiative.status == Status.ACTIVE and initiative.stage != Stage.RETIRED
    if series.ended_at or not goes_on:
        return 0
    return fill_dates(series, actor=actor)
