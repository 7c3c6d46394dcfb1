"""Two people of one side score one cell in the same moment."""

import threading

import pytest
from django.db import connection

from audit.models import AuditEvent
from people.errors import ChangedMeanwhile
from people.models import User
from vendors.actions import GivenScore, give_score
from vendors.models import Candidate, Criterion, Score


@pytest.mark.services
@pytest.mark.behaviour("A18")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("seen", [0, None])
def test_one_cell_keeps_one_score_and_the_other_is_told(
    candidate: Candidate,
    both: Criterion,
    architect: User,
    other_architect: User,
    attempt: int,
    seen: int | None,
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("rows are locked on PostgreSQL only")
    together = threading.Barrier(2, timeout=30)
    done: list[int] = []
    refused: list[str] = []
    unexpected: list[BaseException] = []

    def score(actor: User, value: int) -> None:
        try:
            mine = Candidate.objects.select_related("initiative").get(pk=candidate.pk)
            asked = Criterion.objects.select_related("initiative").get(pk=both.pk)
            together.wait()
            given = GivenScore(value=value, strength="documented")
            give_score(mine, asked, given, actor=actor, version=seen)
            done.append(value)
        except ChangedMeanwhile as refusal:
            refused.append(refusal.message)
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            unexpected.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=score, args=(architect, 1)),
        threading.Thread(target=score, args=(other_architect, 3)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert unexpected == []
    current = Score.objects.get(superseded_at=None)
    kept = Score.objects.count()
    assert AuditEvent.objects.filter(kind="score.given").count() == kept
    if seen is None:
        assert (len(done), kept, current.version) == (2, 2, 2)
        return
    assert (len(done), len(refused), kept) == (1, 1, 1)
    assert current.value == done[0]
    assert "since you opened it" in refused[0]


@pytest.mark.services
@pytest.mark.behaviour("B47")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(4))
def test_both_sides_at_once_end_as_a_pair(
    candidate: Candidate, both: Criterion, lead: User, architect: User, attempt: int
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("rows are locked on PostgreSQL only")
    together = threading.Barrier(2, timeout=30)
    unexpected: list[BaseException] = []

    def score(actor: User, value: int) -> None:
        try:
            mine = Candidate.objects.select_related("initiative").get(pk=candidate.pk)
            asked = Criterion.objects.select_related("initiative").get(pk=both.pk)
            together.wait()
            given = GivenScore(value=value, strength="documented")
            give_score(mine, asked, given, actor=actor, version=0)
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            unexpected.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=score, args=(lead, 1)),
        threading.Thread(target=score, args=(architect, 3)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert unexpected == []
    assert Score.objects.filter(revealed_at__isnull=False).count() == 2
    assert AuditEvent.objects.filter(kind="score.revealed").count() == 1
