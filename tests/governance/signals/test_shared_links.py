"""D10: both initiatives are told of a link that is there twice, and one click joins them."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from architecture.actions.linking import decide_reuse
from architecture.actions.parts import change_part
from architecture.models import Integration
from audit.models import AuditEvent
from audit.recording import record
from config.demo.clock import clock_at
from governance import detecting
from governance.actions import dispose_design_input, raise_joint_input
from governance.models import DesignInput, Signal
from governance.signals.facts import load_facts
from governance.signals.shared_links import MOST_PARTNERS, load_shared_links, partners_of
from initiatives import events
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.errors import NotPermitted, NotPossibleNow, NotVisible
from people.models import Notice, User
from tests.factories import registered
from tests.governance.signals.scenes import facts, look
from tests.governance.signals.twins import a_link, the_system

Queries = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def other(other_lead: User) -> Initiative:
    """An initiative of somebody else."""
    return registered(other_lead, title="Plan the night shift")


@pytest.fixture
def twins(initiative: Initiative, other: Initiative, lead: User) -> tuple[Integration, Integration]:
    """The same link at both, and the detectors have looked."""
    made = a_link(initiative, lead), a_link(other, lead)
    detecting.look_at_everything()
    return made


def standing() -> dict[str, Signal]:
    """Open signals of D10 by the initiative's title."""
    rows = Signal.objects.filter(detector="D10", ended_at=None).select_related("initiative")
    return {each.initiative.title: each for each in rows}


@pytest.mark.behaviour("D10", "B32")
def test_both_initiatives_are_told_at_the_same_moment(
    twins: tuple[Integration, Integration],
    initiative: Initiative,
    other: Initiative,
    lead: User,
    other_lead: User,
) -> None:
    found = standing()

    assert set(found) == {initiative.title, other.title}
    mine = found[initiative.title]
    assert mine.subject == f"twin:{other.reference}"
    assert "orders from MES to Planning" in mine.facts
    assert all(each.reference in mine.facts for each in twins)
    assert other.title not in mine.facts
    assert set(Notice.objects.filter(kind="signals").values_list("recipient", flat=True)) >= {
        lead.pk,
        other_lead.pk,
    }


@pytest.mark.behaviour("D10")
@pytest.mark.parametrize("how", ["retired", "reused", "style"])
def test_it_ends_at_both_once_one_is_merged_or_retired(
    how: str, twins: tuple[Integration, Integration], initiative: Initiative, lead: User
) -> None:
    first, second = twins
    if how == "retired":
        Integration.objects.filter(pk=first.pk).update(design_state="retired")
        record(events.JOINED, initiative, actor=lead)
    elif how == "reused":
        decide_reuse(first, result="reused", reuses=second, actor=lead)
    else:
        change_part(first, "basics", {"style": "shared_service"}, actor=lead)

    detecting.look_at_changes()

    assert not standing()
    ended = Signal.objects.filter(detector="D10").values_list("state", flat=True)
    assert list(ended) == ["resolved", "resolved"]


@pytest.mark.behaviour("D10")
def test_a_change_at_one_is_told_at_the_other(
    initiative: Initiative, other: Initiative, lead: User
) -> None:
    detecting.look_at_everything()
    a_link(initiative, lead)
    a_link(other, lead)
    record(events.JOINED, initiative, actor=lead)

    with clock_at(timezone.now() + dt.timedelta(minutes=1)):
        detecting.look_at_changes()

    assert len(standing()) == 2
    assert partners_of([initiative.reference]) == {other.reference}


@pytest.mark.behaviour("D10")
def test_a_crowded_system_is_a_signal(initiative: Initiative, lead: User) -> None:
    for number in range(3):
        a_link(initiative, lead, target=the_system(f"s{number}", f"S{number}"))
    detecting.look_at_everything()

    found = standing()[initiative.title]
    assert (found.subject, found.facts) == (
        "crowd:mes",
        "3 direct links (point to point, database, files or screens) meet on MES, all of them "
        "from here.",
    )
    assert not look("D10", facts())


@pytest.mark.behaviour("D10", "A28")
def test_nobody_is_told_of_a_restricted_initiative(
    initiative: Initiative,
    other: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
    tomorrow: dt.date,
) -> None:
    a_link(initiative, lead)
    a_link(other, lead)
    restrict_visibility(
        other, reason="Not yet", until=tomorrow, it_member=architect, actor=other_lead
    )
    detecting.look_at_everything()

    found = standing()
    assert set(found) == {other.title}
    with pytest.raises(NotPossibleNow):
        raise_joint_input(found[other.title], actor=other_lead)
    assert not DesignInput.objects.exists()


@pytest.mark.behaviour("D10", "B104")
def test_one_click_raises_an_input_at_both(
    twins: tuple[Integration, Integration],
    initiative: Initiative,
    other: Initiative,
    architect: User,
    signed_in: Callable[[User], Client],
) -> None:
    signal = standing()[initiative.title]
    client = signed_in(architect)
    page = client.get(signal.get_absolute_url())
    assert "Raise one design input at both" in page.content.decode()
    assert other.title in page.content.decode()

    answer = client.post(signal.get_absolute_url(), {"verb": "join"})

    ours = DesignInput.objects.get(initiative=initiative)
    theirs = DesignInput.objects.get(initiative=other)
    assert answer.headers["Location"] == ours.get_absolute_url()
    assert ours.kind == theirs.kind == "reuse_opportunity"
    assert other.reference in ours.title
    assert initiative.reference in theirs.title
    assert "overlay" in ours.proposed_solution
    assert "shared service" in theirs.proposed_solution
    assert all(each.reference in theirs.description for each in twins)
    signal.refresh_from_db()
    assert signal.state == "acknowledged"
    again = client.get(signal.get_absolute_url()).content.decode()
    assert "Raise one design input at both</button>" not in again
    assert ours.reference in again
    late = client.post(signal.get_absolute_url(), {"verb": "join"}, follow=True)
    assert "Somebody raised them before you" in late.content.decode()
    assert DesignInput.objects.count() == 2


@pytest.mark.behaviour("D10")
def test_clicking_again_raises_nothing_new_until_it_is_answered(
    twins: tuple[Integration, Integration],
    initiative: Initiative,
    lead: User,
    other_lead: User,
    architect: User,
) -> None:
    signal = standing()[initiative.title]
    first = raise_joint_input(signal, actor=lead)
    before = AuditEvent.objects.count()

    second = raise_joint_input(signal, actor=architect)
    assert (second.here, second.there) == (first.here, first.there)
    assert (first.is_new, second.is_new) == (True, False)
    assert AuditEvent.objects.count() == before

    dispose_design_input(first.here, state="declined", reason="Later", actor=architect)
    again = raise_joint_input(signal, actor=lead)
    assert again.here != first.here
    assert again.there == first.there
    assert again.is_new


@pytest.mark.behaviour("D10")
def test_who_may_not_and_what_is_over(
    twins: tuple[Integration, Integration],
    initiative: Initiative,
    other: Initiative,
    lead: User,
    other_lead: User,
    executive: User,
    outsider: User,
) -> None:
    signal = standing()[initiative.title]
    for person, refusal in (
        (other_lead, NotPermitted),
        (executive, NotPermitted),
        (outsider, NotPermitted),
    ):
        with pytest.raises(refusal):
            raise_joint_input(signal, actor=person)
    Integration.objects.filter(pk=twins[0].pk).update(design_state="retired")
    with pytest.raises(NotPossibleNow):
        raise_joint_input(signal, actor=lead)
    signal.subject = "twin:AI-1999-0001"
    with pytest.raises(NotVisible):
        raise_joint_input(signal, actor=lead)
    signal.subject = "crowd:mes"
    with pytest.raises(NotPossibleNow):
        raise_joint_input(signal, actor=lead)
    assert not DesignInput.objects.exists()
    assert not AuditEvent.objects.filter(kind="signal.acknowledged").exists()


@pytest.mark.behaviour("D10")
def test_many_twins_make_few_signals_and_few_queries(
    initiative: Initiative, lead: User, other_lead: User, at_most_queries: Queries
) -> None:
    a_link(initiative, lead)
    for number in range(MOST_PARTNERS + 3):
        a_link(registered(other_lead, title=f"Other {number}"), lead)

    with at_most_queries(5):
        shared = load_shared_links()
    assert len(shared.twins[initiative.pk]) == MOST_PARTNERS
    found = [each for batch in load_facts(Initiative.objects.all(), size=4) for each in batch]
    assert all(each.twins for each in found)


@pytest.mark.behaviour("D10")
def test_joining_by_api(
    twins: tuple[Integration, Integration],
    initiative: Initiative,
    other: Initiative,
    architect: User,
    api: Callable[[User], Client],
) -> None:
    signal = standing()[initiative.title]
    address = reverse("api-signal-joint-input", args=[signal.pk])

    found = api(architect).post(address).json()

    assert found["here"]["initiative"] == initiative.reference
    assert found["there"]["initiative"] == other.reference
