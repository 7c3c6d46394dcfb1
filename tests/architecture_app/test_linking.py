"""What an integration links and uses again can be set right after it was proposed."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from architecture.actions.linking import change_ends, decide_reuse
from architecture.actions.systems import merge_systems
from architecture.models import Integration
from audit.models import AuditEvent
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.errors import InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.architecture_app.factories import SystemFactory
from tests.architecture_app.scenes import held, proposed
from tests.factories import registered

SignIn = Callable[[User], Client]


@pytest.mark.behaviour("A20", "B14")
def test_an_integration_gets_other_ends(
    initiative: Initiative, lead: User, architect: User
) -> None:
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    mes, planning = SystemFactory.create(name="MES"), SystemFactory.create(name="Planning")
    with pytest.raises(NotPermitted):
        change_ends(integration, source=mes, target=planning, actor=lead)
    changed = change_ends(integration, source=mes, target=planning, actor=architect)
    assert (changed.source, changed.target, changed.target_ai_system) == (mes, planning, "")
    event = AuditEvent.objects.latest("id")
    assert event.sentence.endswith(f"the ends to MES and Planning of {integration.reference}")
    again = change_ends(integration, source=mes, target=planning, actor=architect)
    assert again.version == changed.version
    back = change_ends(integration, source=None, target=planning, actor=architect)
    assert back.source_ai_system == initiative.title
    named = change_ends(
        integration, source=mes, target=None, ai_system="Late orders", actor=architect
    )
    assert named.target_ai_system == "Late orders"
    merged = SystemFactory.create(merged_into=mes)
    for source, target in ((None, None), (mes, mes), (merged, None)):
        with pytest.raises(InvalidInput):
            change_ends(integration, source=source, target=target, actor=architect)


@pytest.mark.behaviour("A20")
def test_two_linked_systems_are_merged_once_the_link_ends_elsewhere_or_is_retired(
    initiative: Initiative, lead: User, architect: User
) -> None:
    one, two, other = (SystemFactory.create() for _ in range(3))
    link = proposed(initiative, lead, source=one, target=two)
    with pytest.raises(NotPossibleNow, match="links these two"):
        merge_systems(one, two, reason="The same", version=1, actor=architect)
    retired = proposed(initiative, lead, name="Old", source=two, target=one)
    Integration.objects.filter(pk=retired.pk).update(design_state="retired")
    change_ends(link, source=one, target=other, actor=lead)
    merge_systems(one, two, reason="The same", version=1, actor=architect)
    link.refresh_from_db()
    assert link.source == two


@pytest.mark.behaviour("B30")
def test_reuse_is_decided_anew_and_never_in_a_circle(initiative: Initiative, lead: User) -> None:
    first, second, third = (proposed(initiative, lead, name=name) for name in "ABC")
    shared = decide_reuse(second, result="reused", reuses=first, actor=lead)
    assert (shared.reuses, shared.reuse_result) == (first, "reused")
    told = AuditEvent.objects.filter(kind="integration.reuse_decided").latest("id")
    assert f"found {second.reference} to be reused" in told.sentence
    again = decide_reuse(second, result="reused", reuses=first, actor=lead)
    assert again.version == shared.version
    decide_reuse(third, result="extended", reuses=second, actor=lead)
    for circle in (first, second, third):
        with pytest.raises(InvalidInput, match="comes down to"):
            decide_reuse(first, result="reused", reuses=circle, actor=lead)
    with pytest.raises(InvalidInput):
        decide_reuse(second, result="new_with_reason", actor=lead)
    alone = decide_reuse(second, result="new_with_reason", reason="Other data", actor=lead)
    assert alone.reuses is None
    assert decide_reuse(first, result="reused", reuses=second, actor=lead).reuses == second


@pytest.mark.behaviour("B30", "A20")
def test_pages_and_programs_do_it(
    initiative: Initiative, lead: User, signed_in: SignIn, api: SignIn
) -> None:
    there = proposed(initiative, lead, name="Orders, shared")
    here = proposed(initiative, lead, source=there.source)
    page, where = signed_in(lead), (initiative.reference, here.reference)
    address = reverse("architecture:part", args=[*where, "reuse"])
    assert "Orders, shared" in page.get(address).content.decode()
    typed = {"reuse_result": "reused", "reuses": there.pk, "version": 1}
    assert page.post(address, typed).status_code == 302
    ends = reverse("architecture:part", args=[*where, "ends"])
    assert f'value="{initiative.title}"' in page.get(ends).content.decode()
    other = SystemFactory.create(name="Planning")
    both = {"source": other.pk, "target": other.pk, "version": 2}
    assert "Choose two different ends" in page.post(ends, both).content.decode()
    moved = {"source": other.pk, "target": "", "ai_system": "The planner", "version": 2}
    assert page.post(ends, moved).status_code == 302
    program = api(lead)
    shown = program.get(f"/api/v1/integrations/{here.reference}/").json()
    assert (shown["reuses"], shown["source"]) == (there.reference, other.slug)
    assert shown["target_ai_system"] == "The planner"
    back = {"source": there.source.slug if there.source else "", "target": other.slug}
    put = program.put(f"/api/v1/integrations/{here.reference}/ends/", back, "application/json")
    assert (put.status_code, put.json()["target"]) == (200, other.slug)


@pytest.mark.behaviour("A28")
def test_what_is_out_of_sight_is_not_lost_by_saying_why(
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    signed_in: SignIn,
    tomorrow: dt.date,
) -> None:
    there = proposed(initiative, lead)
    other = registered(other_lead, title="Plan the night shift")
    here = proposed(other, other_lead, reuse_result="reused", reuse_reason="", reuses=there)
    restrict_visibility(
        initiative, reason="A merger", until=tomorrow, it_member=architect, actor=lead
    )
    address = reverse("architecture:part", args=[other.reference, here.reference, "reuse"])
    page = signed_in(other_lead)
    assert "The integration you cannot see" in page.get(address).content.decode()
    typed = {"reuse_result": "extended", "reuses": "", "reuse_reason": "Stock too", "version": 1}
    assert page.post(address, typed).status_code == 302
    here.refresh_from_db()
    assert (here.reuse_result, here.reuses) == ("extended", there)
    told = AuditEvent.objects.filter(kind="integration.reuse_decided").latest("id")
    assert there.reference not in told.sentence + bytes(told.body).decode()
    assert not told.payloads.filter(value__contains=there.reference).exists()
    typed |= {"reuse_result": "reused", "reuse_reason": "", "version": 2}
    assert page.post(address, typed).status_code == 302
    told = AuditEvent.objects.filter(kind="integration.reuse_decided").latest("id")
    assert told.sentence.endswith("to be reused: an integration out of sight")
