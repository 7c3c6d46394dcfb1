"""Two people answer the same design input in the same moment."""

import threading

import pytest
from django.db import connection

from audit.models import AuditEvent
from governance.actions import dispose_design_input
from governance.models import DesignInput
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile
from people.models import User
from tests.factories import raised


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_answers_to_one_version_exactly_one_counts(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("rows are locked on PostgreSQL only")
    design_input = raised(initiative, architect)
    together = threading.Barrier(2, timeout=30)
    done: list[str] = []
    refused: list[str] = []
    unexpected: list[BaseException] = []

    def answer(actor: User, state: str) -> None:
        try:
            mine = DesignInput.objects.select_related("initiative").get(pk=design_input.pk)
            together.wait()
            dispose_design_input(
                mine, state=state, reason="My reason", actor=actor, version=mine.version
            )
            done.append(state)
        except ChangedMeanwhile as refusal:
            refused.append(refusal.message)
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            unexpected.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=(lead, "declined")),
        threading.Thread(target=answer, args=(architect, "adapted")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert unexpected == []
    assert (len(done), len(refused)) == (1, 1)
    design_input.refresh_from_db()
    assert design_input.state == done[0]
    assert design_input.version == 2
    assert f"is {done[0]} since you opened it" in refused[0]
    answers = AuditEvent.objects.filter(
        object_ref=design_input.reference,
        kind__in=["design_input.declined", "design_input.adapted"],
    )
    assert [event.kind for event in answers] == [f"design_input.{done[0]}"]
