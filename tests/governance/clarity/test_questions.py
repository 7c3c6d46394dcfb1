"""Questions against a field: told to who owes the answer, put by auditors too (B58)."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from governance.actions import (
    answer_clarity_question,
    ask_about_field,
    reply_to_clarity_answer,
)
from governance.clarity.profile import profile_of
from governance.models import ClarityQuestion
from governance.owed import open_items
from governance.queries import load_inputs
from initiatives.actions import accept_invitation, give_seat, invite_it, restrict_visibility
from initiatives.models import Initiative
from people.actions import mute_notice_kind
from people.errors import NotPermitted, NotPossibleNow
from people.models import Notice, Unit, User
from people.notice_kinds import find_notice_kind
from people.vocabulary import Party
from tests.api.calls import get, post, problem
from tests.factories import person_with, registered

pytestmark = pytest.mark.behaviour("B58")
BUSINESS_FIELD, JOINT_FIELD, IT_FIELD = "DO-1", "DO-6", "AR-1"


@pytest.fixture
def table(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """Both sides sit at it."""
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    accept_invitation(invitation, actor=architect)
    return Initiative.objects.get(pk=initiative.pk)


def told() -> list[tuple[User, str]]:
    """Notices of questions, oldest first."""
    found = Notice.objects.filter(kind="clarity-question").select_related("recipient")
    return [(each.recipient, each.subject) for each in found.order_by("unique_key")]


def field_page(initiative: Initiative, field: str) -> str:
    return reverse("governance:clarity-field", args=[initiative.reference, field])


# --- who is told ----------------------------------------------------------------------------------


def test_who_is_to_answer_is_told_and_the_asker_hears_the_answer(
    table: Initiative, lead: User, architect: User, other_lead: User
) -> None:
    give_seat(table, other_lead, party="business", actor=lead)
    question = ask_about_field(table, BUSINESS_FIELD, text="Which shift?", actor=architect)
    assert {person for person, _ in told()} == {lead, other_lead}
    notice = Notice.objects.filter(kind="clarity-question").first()
    assert notice is not None
    assert notice.address == f"{field_page(table, BUSINESS_FIELD)}#question-{question.pk}"
    assert "Ira Novak, IT, asks: Which shift?" in notice.text
    assert "Wanted by" in notice.text

    answer_clarity_question(question, answer="The late one", actor=other_lead)
    (answered,) = [each for each in told() if each[0] == architect]
    assert "is answered" in answered[1]
    assert Notice.objects.get(recipient=architect, kind="clarity-question").text.endswith(
        "Otto Berg: The late one"
    )


def test_who_finds_the_answer_themselves_and_who_is_gone_is_not_told(
    table: Initiative, lead: User, architect: User
) -> None:
    own = ask_about_field(table, BUSINESS_FIELD, text="Which shift?", actor=architect)
    answer_clarity_question(own, answer="I found it", actor=architect)
    gone = ask_about_field(table, BUSINESS_FIELD, text="Which site?", actor=architect)
    User.objects.filter(pk=architect.pk).update(is_active=False)
    answer_clarity_question(ClarityQuestion.objects.get(pk=gone.pk), answer="North", actor=lead)
    assert {person for person, _ in told()} == {lead}


@pytest.mark.behaviour("B61")
def test_a_seat_without_a_role_is_told_nothing(
    table: Initiative, lead: User, architect: User
) -> None:
    own = ask_about_field(table, BUSINESS_FIELD, text="Which shift?", actor=architect)
    architect.role_assignments.all().delete()
    answer_clarity_question(own, answer="The late one", actor=lead)
    ask_about_field(table, JOINT_FIELD, text="Who runs it?", actor=lead)
    assert {person for person, _ in told()} == {lead}


def test_sent_twice_it_is_told_once(table: Initiative, lead: User, architect: User) -> None:
    import uuid

    key = uuid.uuid4()
    for _ in range(2):
        ask_about_field(
            table, BUSINESS_FIELD, text="Which shift?", actor=architect, submission_key=key
        )
    assert [person for person, _ in told()] == [lead]


def test_who_muted_the_kind_finds_it_in_the_inbox_only(
    table: Initiative, lead: User, architect: User
) -> None:
    mute_notice_kind(lead, find_notice_kind("clarity-question"), actor=lead)
    ask_about_field(table, BUSINESS_FIELD, text="Which shift?", actor=architect)
    assert Notice.objects.get(recipient=lead, kind="clarity-question").state == "inbox_only"


def test_a_restricted_table_tells_its_own_only(
    table: Initiative, lead: User, architect: User, tomorrow: object
) -> None:
    restrict_visibility(
        table,
        reason="Wages",
        until=tomorrow,
        it_member=architect,
        actor=lead,  # type: ignore[arg-type]
    )
    ask_about_field(table, JOINT_FIELD, text="Who runs it?", actor=lead)
    assert {person for person, _ in told()} == {architect}


# --- auditors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "owe"),
    [
        (BUSINESS_FIELD, (Party.BUSINESS,)),
        (IT_FIELD, (Party.IT,)),
        (JOINT_FIELD, (Party.BUSINESS, Party.IT)),
    ],
)
def test_who_owes_the_field_owes_oversight_the_answer(
    table: Initiative,
    lead: User,
    architect: User,
    auditor: User,
    field: str,
    owe: tuple[Party, ...],
) -> None:
    question = ask_about_field(table, field, text="What shows it?", actor=auditor)
    assert (question.asked_party, question.answering_parties) == (Party.OVERSIGHT, owe)
    assert question.is_by_oversight
    load_inputs([table])
    owed = [each for each in open_items(table) if each.title == "What shows it?"]
    assert tuple(each.owing for each in owed) == owe
    assert all("oversight's question" in each.what_answers for each in owed)
    standing = profile_of(Initiative.objects.get(pk=table.pk)).standings[field]
    assert (standing.state, standing.owing) == ("questioned", owe)
    people = {Party.BUSINESS: lead, Party.IT: architect}
    assert {person for person, _ in told()} == {people[party] for party in owe}
    # It makes nobody of IT join, and oversight takes no seat.
    assert not table.members.filter(user=auditor).exists()


def test_once_answered_the_field_counts_again_even_if_the_auditor_differs(
    table: Initiative, lead: User, auditor: User
) -> None:
    question = ask_about_field(table, BUSINESS_FIELD, text="What shows it?", actor=auditor)
    answer_clarity_question(question, answer="The plan of June", actor=lead)
    question = ClarityQuestion.objects.get(pk=question.pk)
    reply_to_clarity_answer(
        question, view="see_it_differently", text="It names nobody", actor=auditor
    )
    standing = profile_of(Initiative.objects.get(pk=table.pk)).standings[BUSINESS_FIELD]
    assert standing.state != "questioned"
    assert ClarityQuestion.objects.get(pk=question.pk).asker_reply == "It names nobody"


def test_an_auditor_may_close_their_own_question_and_no_other(
    table: Initiative, lead: User, architect: User, auditor: User
) -> None:
    own = ask_about_field(table, JOINT_FIELD, text="What shows it?", actor=auditor)
    other = ask_about_field(table, BUSINESS_FIELD, text="Which shift?", actor=architect)
    with pytest.raises(NotPermitted):
        answer_clarity_question(other, answer="The late one", actor=auditor)
    answer_clarity_question(own, answer="I found it in the plan", actor=auditor)
    with pytest.raises(NotPossibleNow):
        answer_clarity_question(own, answer="Again", actor=lead)


@pytest.mark.parametrize("who", ["executive", "other_lead"])
def test_others_away_from_the_table_put_none(
    table: Initiative, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        ask_about_field(table, JOINT_FIELD, text="Why?", actor=request.getfixturevalue(who))
    assert not ClarityQuestion.objects.exists()


def test_an_auditor_who_sits_at_the_table_asks_for_their_side(unit: Unit) -> None:
    from people.vocabulary import Role

    both = person_with(Role.BUSINESS_LEAD, Role.AUDITOR, email="both@example.org")
    initiative = registered(both, unit=unit)
    question = ask_about_field(initiative, JOINT_FIELD, text="Who?", actor=both)
    assert (question.asked_party, question.answering_parties) == ("business", (Party.IT,))


def test_the_page_lets_auditors_ask_and_says_who_asked(
    table: Initiative, lead: User, auditor: User, signed_in: Callable[[User], Client]
) -> None:
    page = field_page(table, JOINT_FIELD)
    shown = signed_in(auditor).get(page).content.decode()
    assert "Put a question; who owes the field owes the answer" in shown
    assert 'id="na-form"' not in shown
    ask = reverse("governance:clarity-ask", args=[table.reference, JOINT_FIELD])
    done = signed_in(auditor).post(ask, {"text": "What shows it?"}, follow=True)
    assert "Asked. Business and IT owe the answer." in done.content.decode()
    seen = signed_in(lead).get(page).content.decode()
    assert "Asked by oversight" in seen
    assert "Business and IT owe the answer" in seen
    assert "I have found it out" in signed_in(auditor).get(page).content.decode()


def test_by_api(
    table: Initiative, lead: User, auditor: User, executive: User, api: Callable[[User], Client]
) -> None:
    path = f"/initiatives/{table.reference}/clarity/{JOINT_FIELD}/questions/"
    asked = post(api(auditor), path, {"text": "What shows it?"}).json()
    assert (asked["asked_party"], asked["answering_party"]) == ("oversight", None)
    assert asked["answering_parties"] == ["business", "it"]
    problem(post(api(executive), path, {"text": "Why?"}), 403)
    listed = get(api(lead), path).json()
    rows = listed["results"] if isinstance(listed, dict) else listed
    assert [each["id"] for each in rows] == [asked["id"]]
    answered = post(api(lead), f"{path}{asked['id']}/answer/", {"answer": "The plan"}).json()
    assert answered["answer"] == "The plan"
