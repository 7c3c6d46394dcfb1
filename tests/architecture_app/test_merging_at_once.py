"""Two people merge the same two systems, each the other way round, in the same moment."""

import threading

import pytest
from django.db import connection

from architecture.actions import merge_systems
from architecture.models import System, SystemMerge
from initiatives.models import Initiative
from people.errors import NotPossibleNow
from people.models import User
from tests.architecture_app.factories import SystemFactory, linked


@pytest.mark.services
@pytest.mark.behaviour("A20")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_merges_exactly_one_counts(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("rows are locked on PostgreSQL only")
    one, other = SystemFactory.create_batch(2)
    link = linked(initiative, lead, source=one)
    back = linked(initiative, lead, source=other)
    together = threading.Barrier(2, timeout=30)
    done: list[System] = []
    refused: list[str] = []
    unexpected: list[BaseException] = []

    def merge(system: System, into: System) -> None:
        try:
            together.wait()
            merge_systems(system, into, reason="The same", version=1, actor=architect)
            done.append(into)
        except NotPossibleNow as refusal:
            refused.append(refusal.message)
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            unexpected.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert unexpected == []
    assert len(done) == len(refused) == 1
    assert SystemMerge.objects.count() == 1
    for each in (link, back):
        each.refresh_from_db()
        assert each.source == done[0]
    assert System.objects.get(pk=done[0].pk).merged_into is None
