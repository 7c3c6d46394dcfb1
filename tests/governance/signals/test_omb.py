"""All detectors over the US federal inventory: one look, one notice, grouped."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance import detecting
from governance.models import DetectorRun, Signal
from governance.signals.facts import BATCH, load_facts
from governance.signals.queries import patterns
from initiatives.models import Initiative
from people.models import Notice, Unit, User
from tests.factories import on_duty
from tests.initiatives.inventory.test_omb import take_omb

pytestmark = pytest.mark.django_db
Queries = Callable[[int], AbstractContextManager[None]]
BATCHES = -(-2133 // BATCH)
# What one batch costs, and what a look costs beside its batches and what it writes.
OF_A_BATCH = 39
BESIDE = 160


@pytest.mark.behaviour("D01", "D08", "B60", "B119")
def test_one_look_at_2133_initiatives(
    omb_file: Path,
    architect: User,
    executive: User,
    signed_in: Callable[[User], Client],
    at_most_queries: Queries,
) -> None:
    take_omb(omb_file.read_bytes())
    for unit in Unit.objects.all():
        on_duty(architect, unit)
    later = timezone.now() + dt.timedelta(days=40)

    with clock_at(later), at_most_queries(BATCHES * OF_A_BATCH + BESIDE):
        new = detecting.look_at_everything()

    assert not DetectorRun.objects.exclude(error="")
    assert new == Signal.objects.count() > 2133
    assert AuditEvent.objects.filter(kind="signal.found").count() == new
    going_on = Initiative.objects.exclude(stage="retired").filter(status="active").count()
    assert Signal.objects.filter(detector="D08").count() == going_on
    # One notice, however many signals; nobody was mailed one by one.
    notice = Notice.objects.get(kind="signals")
    assert notice.recipient == architect
    assert notice.subject.startswith(f"{new} signals at ")
    assert "that nobody leads yet" in notice.text
    assert len(notice.text) < 500

    with clock_at(later):
        assert detecting.look_at_everything() == 0
        assert all(each.led == 0 for each in patterns(architect))
        client = signed_in(architect)
        with at_most_queries(8):
            page = client.get("/signals/").content.decode()
    assert f"{new} now" in page
    assert len(page) < 40_000
    assert Notice.objects.filter(kind="signals").count() == 1


def test_every_batch_costs_the_same(omb_file: Path, at_most_queries: Queries) -> None:
    take_omb(omb_file.read_bytes())
    sizes = []
    batches = load_facts(Initiative.objects.all())
    for _ in range(BATCHES):
        with at_most_queries(OF_A_BATCH):
            sizes.append(len(next(batches)))

    assert sizes == [BATCH] * (BATCHES - 1) + [2133 % BATCH]
