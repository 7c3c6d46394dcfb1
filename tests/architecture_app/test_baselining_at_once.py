"""Two people baseline the same design in the same moment."""

import threading

import pytest
from django.db import connection

from architecture.actions.design import override_design_state, set_design_state
from architecture.models import DesignStateChange, Integration
from audit.models import AuditEvent
from initiatives.models import Initiative, Milestone
from people.errors import ChangedMeanwhile
from people.models import User
from tests.architecture_app.scenes import held, proposed


@pytest.mark.services
@pytest.mark.behaviour("A13")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_of_two_baselines_exactly_one_counts(
    initiative: Initiative, lead: User, architect: User, attempt: int
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("rows are locked on PostgreSQL only")
    lead.is_staff = True
    lead.save()
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    together = threading.Barrier(2, timeout=30)
    done: list[str] = []
    refused: list[str] = []
    unexpected: list[BaseException] = []

    def baseline(who: str) -> None:
        try:
            mine = Integration.objects.select_related("initiative").get(pk=integration.pk)
            together.wait()
            if who == "holder":
                set_design_state(mine, state="baselined", actor=architect, version=mine.version)
            else:
                override_design_state(
                    mine, state="baselined", reason="Away", actor=lead, version=mine.version
                )
            done.append(who)
        except ChangedMeanwhile as refusal:
            refused.append(refusal.message)
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            unexpected.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=baseline, args=(who,)) for who in ("holder", "admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert unexpected == []
    assert (len(done), len(refused)) == (1, 1)
    assert "design is baselined" in refused[0]
    assert DesignStateChange.objects.count() == 1
    assert Milestone.objects.filter(kind="design_baseline", taken=True).count() == 1
    assert AuditEvent.objects.filter(kind__startswith="integration.design_moved").count() == 1
