"""One date of a series may be for criteria or readiness; putting that off is counted (D06)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from governance.actions import add_extra_session, move_occurrence
from governance.models import SessionSeries
from people.errors import InvalidInput
from people.models import User
from tests.api.calls import get, post, problem
from tests.governance.sessions.table import dates, fresh, on, recorded, refused, told

pytestmark = [pytest.mark.behaviour("D06"), pytest.mark.usefixtures("monday")]
DAY = dt.date(2026, 12, 1)


def test_an_extra_session_says_what_it_is_for(rhythm: SessionSeries, lead: User) -> None:
    def extra(day: dt.date, **fields: str) -> str:
        made = add_extra_session(
            rhythm, day=day, starts_at=dt.time(9), reason="Why", actor=lead, **fields
        )
        return fresh(made).purpose

    assert extra(DAY, purpose="criteria") == "criteria"
    assert extra(DAY + dt.timedelta(1)) == "ordinary"
    with refused(InvalidInput, "no purpose", field="purpose"):
        extra(DAY + dt.timedelta(2), purpose="fun")


def test_moving_later_counts_and_moving_earlier_does_not(rhythm: SessionSeries, lead: User) -> None:
    first = dates(rhythm)[0]
    for day in (27, 25, 30):
        move_occurrence(first, starts_at=on(dt.date(2026, 11, day)), actor=lead)
    assert fresh(first).times_put_off == 2
    move_occurrence(first, starts_at=fresh(first).starts_at, minutes=30, actor=lead)
    assert fresh(first).times_put_off == 2
    later_that_day = fresh(first).starts_at + dt.timedelta(hours=2)
    move_occurrence(first, starts_at=later_that_day, actor=lead)
    assert fresh(first).times_put_off == 2


def test_any_date_may_be_marked_without_telling_calendars(
    rhythm: SessionSeries, lead: User
) -> None:
    first = dates(rhythm)[0]
    with recorded() as kinds, told() as notices:
        move_occurrence(first, starts_at=first.starts_at, purpose="readiness", actor=lead)
    assert (fresh(first).purpose, kinds, notices) == ("readiness", ["session.purpose_said"], [])
    with recorded() as kinds:
        move_occurrence(first, starts_at=first.starts_at, purpose="readiness", actor=lead)
    assert kinds == []
    with refused(InvalidInput, field="purpose"):
        move_occurrence(first, starts_at=first.starts_at, purpose="fun", actor=lead)


def test_pages_ask_it_filled_in_and_lists_say_it(
    rhythm: SessionSeries, lead: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(lead)
    first = dates(rhythm)[0]
    move_occurrence(first, starts_at=first.starts_at, purpose="criteria", actor=lead)
    base = f"/initiatives/{rhythm.initiative.reference}/sessions/"
    page = client.get(f"{first.get_absolute_url()}move/").content.decode()
    assert '<option value="criteria" selected>' in page
    assert "for criteria" in client.get(base).content.decode()
    typed = {
        "day": "2026-12-02", "starts_at": "09:00", "minutes": "45", "purpose": "readiness",
        "reason": "Before it goes live",
    }  # fmt: skip
    client.post(f"{base}{rhythm.reference}/extra/", typed)
    assert [each.purpose for each in dates(rhythm) if each.slot_on == dt.date(2026, 12, 2)] == [
        "readiness"
    ]


def test_by_api(rhythm: SessionSeries, lead: User, api: Callable[[User], Client]) -> None:
    path = f"/working-sessions/{rhythm.reference}/occurrences/"
    client = api(lead)
    body = {"day": str(DAY), "starts_at": "09:00", "reason": "Why", "purpose": "criteria"}
    made = post(client, path, body).json()
    assert made["purpose"] == "criteria"
    moved = {"starts_at": "2026-12-03T09:00:00Z", "version": made["version"]}
    assert post(client, f"{path}{DAY}/move/", moved).json()["purpose"] == "criteria"
    bad = problem(post(client, path, {**body, "day": "2026-12-08", "purpose": "fun"}), 400)
    assert bad["field"] == "purpose"
    assert get(client, f"{path}{DAY}/").json()["purpose"] == "criteria"
