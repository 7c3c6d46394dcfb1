"""Looking for what is there before an integration is drawn."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from architecture.reuse import Proposal, similar_integrations
from architecture.vocabulary import IntegrationStyle
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.models import User
from tests.factories import registered
from tests.governance.signals.twins import a_link, the_system

Queries = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db


def found(viewer: User, **fields: Any) -> list[tuple[str, str]]:
    """Names and reasons, in order."""
    similar = similar_integrations(Proposal(**fields), viewer)
    return [(each.integration.name, each.why) for each in similar]


@pytest.mark.behaviour("B30", "B28", "B104")
def test_the_same_link_comes_before_the_same_source_and_the_same_words(
    initiative: Initiative, lead: User, at_most_queries: Queries
) -> None:
    mes, planning = the_system("mes", "MES"), the_system("planning", "Planning")
    words = a_link(
        initiative,
        lead,
        name="Late orders for planners",
        purpose="Planners see late orders early",
        source=the_system("erp", "ERP"),
        target=the_system("mail", "Mail"),
        data_classes=["mail"],
    )
    elsewhere = a_link(initiative, lead, name="Elsewhere", target=the_system("bi", "Reports"))
    same = a_link(initiative, lead, name="Same", style=IntegrationStyle.API_VIA_GATEWAY)
    other_data = a_link(initiative, lead, name="Other data", data_classes=["stock"])
    a_link(initiative, lead, name="Unlike", source=planning, target=the_system("bi", "Reports"))

    with at_most_queries(2):
        similar = similar_integrations(
            Proposal(
                name="See late orders",
                purpose="Planners see late orders before the customer does",
                source=mes,
                target=planning,
                data_classes=["Orders"],
            ),
            lead,
        )

    assert [each.integration for each in similar] == [same, elsewhere, other_data, words]
    assert [each.why for each in similar] == [
        "Same source, same target and data: orders.",
        "Same source and data: orders.",
        "Same source, same target; other data.",
        "Its purpose reads alike.",
    ]
    assert similar[0].is_overlay
    assert not similar[1].is_overlay


@pytest.mark.behaviour("B30")
def test_an_ai_system_as_target_and_nothing_said(initiative: Initiative, lead: User) -> None:
    a_link(initiative, lead, name="Read", target=None, target_ai_system="Other model")
    mes = the_system("mes", "MES")

    assert found(lead, source=mes, data_classes=["orders"]) == [
        ("Read", "Same source, same target and data: orders.")
    ]
    assert not found(lead)
    assert not found(lead, name="   ", purpose="\x00")


@pytest.mark.behaviour("B30", "A28")
def test_neither_itself_nor_what_is_retired_or_restricted(
    initiative: Initiative, lead: User, other_lead: User, architect: User, tomorrow: Any
) -> None:
    mes = the_system("mes", "MES")
    own = a_link(initiative, lead)
    a_link(initiative, lead, name="Gone", design_state="retired")
    secret = registered(other_lead, title="Secret")
    a_link(secret, other_lead, name="Hidden")
    restrict_visibility(
        secret, reason="Not yet", until=tomorrow, it_member=architect, actor=other_lead
    )

    assert not found(lead, source=mes, data_classes=["orders"], integration=own)
    seen = found(other_lead, source=mes, data_classes=["orders"], integration=own)
    assert [name for name, _ in seen] == ["Hidden"]


@pytest.mark.services
@pytest.mark.behaviour("B30")
def test_words_are_found_by_the_index(initiative: Initiative, lead: User) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite searches without an index")
    a_link(initiative, lead, name="Late orders for planners", purpose="Planners see late orders")
    with CaptureQueriesContext(connection) as captured:
        assert found(lead, name="See late orders", purpose="Planners see orders that are late")
    (asked,) = (each["sql"] for each in captured if "to_tsvector" in each["sql"])

    with connection.cursor() as cursor:
        # One row is read faster than any index; what counts is whether the index would serve.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "integration_meaning" in plan
