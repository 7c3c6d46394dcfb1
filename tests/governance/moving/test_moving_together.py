"""Where two posts carry the result: waiting, joining, taking back; retiring; going back."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance.actions import (
    join_go_ahead,
    propose_going_back,
    record_go_ahead,
    record_go_ahead_view,
    renew_carried_item,
    withdraw_go_ahead,
)
from governance.carried import load_carried, open_carried
from governance.models import AgendaItem, CarriedItem, ClarityAnswer, GoAhead, SessionSeries
from governance.moving_reads import changed_views, find_go_ahead, sides_of
from governance.owed import owed_items
from governance.sessions.agenda import agenda_of
from governance.signals.facts import facts_of
from governance.tasks import settle_carried_items
from initiatives.actions import change_operational_status
from initiatives.actions.seats import leave_table
from initiatives.models import Initiative
from initiatives.vocabulary import Stage
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import Notice, Post, User
from people.vocabulary import Party
from tests.governance.moving.scenes import NO_SESSION, answered, fresh, move, seated, settle, write
from tests.governance.signals.scenes import look


@pytest.fixture
def building(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """In integration, nothing owed; the architect owns the service and the system."""
    seated(initiative, architect, "it", by=lead)
    settle(initiative, owner=architect)
    Initiative.objects.filter(pk=initiative.pk).update(stage=Stage.INTEGRATION)
    return fresh(initiative)


def back(stage: str, initiative: Initiative) -> Any:
    return dataclasses.replace(
        move(initiative), to_stage=stage, items=(), reason="We know more now.", seen=""
    )


def test_entering_operation_waits_for_the_other_post(
    building: Initiative, lead: User, architect: User
) -> None:
    waiting = record_go_ahead(building, move(building), actor=lead)
    assert waiting.taken_at is None
    assert fresh(building).stage == Stage.INTEGRATION
    asked = Notice.objects.get(kind="go-ahead", recipient=architect)
    assert "once you join it" in asked.text
    done = join_go_ahead(waiting, actor=architect, version=waiting.version)
    assert (done.recorded_by, done.joined_by) == (lead, architect)
    assert fresh(building).stage == Stage.OPERATION


@pytest.mark.behaviour("B96")
def test_operation_offers_to_record_how_it_runs_and_changes_nothing(
    building: Initiative, lead: User, architect: User, signed_in: Callable[[User], Client]
) -> None:
    done = join_go_ahead(record_go_ahead(building, move(building), actor=lead), actor=architect)
    assert fresh(building).operational_status == "experiment"
    page = signed_in(lead).get(done.get_absolute_url()).content.decode()
    assert "Record that it is operational" in page
    offered = re.search(r'href="([^"]*operational-status/[^"]*)"', page)
    assert offered is not None
    form = signed_in(lead).get(offered[1]).content.decode()
    assert "Go-ahead from integration to operation, " in form
    assert "checked" in form.split('value="operational"')[1][:120]

    change_operational_status(
        fresh(building),
        "operational",
        effective_on=timezone.localdate(),
        evidence="The go-ahead",
        actor=lead,
    )
    again = signed_in(lead).get(done.get_absolute_url()).content.decode()
    assert "Record that it is" not in again


def test_it_begins_with_either_post(building: Initiative, lead: User, architect: User) -> None:
    waiting = record_go_ahead(building, move(building), actor=architect)
    join_go_ahead(waiting, actor=lead)
    assert fresh(building).stage == Stage.OPERATION


def test_one_person_with_both_posts_does_not_wait(building: Initiative, lead: User) -> None:
    settle(building, owner=lead)
    done = record_go_ahead(fresh(building), move(building), actor=lead)
    assert done.taken_at is not None


def test_the_holder_of_a_post_carries_it(
    building: Initiative, lead: User, other_architect: User
) -> None:
    post = Post.objects.create(title="Head of plants", unit=building.unit, holder=other_architect)
    write(
        building,
        "DO-6",
        kind="value",
        rows=[{"system_owner": f"post:{post.pk}", "service_owner": f"post:{post.pk}"}],
    )
    waiting = record_go_ahead(building, move(building), actor=lead)
    join_go_ahead(waiting, actor=other_architect)
    assert fresh(building).stage == Stage.OPERATION


def test_nobody_else_joins_or_takes_back(
    building: Initiative,
    lead: User,
    other_lead: User,
    other_architect: User,
    executive: User,
    auditor: User,
) -> None:
    waiting = record_go_ahead(building, move(building), actor=lead)
    before = AuditEvent.objects.count()
    for actor in (lead, other_lead, other_architect, executive, auditor):
        with pytest.raises(NotPermitted):
            join_go_ahead(waiting, actor=actor)
    for actor in (other_lead, other_architect, executive, auditor):
        with pytest.raises(NotPermitted):
            withdraw_go_ahead(waiting, actor=actor)
    assert AuditEvent.objects.count() == before
    assert fresh(building).stage == Stage.INTEGRATION


def test_an_executive_named_as_service_owner_carries_nothing(
    building: Initiative, lead: User, executive: User
) -> None:
    settle(building, owner=executive)
    with pytest.raises(NotPossibleNow, match="Nobody is named as service owner"):
        record_go_ahead(building, move(building), actor=lead)
    with pytest.raises(NotPermitted):
        record_go_ahead(building, move(building), actor=executive)


def test_what_is_owed_goes_along_only_once_it_is_joined(
    building: Initiative, lead: User, architect: User
) -> None:
    ClarityAnswer.objects.filter(initiative=building, field="SU-1").delete()
    waiting = record_go_ahead(building, move(building), actor=lead)
    assert not CarriedItem.objects.filter(closed_at=None).exists()
    joined = join_go_ahead(waiting, actor=architect)
    assert joined.kind == "carried_forward"
    assert [each.key for each in CarriedItem.objects.filter(closed_at=None)] == ["field:SU-1"]


def test_what_was_answered_while_it_waited_does_not_go_along(
    building: Initiative, lead: User, architect: User
) -> None:
    ClarityAnswer.objects.filter(initiative=building, field="SU-1").delete()
    waiting = record_go_ahead(building, move(building), actor=lead)
    answered(building, "SU-1")
    joined = join_go_ahead(waiting, actor=architect)
    assert joined.kind == "clear"
    assert not CarriedItem.objects.filter(closed_at=None).exists()


def test_more_owed_than_it_carries_is_not_joined(
    building: Initiative, lead: User, architect: User
) -> None:
    waiting = record_go_ahead(building, move(building), actor=lead)
    ClarityAnswer.objects.filter(initiative=building, field="SU-1").delete()
    with pytest.raises(NotPossibleNow, match="more is owed"):
        join_go_ahead(waiting, actor=architect)
    ClarityAnswer.objects.filter(initiative=building, field="DO-4").delete()
    with pytest.raises(NotPossibleNow, match="accountable human"):
        join_go_ahead(waiting, actor=architect)
    assert fresh(building).stage == Stage.INTEGRATION


def test_a_promised_day_that_passed_is_not_joined(
    building: Initiative, lead: User, architect: User
) -> None:
    ClarityAnswer.objects.filter(initiative=building, field="SU-1").delete()
    waiting = record_go_ahead(building, move(building), actor=lead)
    with (
        clock_at(timezone.now() + dt.timedelta(days=11)),
        pytest.raises(NotPossibleNow, match="has passed"),
    ):
        join_go_ahead(waiting, actor=architect)


def test_a_second_one_does_not_overtake_the_first(
    building: Initiative, lead: User, architect: User
) -> None:
    first = record_go_ahead(building, move(building), actor=lead)
    with pytest.raises(NotPossibleNow, match="waits to be joined"):
        record_go_ahead(building, move(building), actor=architect)
    withdraw_go_ahead(first, actor=lead, version=first.version)
    with pytest.raises(NotPossibleNow, match="taken back"):
        join_go_ahead(first, actor=architect)
    assert record_go_ahead(building, move(building), actor=architect).pk != first.pk


def test_an_older_version_is_not_joined(building: Initiative, lead: User, architect: User) -> None:
    waiting = record_go_ahead(building, move(building), actor=lead)
    with pytest.raises(ChangedMeanwhile):
        join_go_ahead(waiting, actor=architect, version=waiting.version + 1)


def test_whoever_recorded_it_and_holds_no_post_any_more_is_not_joined(
    building: Initiative,
    lead: User,
    architect: User,
    other_architect: User,
    signed_in: Callable[[User], Client],
) -> None:
    waiting = record_go_ahead(building, move(building), actor=architect)
    settle(building, owner=other_architect)
    for joining in (lead, other_architect):
        with pytest.raises(NotPossibleNow, match="no longer carries the result") as refusal:
            join_go_ahead(waiting, actor=joining)
        assert "record it again" in refusal.value.way_out
    waiting.refresh_from_db()
    assert (waiting.joined_by, waiting.version) == (None, 1)
    assert not AuditEvent.objects.filter(kind="go_ahead.joined").exists()
    page = signed_in(lead).get(waiting.get_absolute_url()).content.decode()
    name = architect.full_name
    assert f"{name} no longer carries the result: take this back" in page
    assert "Join the go-ahead" not in page
    assert "Take it back" in page

    stands = ClarityAnswer.objects.filter(initiative=building, field="DO-6")
    rows = stands.get().rows
    stands.update(rows=[])
    page = signed_in(lead).get(waiting.get_absolute_url()).content.decode()
    assert f"{name} no longer carries the result, and nobody is named as service owner." in page
    assert "names the service owner in field DO-6" in page
    stands.update(rows=rows)

    withdraw_go_ahead(waiting, actor=lead)
    again = record_go_ahead(fresh(building), move(building), actor=lead)
    join_go_ahead(again, actor=other_architect)
    assert fresh(building).stage == Stage.OPERATION


def test_the_system_owner_retires_it_and_its_session_ends(
    building: Initiative, lead: User, architect: User
) -> None:
    Initiative.objects.filter(pk=building.pk).update(stage=Stage.OPERATION)
    with pytest.raises(NotPermitted):
        record_go_ahead(building, move(building), actor=lead)
    record_go_ahead(building, move(building), actor=architect)
    assert fresh(building).stage == Stage.RETIRED
    assert not SessionSeries.objects.filter(initiative=building, ended_at=None).exists()
    with clock_at(timezone.now() + dt.timedelta(minutes=1)):
        record_go_ahead(building, back("operation", building), actor=lead)
    assert SessionSeries.objects.filter(initiative=building, ended_at=None).count() == 1


def test_a_session_that_people_ended_stays_ended(
    building: Initiative, lead: User, architect: User
) -> None:
    from governance.actions import end_series

    Initiative.objects.filter(pk=building.pk).update(stage=Stage.OPERATION)
    series = SessionSeries.objects.get(initiative=building)
    end_series(series, reason="We write instead.", actor=lead)
    record_go_ahead(building, move(building), actor=architect)
    record_go_ahead(building, back("operation", building), actor=lead)
    assert not SessionSeries.objects.filter(initiative=building, ended_at=None).exists()


def test_going_back_is_ordinary_for_either_side(
    building: Initiative, lead: User, architect: User
) -> None:
    went = record_go_ahead(building, back("design", building), actor=architect)
    assert went.is_back
    assert fresh(building).stage == Stage.DESIGN
    assert AuditEvent.objects.filter(kind="stage.went_back").count() == 1
    Initiative.objects.filter(pk=building.pk).update(stage=Stage.SELECTION)
    wanted = dataclasses.replace(back("design", building), reason=" ")
    with pytest.raises(InvalidInput) as caught:
        record_go_ahead(building, wanted, actor=lead)
    assert caught.value.field == "reason"


def test_who_does_not_sit_there_does_not_go_back(
    building: Initiative,
    lead: User,
    other_lead: User,
    other_architect: User,
    executive: User,
    auditor: User,
) -> None:
    seated(building, executive, "executive", by=lead)
    for actor in (other_lead, other_architect, executive, auditor):
        with pytest.raises(NotPermitted):
            record_go_ahead(fresh(building), back("design", building), actor=actor)
    assert fresh(building).stage == Stage.INTEGRATION


def test_any_member_proposes_going_back_for_the_next_session(
    building: Initiative, lead: User, executive: User, auditor: User
) -> None:
    seated(building, executive, "executive", by=lead)
    item = propose_going_back(
        fresh(building),
        to_stage="design",
        reason="The data is not what we thought.",
        actor=executive,
    )
    assert item.title == "Go back to design?"
    assert fresh(building).stage == Stage.INTEGRATION
    with pytest.raises(NotPermitted):
        propose_going_back(building, to_stage="design", reason="x", actor=auditor)
    with pytest.raises(InvalidInput):
        propose_going_back(building, to_stage="operation", reason="x", actor=lead)
    assert AgendaItem.objects.filter(title="Go back to design?").count() == 1


# --- views ---------------------------------------------------------------------------------------


def test_each_view_is_its_holders_own_and_a_change_stays_visible(
    building: Initiative, lead: User, architect: User, other_lead: User, executive: User
) -> None:
    done = record_go_ahead(building, back("design", building), actor=lead)
    record_go_ahead_view(done, view="see_it_differently", text="Too early.", actor=architect)
    record_go_ahead_view(done, view="agree", actor=lead)
    for actor in (other_lead, executive):
        with pytest.raises(NotPermitted):
            record_go_ahead_view(done, view="agree", actor=actor)
    views = {each.holder_id: each for each in done.views.all()}
    assert set(views) == {lead.pk, architect.pk}
    assert views[architect.pk].text == "Too early."
    record_go_ahead_view(done, view="agree", actor=architect)
    changes = changed_views(done)
    assert len(changes) == 1
    assert "agree (before: see it differently)" in changes[0].sentence
    assert fresh(building).stage == Stage.DESIGN


def test_a_different_view_says_what_and_no_answer_is_no_choice(
    building: Initiative, lead: User
) -> None:
    done = record_go_ahead(building, back("design", building), actor=lead)
    with pytest.raises(InvalidInput) as caught:
        record_go_ahead_view(done, view="see_it_differently", text=" ", actor=lead)
    assert caught.value.field == "text"
    for view in ("no_answer", "maybe"):
        with pytest.raises(InvalidInput) as caught:
            record_go_ahead_view(done, view=view, actor=lead)
        assert caught.value.field == "view"


def test_after_three_working_days_a_side_has_not_answered(
    building: Initiative, lead: User, architect: User
) -> None:
    monday = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    with clock_at(monday):
        done = record_go_ahead(building, back("design", building), actor=lead)
        record_go_ahead_view(done, view="agree", actor=lead)
    shown = find_go_ahead(building.reference, done.pk, lead)
    with clock_at(monday + dt.timedelta(days=3)):
        assert [each.is_silent for each in sides_of(shown)] == [False, False]
    with clock_at(monday + dt.timedelta(days=4)):
        assert [each.is_silent for each in sides_of(shown)] == [False, True]


# --- what is carried -----------------------------------------------------------------------------


@pytest.fixture
def carrying(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """In selection, with two items carried forward that IT answers."""
    seated(initiative, architect, "it", by=lead)
    settle(initiative, but=("DO-1", "AR-2"))
    record_go_ahead(fresh(initiative), move(initiative, owner=architect), actor=lead)
    return fresh(initiative)


def test_carried_items_are_owed_once_by_their_owners_side(carrying: Initiative, lead: User) -> None:
    owed = [each for each in owed_items(carrying, lead) if each.key.startswith("field:")]
    assert sorted((each.key, each.owing) for each in owed) == [
        ("field:AR-2", Party.IT),
        ("field:DO-1", Party.IT),
    ]


def test_carried_items_head_the_next_agenda_once(carrying: Initiative, lead: User) -> None:
    series = SessionSeries.objects.get(initiative=carrying)
    ahead = series.occurrences.order_by("starts_at")[0]
    keys = [each.key for each in agenda_of(ahead, lead).items]
    assert sorted(keys[:2]) == ["carried:field:AR-2", "carried:field:DO-1"]
    titles = [each.title for each in agenda_of(ahead, lead).items]
    assert len(titles) == len(set(titles))


@pytest.mark.behaviour("D13")
def test_an_item_past_its_day_says_so_until_it_is_carried_on(
    carrying: Initiative, lead: User, architect: User
) -> None:
    with clock_at(timezone.now() + dt.timedelta(days=12)):
        now = fresh(carrying)
        load_carried([now])
        item = open_carried(now)[0]
        assert (item.is_overdue, item.days_over) == (True, 2)
        day = timezone.localdate() + dt.timedelta(days=5)
        kept = renew_carried_item(
            item, due_on=day, reason="The vendor is late.", actor=architect, version=item.version
        )
        assert not kept.is_overdue
        assert kept.first_due_on < kept.due_on == day
        with pytest.raises(ChangedMeanwhile):
            renew_carried_item(item, due_on=day, reason="x", actor=lead, version=item.version)


def test_carrying_on_needs_a_reason_a_near_day_and_an_owner_who_sits_there(
    carrying: Initiative, lead: User, other_lead: User, executive: User
) -> None:
    item = CarriedItem.objects.filter(closed_at=None)[0]
    day = timezone.localdate() + dt.timedelta(days=5)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"reason": " "}, "reason"),
        ({"due_on": None}, "due_on"),
        ({"due_on": timezone.localdate()}, "due_on"),
        ({"due_on": timezone.localdate() + dt.timedelta(days=31)}, "due_on"),
        ({"owner": other_lead}, "owner"),
    ]
    for fields, field in wrong:
        given = {"due_on": day, "reason": "It takes longer.", **fields}
        with pytest.raises(InvalidInput) as caught:
            renew_carried_item(item, **given, actor=lead)
        assert caught.value.field == field
    for actor in (other_lead, executive):
        with pytest.raises(NotPermitted):
            renew_carried_item(item, due_on=day, reason="x", actor=actor)
    assert CarriedItem.objects.get(pk=item.pk).version == item.version


@pytest.mark.behaviour("D13")
def test_what_is_answered_is_not_overdue_before_it_is_closed_either(
    carrying: Initiative,
) -> None:
    CarriedItem.objects.update(due_on=timezone.localdate() - dt.timedelta(days=1))
    both = {f"item:{pk}" for pk in CarriedItem.objects.values_list("pk", flat=True)}
    assert {each.subject for each in look("D13", facts_of(carrying))} == both
    answered(carrying, "DO-1")
    (left,) = look("D13", facts_of(carrying))
    assert left.subject == f"item:{CarriedItem.objects.exclude(key='field:DO-1').get().pk}"


def test_every_hour_answered_items_are_closed_and_others_are_not(
    carrying: Initiative, at_most_queries: Any
) -> None:
    with at_most_queries(12):
        assert settle_carried_items() == 0
    answered(carrying, "DO-1")
    assert settle_carried_items() == 1
    assert settle_carried_items() == 0
    assert [each.key for each in CarriedItem.objects.filter(closed_at=None)] == ["field:AR-2"]
    event = AuditEvent.objects.get(kind="carried_item.answered")
    assert event.actor_label == "Joinery (carried items)"


def test_an_owner_who_left_or_is_gone_is_seen(
    carrying: Initiative, lead: User, architect: User, signed_in: Any
) -> None:
    leave_table(carrying, architect, reason="Elsewhere", actor=lead)
    User.objects.filter(pk=architect.pk).update(is_active=False)
    item = CarriedItem.objects.filter(closed_at=None)[0]
    address = f"/initiatives/{carrying.reference}/carried/{item.pk}/"
    assert "not active any more" in signed_in(lead).get(address).content.decode()


def test_a_go_ahead_is_of_its_initiative_only(carrying: Initiative, signed_in: Any) -> None:
    from tests.factories import registered

    other = registered(User.objects.get(pk=carrying.lead_id), title="Another idea")
    done = GoAhead.objects.get()
    client = signed_in(User.objects.get(pk=carrying.lead_id))
    assert client.get(f"/initiatives/{other.reference}/go-aheads/{done.pk}/").status_code == 404
    assert done.no_session_reason == NO_SESSION
