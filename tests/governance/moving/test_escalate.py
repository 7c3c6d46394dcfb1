"""Questions to executives: discussed first or a reason, both views, answers, owners (A30, A31)."""

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from audit.models import AuditEvent
from config.demo.clock import clock_at
from governance import escalating
from governance.actions import (
    Outcome,
    Question,
    add_agenda_item,
    answer_escalation,
    answer_ownership,
    close_session,
    dispose_design_input,
    escalate,
    name_owner,
    record_result,
    write_escalation_view,
)
from governance.escalation_reads import offered_to, put_to, standing_out, standing_questions
from governance.models import DesignInput, Escalation, SessionOccurrence, SessionSeries
from governance.sessions.agenda import agenda_of
from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from people.errors import (
    ChangedMeanwhile,
    InvalidInput,
    NotPermitted,
    NotPossibleNow,
    NotVisible,
    Refusal,
)
from people.models import Notice, User
from tests.factories import raised
from tests.governance.moving.scenes import fresh, seated, write
from tests.governance.sessions.scenes import running

SignIn = Callable[[User], Client]


@pytest.fixture
def table(initiative: Initiative, lead: User, architect: User, executive: User) -> Initiative:
    """Both sides sit there; an executive is about."""
    seated(initiative, architect, "it", by=lead)
    return fresh(initiative)


def question(executive: User, **fields: Any) -> Question:
    given: dict[str, Any] = {
        "kind": "decision_needed",
        "topic": "Who pays for the second shift",
        "asked": "Choose one of the two budgets.",
        "view": "The plant gains from it.",
        "put_to": executive,
        "no_session_reason": "The plant is closed this week.",
        **fields,
    }
    return Question(**given)


def held(initiative: Initiative, lead: User) -> SessionOccurrence:
    session = running(SessionSeries.objects.get(initiative=initiative), lead)
    return close_session(session, actor=lead)


@pytest.fixture
def asked(table: Initiative, lead: User, executive: User) -> Escalation:
    return escalate(table, question(executive), actor=lead)


def refused(table: Initiative, actor: User, kind: type[Refusal], wanted: Question) -> Refusal:
    before = AuditEvent.objects.count(), Escalation.objects.count(), Notice.objects.count()
    with pytest.raises(kind) as caught:
        escalate(table, wanted, actor=actor)
    now = AuditEvent.objects.count(), Escalation.objects.count(), Notice.objects.count()
    assert now == before
    assert caught.value.way_out
    return caught.value


@pytest.mark.behaviour("A30")
def test_it_asks_for_the_session_or_a_reason(
    table: Initiative, lead: User, executive: User
) -> None:
    refusal = refused(table, lead, InvalidInput, question(executive, no_session_reason=" "))
    assert refusal.field == "no_session_reason"
    session = held(table, lead)
    sent = escalate(table, question(executive, session=session), actor=lead)
    assert (sent.session, sent.no_session_reason) == (session, "")
    with_reason = escalate(table, question(executive), actor=lead)
    assert with_reason.no_session_reason == "The plant is closed this week."


def said_first() -> list[bool]:
    """What the record says of each escalation, in order."""
    sent = AuditEvent.objects.filter(kind="escalation.sent").order_by("id")
    return [each.content["data"]["discussed_first"] for each in sent]


@pytest.mark.behaviour("A30", "M11")
def test_a_design_input_of_two_days_counts_as_discussed_and_a_reason_does_not(
    table: Initiative, lead: User, architect: User, executive: User, signed_in: SignIn
) -> None:
    about = raised(table, architect)
    hasty = escalate(table, question(executive, design_input=about), actor=lead)
    assert (hasty.design_input, hasty.no_session_reason) == (about, "")
    assert not escalating.was_discussed_first(hasty)
    page = signed_in(executive).get(hasty.get_absolute_url()).content.decode()
    assert "to have been discussed" in page
    with clock_at(timezone.now() + dt.timedelta(days=5)):
        sent = escalate(table, question(executive, design_input=about), actor=lead)
    assert escalating.was_discussed_first(sent)
    assert said_first() == [False, True]
    page = signed_in(executive).get(sent.get_absolute_url()).content.decode()
    assert "to have been discussed" not in page
    without = escalate(table, question(executive), actor=lead)
    assert not escalating.was_discussed_first(without)
    pretended = question(executive, no_session_reason=f"Raised as {about.reference}, today: x")
    assert not escalating.was_discussed_first(escalate(table, pretended, actor=lead))


@pytest.mark.behaviour("A30", "M11")
def test_what_was_named_in_words_before_is_linked(
    table: Initiative, lead: User, architect: User, executive: User
) -> None:
    """A sentence stood there before there was a link; a migration reads it once."""
    about = raised(table, architect)
    words = f"Raised as {about.reference}, 2026-11-20: {about.title}"
    old = escalate(table, question(executive, no_session_reason=words), actor=lead)
    other = escalate(table, question(executive, no_session_reason="No time"), actor=lead)
    gone = question(executive, no_session_reason="Raised as IN-9999, 2026-11-20: x")
    gone_sent = escalate(table, gone, actor=lead)

    link = import_module("governance.migrations.0005_link_design_inputs").link_design_inputs
    link(apps, None)

    for each in (old, other, gone_sent):
        each.refresh_from_db()
    assert (old.design_input, old.no_session_reason) == (about, "")
    assert (other.design_input, other.no_session_reason) == (None, "No time")
    assert gone_sent.no_session_reason == "Raised as IN-9999, 2026-11-20: x"


def test_a_session_that_was_not_held_or_is_anothers_is_refused(
    table: Initiative, lead: User, other_lead: User, executive: User
) -> None:
    from tests.factories import registered

    ahead = SessionSeries.objects.get(initiative=table).occurrences.order_by("starts_at")[0]
    other = registered(other_lead, title="Another idea")
    for session in (ahead, held(other, other_lead)):
        refusal = refused(table, lead, InvalidInput, question(executive, session=session))
        assert refusal.field == "session"
    about = raised(other, other_lead)
    wrong = question(executive, design_input=about)
    assert refused(table, lead, InvalidInput, wrong).field == "design_input"


@pytest.mark.parametrize("field", ["topic", "asked", "view"])
def test_each_text_is_needed(table: Initiative, lead: User, executive: User, field: str) -> None:
    wanted = question(executive, **{field: "  "})
    assert refused(table, lead, InvalidInput, wanted).field == field


def test_only_an_active_executive_who_may_see_it_is_asked(
    table: Initiative, lead: User, architect: User, auditor: User, executive: User
) -> None:
    for person in (None, architect, auditor):
        wanted = question(executive, put_to=person)
        assert refused(table, lead, InvalidInput, wanted).field == "put_to"
    restrict_visibility(
        table,
        reason="Talks",
        until=timezone.localdate() + dt.timedelta(days=2),
        it_member=architect,
        actor=lead,
    )
    assert refused(fresh(table), lead, InvalidInput, question(executive)).field == "put_to"


def test_both_sides_may_ask_and_nobody_else(
    table: Initiative,
    lead: User,
    architect: User,
    other_lead: User,
    executive: User,
    auditor: User,
    outsider: User,
) -> None:
    for actor in (other_lead, executive, auditor):
        refused(table, actor, NotPermitted, question(executive))
    refused(table, outsider, NotVisible, question(executive))
    assert escalate(table, question(executive), actor=architect).it_view
    assert escalate(table, question(executive), actor=lead).reference == "ESC-0002"


def test_both_sides_are_told_at_once_and_the_other_one_is_asked_for_its_view(
    asked: Escalation, architect: User, executive: User, lead: User
) -> None:
    told = {each.recipient: each for each in Notice.objects.filter(kind="escalation")}
    assert set(told) == {architect, executive}
    assert told[architect].subject.startswith("Your side's view")
    assert told[executive].subject.startswith("A question for you")


@pytest.mark.behaviour("B61")
def test_a_seat_without_a_role_is_told_nothing(
    table: Initiative, lead: User, architect: User, executive: User
) -> None:
    architect.role_assignments.all().delete()
    asked = escalate(table, question(executive), actor=lead)
    answer_escalation(asked, answer="return_to_session", text="Choose together.", actor=executive)
    told = Notice.objects.filter(kind="escalation")
    assert {each.recipient for each in told} == {executive, lead}


def test_each_side_writes_its_own_view_only(
    asked: Escalation, lead: User, architect: User, other_lead: User, executive: User
) -> None:
    write_escalation_view(asked, text="It costs us the night shift.", actor=architect)
    kept = Escalation.objects.get()
    assert (kept.business_view, kept.it_view) == (
        "The plant gains from it.",
        "It costs us the night shift.",
    )
    for actor in (other_lead, executive):
        with pytest.raises(NotPermitted):
            write_escalation_view(asked, text="Mine", actor=actor)
    with pytest.raises(ChangedMeanwhile):
        write_escalation_view(asked, text="Newer", actor=lead, version=asked.version)
    with pytest.raises(InvalidInput):
        write_escalation_view(asked, text=" ", actor=lead)


@pytest.mark.behaviour("D04")
def test_a_heads_up_before_it_is_sent_never_stops_it(
    table: Initiative, lead: User, architect: User, executive: User, signed_in: SignIn
) -> None:
    def heads_up(about: DesignInput | None, *, is_emergency: bool = False) -> str:
        return escalating.heads_up(table, None, about, is_emergency=is_emergency)

    monday = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    with clock_at(monday):
        about = raised(table, architect)
        assert "less than 2 working days" in escalating.heads_up(
            table, None, about, is_emergency=False
        )
        assert "not talked about this" in escalating.heads_up(table, None, None, is_emergency=False)
        assert not escalating.heads_up(table, None, about, is_emergency=True)
    with clock_at(monday + dt.timedelta(days=1)):
        assert heads_up(about)
    with clock_at(monday + dt.timedelta(days=2)):
        assert not heads_up(about)

    address = f"/initiatives/{table.reference}/escalations/new/"
    typed = {
        "topic": "Who pays",
        "kind": "decision_needed",
        "asked": "Choose.",
        "view": "We gain.",
        "put_to": executive.pk,
        "no_session_reason": "Nobody had time.",
    }
    client = signed_in(lead)
    first = client.post(address, typed)
    assert first.status_code == 200
    assert "Before you send it" in first.content.decode()
    assert not Escalation.objects.exists()
    assert client.post(address, {**typed, "heads_up_read": "on"}).status_code == 302
    assert Escalation.objects.get().topic == "Who pays"


def test_only_who_is_asked_answers_and_a_successor_where_they_are_gone(
    asked: Escalation, lead: User, architect: User, auditor: User, executive: User
) -> None:
    from people.vocabulary import Role
    from tests.factories import person_with

    other = person_with(Role.EXECUTIVE, full_name="Otto Rahm")
    for actor in (lead, architect, auditor, other):
        with pytest.raises(NotPermitted):
            answer_escalation(asked, answer="give_means", text="Two people", actor=actor)
    User.objects.filter(pk=executive.pk).update(is_active=False)
    answer_escalation(asked, answer="give_means", text="Two people", actor=other)
    assert Escalation.objects.get().answer == "give_means"


@pytest.mark.parametrize("answer", ["return_to_session", "hear_both"])
def test_what_comes_back_to_the_table_is_on_the_next_agenda_until_it_is_settled(
    asked: Escalation, lead: User, executive: User, answer: str
) -> None:
    answer_escalation(asked, answer=answer, text="Settle the shifts first.", actor=executive)
    series = SessionSeries.objects.get(initiative=asked.initiative)
    ahead = series.occurrences.order_by("starts_at")[0]
    points = {each.key: each for each in agenda_of(ahead, lead).items}
    assert points[f"escalation:{asked.reference}"].title == asked.topic
    session = running(series, lead)
    settled = Outcome(result="decision", text="Both shifts share it.")
    record_result(session, f"escalation:{asked.reference}", settled, actor=lead)
    close_session(session, actor=lead)
    later = series.occurrences.order_by("starts_at")[1]
    later.series.initiative = fresh(asked.initiative)
    assert f"escalation:{asked.reference}" not in {
        each.key for each in agenda_of(later, lead).items
    }


def test_after_hearing_both_another_answer_follows_and_then_no_more(
    asked: Escalation, executive: User, lead: User
) -> None:
    heard = answer_escalation(asked, answer="hear_both", text="On Tuesday.", actor=executive)
    assert escalating.is_open(heard)
    answer_escalation(heard, answer="give_means", text="Two people.", actor=executive)
    with pytest.raises(NotPossibleNow):
        answer_escalation(heard, answer="give_means", text="Three.", actor=executive)
    with pytest.raises(NotPossibleNow):
        write_escalation_view(heard, text="More", actor=lead)


def test_an_answer_is_one_of_four_with_words(asked: Escalation, executive: User) -> None:
    for answer, text, field in (("ignore", "x", "answer"), ("give_means", " ", "text")):
        with pytest.raises(InvalidInput) as caught:
            answer_escalation(asked, answer=answer, text=text, actor=executive)
        assert caught.value.field == field
    with pytest.raises(ChangedMeanwhile):
        answer_escalation(asked, answer="give_means", text="x", actor=executive, version=7)


@pytest.mark.behaviour("A31", "D12")
def test_a_decision_stands_without_an_owner_until_somebody_accepts(
    asked: Escalation, lead: User, architect: User, executive: User, auditor: User
) -> None:
    done = answer_escalation(
        asked, answer="decide_and_name_owner", text="The plant pays.", actor=executive
    )
    assert done.is_decided_without_owner
    assert standing_questions(auditor)[1] == list(put_to(executive)) == [done]
    with pytest.raises(InvalidInput) as caught:
        name_owner(done, owner=auditor, actor=executive)
    assert caught.value.field == "owner"
    named = name_owner(done, owner=architect, actor=executive)
    assert list(offered_to(architect)) == [done]
    with pytest.raises(InvalidInput, match="asked already"):
        name_owner(named, owner=architect, actor=executive)
    with pytest.raises(NotPermitted):
        answer_ownership(named, accepts=True, actor=lead)
    with pytest.raises(InvalidInput) as caught:
        answer_ownership(named, accepts=False, reason=" ", actor=architect)
    assert caught.value.field == "reason"
    declined = answer_ownership(named, accepts=False, reason="No budget right.", actor=architect)
    assert declined.is_decided_without_owner
    assert standing_out(fresh(asked.initiative)) == [done]
    owned = answer_ownership(
        name_owner(declined, owner=lead, actor=executive), accepts=True, actor=lead
    )
    assert not owned.is_decided_without_owner
    assert not standing_questions(auditor)[1]
    assert not standing_out(fresh(asked.initiative))
    with pytest.raises(NotPossibleNow):
        answer_ownership(owned, accepts=False, reason="x", actor=lead)
    with pytest.raises(NotPossibleNow):
        name_owner(owned, owner=architect, actor=executive)


@pytest.mark.behaviour("A31", "D12")
def test_another_one_is_asked_where_the_first_never_answers(
    asked: Escalation, lead: User, architect: User, executive: User, signed_in: SignIn
) -> None:
    done = answer_escalation(
        asked, answer="decide_and_name_owner", text="Pay.", owner=architect, actor=executive
    )
    page = signed_in(executive).get(done.get_absolute_url()).content.decode()
    assert "Ask somebody else to own it" in page
    assert 'class="btn">' not in page  # whoever is asked has the next word
    named = name_owner(done, owner=lead, actor=executive)
    assert not offered_to(architect)
    passed_over = Notice.objects.get(recipient=architect, subject__startswith="Somebody else")
    assert "Nothing is left for you to answer." in passed_over.text
    with pytest.raises(NotPermitted):
        answer_ownership(named, accepts=True, actor=architect)
    assert not answer_ownership(named, accepts=True, actor=lead).is_decided_without_owner


@pytest.mark.behaviour("A31", "D12")
def test_an_owner_who_is_no_longer_active_is_none(
    asked: Escalation, lead: User, architect: User, executive: User, signed_in: SignIn
) -> None:
    done = answer_escalation(
        asked, answer="decide_and_name_owner", text="Pay.", owner=architect, actor=executive
    )
    answer_ownership(done, accepts=True, actor=architect)
    User.objects.filter(pk=architect.pk).update(is_active=False)

    gone = Escalation.objects.get(pk=done.pk)
    assert gone.is_decided_without_owner
    assert standing_out(fresh(asked.initiative)) == list(put_to(executive)) == [gone]
    page = signed_in(executive).get(gone.get_absolute_url()).content.decode()
    assert "Ira Novak, who accepted it, is no longer active." in page
    named = name_owner(gone, owner=lead, actor=executive)
    answer_ownership(named, accepts=True, actor=lead)
    assert not standing_out(fresh(asked.initiative))


@pytest.mark.behaviour("A31")
def test_it_is_seen_on_workspace_desk_and_portfolio(
    asked: Escalation, lead: User, executive: User, signed_in: SignIn
) -> None:
    answer_escalation(
        asked, answer="decide_and_name_owner", text="Pay.", owner=lead, actor=executive
    )
    words = "nobody owns it yet"
    for user, address in (
        (lead, f"/initiatives/{asked.initiative.reference}/"),
        (executive, "/"),
        (executive, "/portfolio/"),
        (lead, "/"),
    ):
        assert words in signed_in(user).get(address).content.decode(), address


@pytest.mark.behaviour("B89")
def test_the_path_stands_beside_the_button_with_names_and_times(
    table: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    address = f"/initiatives/{table.reference}/escalations/new/"
    client = signed_in(lead)
    assert "Nobody has said yet who is called first" in client.get(address).content.decode()
    levels = [
        {"side": "it", "post": f"person:{architect.pk}", "channel": "by phone", "minutes": 15},
        {"side": "vendor", "vendor_contact": "Night desk", "channel": "hotline", "minutes": 60},
    ]
    write(table, "GV-3", kind="value", rows=levels)
    shown = " ".join(client.get(address).content.decode().split())
    assert "Ira Novak" in shown
    assert "within 15 minutes" in shown
    assert "Night desk" in shown
    assert "Escalate</button>" in shown


def test_executives_see_what_the_session_came_to(
    table: Initiative, lead: User, executive: User, signed_in: SignIn
) -> None:
    session = running(SessionSeries.objects.get(initiative=table), lead)
    item = add_agenda_item(session, title="Who pays the shift?", actor=lead)
    outcome = Outcome(result="decision", text="We could not agree.")
    record_result(session, item.name, outcome, actor=lead)
    session = close_session(session, actor=lead)
    sent = escalate(table, question(executive, session=session), actor=lead)
    shown = signed_in(executive).get(sent.get_absolute_url()).content.decode()
    assert "Who pays the shift?" in shown
    assert "We could not agree." in shown
    assert "Discussed in the session of" in signed_in(executive).get("/").content.decode()


def test_pages_ask_a_fixed_number_of_queries(
    table: Initiative,
    lead: User,
    architect: User,
    executive: User,
    signed_in: SignIn,
    at_most_queries: Any,
) -> None:
    for number in range(6):
        escalate(table, question(executive, topic=f"Topic {number}"), actor=lead)
    client, executives = signed_in(lead), signed_in(executive)
    with at_most_queries(22):
        client.get(f"/initiatives/{table.reference}/escalations/")
    with at_most_queries(26):
        client.get(Escalation.objects.all()[0].get_absolute_url())
    with at_most_queries(30):
        executives.get("/")
    dispose_design_input(raised(table, architect), state="incorporated", actor=lead)
