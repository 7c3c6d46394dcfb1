"""The record on an auditor's first page."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from django.test import Client
from django.utils import timezone

from audit.models import CheckpointDelivery, Sealer
from config.demo.clock import clock_at
from initiatives.models import Initiative
from people.models import Unit, User
from portfolio.record.desk import WholeRecordPanel
from tests.factories import raised, registered


def test_what_changed_is_counted_by_kind_in_the_last_days(
    lead: User, architect: User, auditor: User, unit: Unit, initiative: Initiative
) -> None:
    with clock_at(timezone.now() - dt.timedelta(days=20)):
        registered(lead, unit=unit, title="Long ago")
    for title in ("A", "B", "C"):
        raised(initiative, architect, title=title)

    panel = WholeRecordPanel().context(auditor)

    assert panel is not None
    counts = {each.label: each.count for each in panel["changed"]}
    assert counts["Design input raised"] == 3
    assert counts["Registered"] == 1
    assert panel["changed"][0].asked.kind == "design_input.raised"


def test_only_auditors_have_it(lead: User, architect: User, executive: User, db: None) -> None:
    for person in (lead, architect, executive):
        assert WholeRecordPanel().context(person) is None


def test_the_desk_says_what_fails_and_leads_to_the_record(
    auditor: User,
    initiative: Initiative,
    outside: Path,
    seal_all: Callable[[], None],
    signed_in: Callable[[User], Client],
) -> None:
    client = signed_in(auditor)
    assert "no checkpoint yet" in client.get("/").content.decode()
    seal_all()
    CheckpointDelivery.objects.update(delivered_at=None, last_error="The disk is full.")
    Sealer.objects.update(refusal="It forked.", refused_at=timezone.now())

    page = client.get("/").content.decode()

    assert '<a class="btn" href="/audit/">Search the record</a>' in page
    assert "The disk is full." in page
    assert "It forked." in page
