"""Only the holder sets the design: offered, accepted, declined, handed over, owed again."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.utils import timezone

from architecture.actions.authority import (
    accept_authority,
    decline_authority,
    hand_over_authority,
    offer_authority,
)
from architecture.actions.design import override_design_state, set_design_state
from architecture.actions.parts import change_part
from architecture.clarity import from_integrations
from architecture.designing import holder_of, offer_of
from architecture.facts import authority_in_force
from architecture.integration_queries import find_integration
from architecture.models import DesignAuthority, Integration
from architecture.transitions import DESIGN
from architecture.vocabulary import DesignState
from audit.models import AuditEvent
from governance.owed import owed_items
from initiatives.actions import take_milestone
from initiatives.models import Initiative, Milestone
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import Notice, User
from people.vocabulary import Party
from tests.architecture_app.scenes import baselined, held, offered, proposed


@pytest.fixture
def integration(initiative: Initiative, lead: User) -> Integration:
    return proposed(initiative, lead)


def about_design(initiative: Initiative, viewer: User) -> list[tuple[Party, str]]:
    return [
        (each.owing, each.what_answers)
        for each in owed_items(Initiative.objects.get(pk=initiative.pk), viewer)
        if each.key.startswith("authority:")
    ]


@pytest.mark.behaviour("A19", "A21", "A07")
def test_authority_is_offered_accepted_and_handed_over_with_its_history(
    integration: Integration, lead: User, architect: User, other_architect: User
) -> None:
    assert about_design(integration.initiative, lead)[0][0] == Party.BUSINESS
    offer = offered(integration, architect, lead)
    assert Notice.objects.filter(recipient=architect, kind="design-authority").exists()
    assert about_design(integration.initiative, lead) == [
        (Party.IT, "Accept it, or decline with a reason.")
    ]
    accepted = accept_authority(offer, actor=architect)
    assert accepted.accepted_at
    assert accept_authority(offer, actor=architect).version == accepted.version
    assert about_design(integration.initiative, lead) == []

    following = hand_over_authority(
        integration, to=other_architect, reason="I move to another plant.", actor=architect
    )
    integration = Integration.objects.get(pk=integration.pk)
    assert holder_of(integration) is None
    assert about_design(integration.initiative, lead)[0][0] == Party.IT
    accept_authority(following, actor=other_architect)
    rows = DesignAuthority.objects.filter(integration=integration).order_by("pk")
    assert [(each.holder, each.state) for each in rows] == [
        (architect, "handed_over"),
        (other_architect, "accepted"),
    ]
    assert rows[0].handed_to == other_architect
    assert rows[0].reason == "I move to another plant."
    kinds = AuditEvent.objects.filter(kind__startswith="design_authority").order_by("pk")
    assert [each.kind.removeprefix("design_authority.") for each in kinds] == [
        "offered", "accepted", "handed_over", "offered", "accepted",
    ]  # fmt: skip


@pytest.mark.behaviour("A21")
def test_an_offer_is_declined_with_a_reason_and_owed_anew(
    integration: Integration, lead: User, architect: User
) -> None:
    offer = offered(integration, architect, lead)
    with pytest.raises(InvalidInput):
        decline_authority(offer, reason=" ", actor=architect)
    with pytest.raises(NotPossibleNow, match="asked already"):
        offer_authority(integration, to=architect, actor=lead)
    with pytest.raises(NotPermitted):
        accept_authority(offer, actor=lead)
    declined = decline_authority(
        offer, reason="No room before May.", alternative="Ask the plant's team.", actor=architect
    )
    assert declined.state == "declined"
    assert Notice.objects.filter(recipient=lead, text__contains="No room before May.").exists()
    assert about_design(integration.initiative, architect)[0][0] == Party.BUSINESS
    with pytest.raises(NotPossibleNow, match="declined"):
        accept_authority(offer, actor=architect)


@pytest.mark.behaviour("A21")
def test_only_an_active_architect_can_be_asked(
    integration: Integration, lead: User, executive: User, architect: User
) -> None:
    for nobody in (None, executive, lead):
        with pytest.raises(InvalidInput):
            offer_authority(integration, to=nobody, actor=lead)
    with pytest.raises(NotPermitted):
        offer_authority(integration, to=architect, actor=executive)
    assert not DesignAuthority.objects.exists()


@pytest.mark.behaviour("A21")
def test_an_offer_sent_twice_is_made_once_also_to_oneself(
    integration: Integration, architect: User, lead: User
) -> None:
    key = uuid.uuid4()
    taken = offer_authority(integration, to=architect, actor=architect, submission_key=key)
    events = AuditEvent.objects.count()
    again = offer_authority(integration, to=architect, actor=architect, submission_key=key)
    assert (again, again.is_held) == (taken, True)
    assert AuditEvent.objects.count() == events
    with pytest.raises(NotPermitted):
        offer_authority(integration, to=architect, actor=lead, submission_key=key)


@pytest.mark.behaviour("A21", "A04")
def test_a_holder_who_leaves_is_owed_again_and_replaced_on_the_record(
    integration: Integration, lead: User, architect: User, other_architect: User
) -> None:
    held(integration, architect, lead)
    architect.is_active = False
    architect.save()
    for viewer in (lead, other_architect):
        owed = about_design(integration.initiative, viewer)
        assert owed == [
            (Party.IT, "Its holder is no longer here. Take it, or offer it to somebody in IT.")
        ]
    taken = offer_authority(integration, to=other_architect, actor=other_architect)
    assert taken.state == "accepted"
    left = DesignAuthority.objects.get(holder=architect)
    assert (left.state, left.reason) == ("handed_over", "No longer here.")
    assert AuditEvent.objects.filter(kind="design_authority.ended").exists()
    assert about_design(integration.initiative, lead) == []


@pytest.mark.behaviour("A21", "A04")
@pytest.mark.parametrize("answered", [True, False])
def test_who_no_longer_works_in_it_locks_no_design(
    integration: Integration,
    lead: User,
    architect: User,
    other_architect: User,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
    *,
    answered: bool,
) -> None:
    offer = offered(integration, architect, lead)
    if answered:
        accept_authority(offer, actor=architect)
    architect.role_assignments.update(role="executive")
    who = "Its holder" if answered else "Who was asked"
    for viewer in (lead, other_architect):
        assert about_design(integration.initiative, viewer) == [
            (Party.IT, f"{who} is no longer in IT. Take it, or offer it to somebody in IT.")
        ]
    found = find_integration(integration.reference, lead)
    with at_most_queries(0):
        assert (holder_of(found), offer_of(found)) == (None, None)
        assert authority_in_force(found).why_lapsed == "no longer in IT"  # type: ignore[union-attr]
    profile = from_integrations([integration.initiative])[integration.initiative_id]
    assert profile["AR-3"].lacks == f"Name who owns the design of “{integration.name}” now."
    # Both sides sketch together until somebody holds it.
    change_part(integration, "basics", {"style": "event_subscribe"}, actor=lead)
    with pytest.raises(NotPermitted):
        accept_authority(offer, actor=User.objects.get(pk=architect.pk))

    taken = offer_authority(integration, to=other_architect, actor=other_architect)
    assert taken.is_held
    left = DesignAuthority.objects.get(holder=architect)
    assert left.reason == "No longer in IT."
    assert left.state == ("handed_over" if answered else "declined")
    event = AuditEvent.objects.get(kind="design_authority.ended")
    assert f"{architect.full_name} can own the design" in event.sentence
    assert set_design_state(integration, state="designed", actor=other_architect)


@pytest.mark.behaviour("A19")
def test_nobody_but_the_holder_sets_the_design_state(
    integration: Integration, lead: User, architect: User, other_architect: User, executive: User
) -> None:
    with pytest.raises(NotPermitted, match="Nobody holds"):
        set_design_state(integration, state="designed", actor=architect)
    held(integration, architect, lead)
    events = AuditEvent.objects.count()
    for somebody in (lead, other_architect, executive):
        with pytest.raises(NotPermitted) as refused:
            set_design_state(integration, state="designed", actor=somebody)
        assert "design input" in refused.value.way_out
        with pytest.raises(NotPermitted):
            change_part(integration, "basics", {"style": "direct_db"}, actor=somebody)
    assert AuditEvent.objects.count() == events
    moved = set_design_state(integration, state="designed", note="Sketch read.", actor=architect)
    assert moved.design_state == "designed"
    change = moved.state_changes.get()
    assert (change.from_state, change.to_state, change.by) == ("sketched", "designed", architect)


@pytest.mark.behaviour("A13", "A19")
def test_the_first_baseline_is_the_dated_milestone_of_the_initiative(
    initiative: Initiative, lead: User, architect: User
) -> None:
    first, second = proposed(initiative, lead), proposed(initiative, lead, name="Stock levels")
    for each in (first, second):
        held(each, architect, lead)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    set_design_state(first, state="baselined", effective_on=yesterday, actor=architect)
    milestone = Milestone.objects.get(initiative=initiative, kind="design_baseline")
    assert (milestone.taken, milestone.taken_on, milestone.quality) == (True, yesterday, "declared")
    baselined(second, architect)
    milestone.refresh_from_db()
    assert milestone.taken_on == yesterday
    assert [each.baselined_on for each in Integration.objects.order_by("pk")] == [
        yesterday,
        timezone.localdate(),
    ]
    with pytest.raises(InvalidInput, match="lies ahead"):
        set_design_state(
            first,
            state="built",
            effective_on=timezone.localdate() + dt.timedelta(days=1),
            actor=architect,
        )


@pytest.mark.behaviour("A13")
def test_a_baseline_taken_before_stays_the_milestone(
    integration: Integration, lead: User, architect: User
) -> None:
    take_milestone(integration.initiative, "design_baseline", actor=architect)
    held(integration, architect, lead)
    assert baselined(integration, architect).design_state == "baselined"


@pytest.mark.behaviour("A19")
def test_an_administrator_overrides_with_a_reason_on_the_record(
    integration: Integration, lead: User, architect: User, other_lead: User
) -> None:
    held(integration, architect, lead)
    with pytest.raises(NotPermitted):
        override_design_state(integration, state="designed", reason="Because", actor=other_lead)
    other_lead.is_staff = True
    other_lead.save()
    with pytest.raises(InvalidInput):
        override_design_state(integration, state="designed", reason="", actor=other_lead)
    with pytest.raises(NotPermitted):
        set_design_state(integration, state="designed", actor=other_lead)
    override_design_state(
        integration, state="designed", reason="Ira is in hospital.", actor=other_lead
    )
    change = integration.state_changes.get()
    assert (change.is_override, change.override_reason) == (True, "Ira is in hospital.")
    event = AuditEvent.objects.get(kind="integration.design_moved_by_override")
    assert "Ira is in hospital." in event.sentence
    assert holder_of(Integration.objects.get(pk=integration.pk)) == architect


@pytest.mark.behaviour("A19")
@pytest.mark.parametrize("state", list(DesignState))
def test_states_follow_the_table_and_no_other_way(
    integration: Integration, architect: User, state: DesignState
) -> None:
    held(integration, architect)
    for before in DesignState:
        Integration.objects.filter(pk=integration.pk).update(design_state=before)
        if state in DESIGN[before]:
            assert set_design_state(integration, state=state, actor=architect).version > 1
        else:
            with pytest.raises(NotPossibleNow):
                set_design_state(integration, state=state, actor=architect)


@pytest.mark.behaviour("A19")
def test_who_saw_an_older_state_decides_again(integration: Integration, architect: User) -> None:
    held(integration, architect)
    set_design_state(integration, state="designed", actor=architect, version=1)
    with pytest.raises(ChangedMeanwhile, match="since you opened it"):
        set_design_state(integration, state="baselined", actor=architect, version=1)
    with pytest.raises(InvalidInput):
        set_design_state(integration, state="ready", actor=architect)
