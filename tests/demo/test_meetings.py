"""A story's last date stays unrecorded, however many weeks of holidays follow it."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest

from config.demo.clock import clock_at
from config.demo.meetings import UNRECORDED, Meetings
from governance.models import SessionOccurrence
from governance.vocabulary import OccurrenceState
from people.models import Unit, User
from tests.factories import registered

AUTUMN = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
JANUARY = dt.datetime(2027, 1, 5, 10, tzinfo=dt.UTC)


@pytest.mark.parametrize("holidays", [True, False])
def test_the_last_date_before_today_is_left_unrecorded(
    lead: User, unit: Unit, *, holidays: bool
) -> None:
    with clock_at(AUTUMN):
        initiative = registered(lead, unit=unit)
    dates = SessionOccurrence.objects.filter(series__initiative=initiative)
    first, *rest = dates.order_by("slot_on")
    if holidays:
        dates.filter(pk__in=[each.pk for each in rest]).update(state=OccurrenceState.PLANNED_SKIP)
    story: Any = SimpleNamespace(told={"sessions": UNRECORDED})
    with clock_at(JANUARY):
        Meetings({initiative.title: story}, {}).hold_until(JANUARY, today=JANUARY.date())

    first.refresh_from_db()
    assert first.closed_at is None if holidays else first.closed_at is not None
    with clock_at(JANUARY):
        assert sum(each.is_unrecorded for each in dates.all()) == 1
