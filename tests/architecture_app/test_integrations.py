"""Proposing, describing and mending integrations."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from architecture.actions.afterwards import (
    Breakage,
    close_debt,
    report_incident,
    set_pilot_debt,
)
from architecture.actions.decision_states import settle_decision
from architecture.actions.design import set_design_state
from architecture.actions.integrations import place_interpretation
from architecture.actions.parts import (
    PARTS,
    change_part,
    set_artefacts,
    set_dependencies,
    set_fragility,
)
from architecture.integration_queries import cost_of_incidents, trail_of
from architecture.models import CustomArtefact, Integration
from audit.models import AuditEvent
from governance.owed import owed_items
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted
from people.models import User
from tests.architecture_app.factories import SystemFactory
from tests.architecture_app.scenes import decided, held, proposed, written
from tests.factories import raised

TODAY = timezone.localdate


def owed_keys(initiative: Initiative, viewer: User) -> set[str]:
    return {each.key for each in owed_items(Initiative.objects.get(pk=initiative.pk), viewer)}


@pytest.mark.behaviour("B30", "B14")
def test_a_proposal_ends_in_reused_extended_or_new_with_a_reason(
    initiative: Initiative, lead: User
) -> None:
    first = proposed(initiative, lead)
    assert (first.reference[:4], first.design_state) == ("INT-", "sketched")
    second = proposed(initiative, lead, reuse_result="reused", reuse_reason="", reuses=first)
    assert second.reuses == first
    for refused in (
        {"reuse_reason": ""},
        {"reuse_result": "extended", "reuse_reason": ""},
        {"reuse_result": ""},
        {"style": "wires"},
        {"name": " "},
        {"source": None},
        {"source": first.source, "target": first.source},
    ):
        with pytest.raises(InvalidInput):
            proposed(initiative, lead, **refused)
    assert Integration.objects.count() == 2
    kinds = AuditEvent.objects.filter(object_ref=first.reference).order_by("pk")
    assert [each.kind for each in kinds] == ["integration.registered", "integration.reuse_decided"]


def test_a_system_that_was_merged_is_no_end(initiative: Initiative, lead: User) -> None:
    merged = SystemFactory.create(merged_into=SystemFactory.create())
    with pytest.raises(InvalidInput, match="was merged"):
        proposed(initiative, lead, source=merged)


def test_nothing_else_is_tied_to_a_system_that_was_merged(
    initiative: Initiative, lead: User
) -> None:
    integration = proposed(initiative, lead)
    merged = SystemFactory.create(merged_into=SystemFactory.create())
    with pytest.raises(InvalidInput, match="was merged") as refused:
        change_part(integration, "data", {"identity_provider": merged}, actor=lead)
    assert refused.value.field == "identity_provider"
    with pytest.raises(InvalidInput, match="was merged") as refused:
        set_dependencies(integration, [{"system": merged}], actor=lead)
    assert refused.value.field == "rows"
    integration.refresh_from_db()
    assert integration.version == 1


@pytest.mark.behaviour("A20", "B16", "B48", "B65", "B101")
def test_each_part_is_told_by_itself(initiative: Initiative, lead: User) -> None:
    integration = proposed(initiative, lead)
    told = {
        "data": {
            "identity_pattern": "workload_identity",
            "identity_provider": SystemFactory.create(kind="identity_provider"),
            "network_path": "Plant network, through the gateway",
            "egress": "None",
            "places": ["Frankfurt", "Frankfurt", " Oslo "],
        },
        "budgets": {"latency_budget_ms": 300, "load_budget_per_minute": 20},
        "scale": {"scale_tested_on": TODAY(), "next_scale_step": "Three plants"},
        "compromise": {"compromise_reach": "Order lines", "compromise_notice_hours": 4},
        "conformance": {"conformance": "conformant", "conformance_on": TODAY()},
        "basics": {"name": "Orders", "baseline_planned_on": TODAY()},
    }
    assert set(told) == set(PARTS)
    for part, changes in told.items():
        integration = change_part(integration, part, changes, actor=lead)
    integration.refresh_from_db()
    assert integration.places == ["Frankfurt", "Oslo"]
    assert integration.version == 7
    assert change_part(integration, "budgets", told["budgets"], actor=lead).version == 7
    with pytest.raises(ChangedMeanwhile):
        change_part(integration, "budgets", {}, actor=lead, version=6)
    for part, changes in (
        ("nothing", {}),
        ("budgets", {"design_state": "live"}),
        ("basics", {"name": ""}),
        ("data", {"identity_pattern": "magic"}),
        ("budgets", {"latency_budget_ms": -1}),
    ):
        with pytest.raises(InvalidInput):
            change_part(integration, part, changes, actor=lead)


@pytest.mark.behaviour("B49", "B33", "B31")
def test_rows_are_lists_or_an_honest_none(initiative: Initiative, lead: User) -> None:
    integration = proposed(initiative, lead)
    set_dependencies(
        integration,
        [{"system": SystemFactory.create()}, {"name": "Weather", "fallback": "Yesterday's"}],
        actor=lead,
    )
    set_fragility(integration, [{"flag": "unversioned", "mitigation": "We pin it"}], actor=lead)
    set_artefacts(integration, [], has_none=True, actor=lead)
    integration.refresh_from_db()
    assert integration.has_no_artefacts
    assert [integration.dependencies.count(), integration.fragilities.count()] == [2, 1]
    set_artefacts(
        integration, [{"name": "mapper", "owner": lead, "repository": "git/mapper"}], actor=lead
    )
    integration.refresh_from_db()
    assert not integration.has_no_artefacts
    since = integration.artefacts.get().noted_at
    rows = [{"name": "mapper", "owner": None}, {"name": "loader"}]
    set_artefacts(integration, rows, actor=lead)
    kept = integration.artefacts.get(name="mapper")
    assert (kept.noted_at, kept.owner, kept.repository) == (since, None, "")
    set_artefacts(integration, [{"name": "loader"}], actor=lead)
    assert [each.name for each in integration.artefacts.all()] == ["loader"]
    assert CustomArtefact.ever.get(name="mapper").ended_at
    flags = [{"flag": "scraping"}, {"flag": "scraping"}]
    with pytest.raises(InvalidInput):
        set_fragility(integration, flags, actor=lead)
    with pytest.raises(InvalidInput):
        set_dependencies(integration, [{}], actor=lead)
    with pytest.raises(InvalidInput):
        set_artefacts(integration, [{"name": "x"}], has_none=True, actor=lead)


@pytest.mark.behaviour("B85")
def test_the_place_of_interpretation_moves_and_stays_one(
    initiative: Initiative, lead: User
) -> None:
    first, second = proposed(initiative, lead), proposed(initiative, lead, name="Other")
    place_interpretation(first, actor=lead)
    place_interpretation(second, actor=lead)
    assert Integration.objects.get(is_place_of_interpretation=True) == second


@pytest.mark.behaviour("B34")
def test_pilot_debt_is_listed_until_it_is_closed(
    initiative: Initiative, lead: User, architect: User
) -> None:
    integration = proposed(initiative, lead, is_pilot=True)
    assert f"debt:{integration.reference}" in owed_keys(initiative, lead)
    held(integration, architect, lead)
    yesterday = TODAY() - dt.timedelta(days=1)
    rows = [
        {"item": "Copy script", "decision": "replace", "due_on": yesterday, "owner": architect},
        {"item": "Test account"},
    ]
    # Both sides keep it, whoever holds the design.
    set_pilot_debt(integration, rows, actor=lead)
    debt = integration.debts.get(item="Copy script")
    assert debt.is_overdue
    assert f"debt:{integration.reference}:{debt.pk}" in owed_keys(initiative, lead)
    account = integration.debts.get(item="Test account")
    for short, none in (([{"pk": debt.pk, **rows[0]}], False), ([], True)):
        with pytest.raises(InvalidInput, match="is open and not in the list") as refused:
            set_pilot_debt(integration, short, has_none=none, actor=lead)
        assert "Close it" in refused.value.way_out
    close_debt(account, note="Entered twice.", actor=architect)
    set_pilot_debt(integration, [{"pk": debt.pk, **rows[0]}], actor=lead)
    close_debt(debt, note="The gateway does it now.", actor=architect)
    set_pilot_debt(integration, [], has_none=True, actor=lead)
    assert all(each.closed_at for each in integration.debts.all())
    assert integration.debts.count() == 2
    with pytest.raises(InvalidInput):
        set_pilot_debt(integration, [{"item": "x", "decision": "burn"}], actor=lead)


@pytest.mark.behaviour("B34")
def test_sending_back_the_list_opens_nothing_again(
    initiative: Initiative, lead: User, api: Callable[[User], Client]
) -> None:
    integration = proposed(initiative, lead, is_pilot=True)
    set_pilot_debt(integration, [{"item": "Copy script"}, {"item": "Test account"}], actor=lead)
    close_debt(integration.debts.get(item="Copy script"), note="Gone", actor=lead)
    client, address = api(lead), f"/api/v1/integrations/{integration.reference}/pilot-debt/"
    read = client.get(address).json()
    events = AuditEvent.objects.count()

    put = client.put(address, read, "application/json")

    assert (put.status_code, put.json()) == (200, read)
    assert AuditEvent.objects.count() == events
    elsewhere = proposed(initiative, lead, name="Other")
    set_pilot_debt(elsewhere, [{"item": "Folder"}], actor=lead)
    theirs = {"id": elsewhere.debts.get().pk, "item": "Folder"}
    refused = client.put(address, {"rows": [*read["rows"], theirs]}, "application/json")
    assert (refused.status_code, refused.json()["field"]) == (400, "rows")
    assert integration.debts.count() == 2


@pytest.mark.behaviour("B64", "B52")
def test_what_broke_is_kept_with_cause_and_cost(
    initiative: Initiative, lead: User, executive: User
) -> None:
    integration = proposed(initiative, lead)
    for days in ("1.5", "2"):
        breakage = Breakage("Orders stopped", "A key ran out", TODAY(), Decimal(days))
        report_incident(integration, breakage, actor=lead)
    assert cost_of_incidents(integration) == "3.5"
    tomorrow = TODAY() + dt.timedelta(days=1)
    for refused in (
        Breakage("Orders stopped", "A key ran out", tomorrow),
        Breakage("Orders stopped", " ", TODAY()),
        Breakage("Orders stopped", "A key ran out", TODAY(), Decimal(-1)),
    ):
        with pytest.raises(InvalidInput):
            report_incident(integration, refused, actor=lead)
    with pytest.raises(NotPermitted):
        report_incident(integration, breakage, actor=executive)


@pytest.mark.behaviour("A08", "A25")
def test_the_trail_tells_why_it_is_like_this(
    initiative: Initiative, lead: User, architect: User, at_most_queries: object
) -> None:
    integration = proposed(initiative, lead)
    subject = f"integration:{integration.pk}"
    raised(initiative, lead, title="Within the hour", subject=subject)
    held(integration, architect, lead)
    decided(initiative, architect, integration=integration)
    report_incident(integration, Breakage("Stopped", "A key", TODAY()), actor=architect)
    with at_most_queries(12):  # type: ignore[operator]
        steps = trail_of(Integration.objects.select_related("initiative").get(pk=integration.pk))
    assert [each.kind for each in steps] == ["input", "design", "decision", "incident"]
    assert steps[0].party == "business"
    with pytest.raises(InvalidInput):
        raised(initiative, lead, subject="integration:999999")


@pytest.mark.behaviour("A08")
def test_what_was_noted_later_stands_in_the_trail_on_its_own_day(
    initiative: Initiative, lead: User, architect: User
) -> None:
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    before, after = (TODAY() - dt.timedelta(days=days) for days in (10, 5))
    report_incident(integration, Breakage("Stopped", "A key", before), actor=lead)
    report_incident(integration, Breakage("Stopped again", "A key", after), actor=lead)
    set_design_state(integration, state="baselined", effective_on=before, actor=architect)
    record = written(initiative, architect, integration=integration)
    settle_decision(record, status="decided", decided_on=before, actor=architect)

    steps = trail_of(Integration.objects.select_related("initiative").get(pk=integration.pk))

    assert [(each.kind, each.title) for each in steps] == [
        ("decision", record.title),
        ("design", "Design set to baselined"),
        ("incident", "Stopped"),
        ("incident", "Stopped again"),
        ("design", "Design authority accepted"),
    ]


@pytest.mark.behaviour("A08")
def test_the_trail_is_in_one_order_for_every_reader(
    initiative: Initiative, lead: User, architect: User
) -> None:
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    decided(initiative, architect, integration=integration)
    evening = dt.datetime.fromisoformat("2026-03-19T20:00-05:00")
    integration.authorities.update(accepted_at=evening - dt.timedelta(minutes=30))
    integration.decisions.update(decided_at=evening, decided_on=dt.date(2026, 3, 19))

    for zone in ("UTC", "America/Chicago", "Asia/Tokyo"):
        with timezone.override(zone):
            steps = trail_of(Integration.objects.get())
        assert [each.kind for each in steps] == ["design", "decision"]
