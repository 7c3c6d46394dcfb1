"""Registering on a page: five answers, drafts, once only, and nothing typed is lost."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEvent
from initiatives.actions import save_draft
from initiatives.desk_queries import draft_under
from initiatives.models import Initiative, RegistrationDraft
from people.models import RoleAssignment, Unit, User
from tests.factories import UnitFactory, registered

ADDRESS = "/initiatives/new/"


def answers(**fields: str) -> dict[str, str]:
    return {
        "submission_key": str(uuid.uuid4()),
        "title": "See late orders two days before they slip",
        "problem": "Planners learn of a late order from the customer.",
        "business_goal": "Planners act on four of five late orders.",
        "operability_goal": "",
        "unit": "Plant North",
        "how_far": "tool_in_mind",
        **fields,
    }


@pytest.mark.behaviour("A01", "A10")
def test_registering_leads_to_the_workspace_and_names_the_invitation_as_next(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    answer = signed_in(lead).post(ADDRESS, answers(), follow=True)

    initiative = Initiative.objects.get()
    assert initiative.title == "See late orders two days before they slip"
    assert (initiative.unit, initiative.lead, initiative.how_far) == (unit, lead, "tool_in_mind")
    assert initiative.is_half_filled
    assert answer.redirect_chain == [(initiative.get_absolute_url(), 302)]
    assert [str(message) for message in answer.context["messages"]] == [
        f"Registered as {initiative.reference}. Next: invite IT while the questions are open."
    ]


def test_a_form_sent_twice_registers_once(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    client, typed = signed_in(lead), answers()

    first, second = client.post(ADDRESS, typed), client.post(ADDRESS, typed)

    assert Initiative.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_what_is_missing_is_said_beside_it_and_the_rest_stays(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    answer = signed_in(lead).post(ADDRESS, answers(title=" ", unit="Plant Nowhere"))

    assert answer.status_code == 200
    form = answer.context["form"]
    assert set(form.errors) == {"title", "unit"}
    assert form.errors["title"] == ["Give it a title; one line is enough."]
    assert form.errors["unit"] == ["No unit is called “Plant Nowhere”. Choose one."]
    assert "Planners learn of a late order from the customer." in answer.content.decode()
    assert not Initiative.objects.exists()


def test_text_that_only_an_action_refuses_is_shown_on_the_form(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    answer = signed_in(lead).post(ADDRESS, answers(title="\x07\x08"))

    assert answer.status_code == 200
    assert "title" in answer.context["form"].errors
    assert not Initiative.objects.exists()


@pytest.mark.parametrize("who", ["architect", "executive", "auditor", "outsider"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_told_whom_to_ask(
    signed_in: Callable[[User], Client],
    request: pytest.FixtureRequest,
    unit: Unit,
    who: str,
    method: str,
) -> None:
    client = signed_in(request.getfixturevalue(who))
    events = AuditEvent.objects.count()

    answer = getattr(client, method)(ADDRESS, answers())

    assert answer.status_code == 403
    assert "Ask a business lead of the unit" in answer.content.decode()
    assert not Initiative.objects.exists()
    assert AuditEvent.objects.count() == events


def test_the_unit_of_the_role_is_filled_in(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    RoleAssignment.objects.filter(user=lead).update(unit=unit)

    form = signed_in(lead).get(ADDRESS).context["form"]

    assert '<option value="Plant North" selected>' in str(form["unit"])


@pytest.mark.behaviour("B114")
def test_the_unit_used_last_is_filled_in(
    signed_in: Callable[[User], Client], initiative: Initiative, lead: User
) -> None:
    form = signed_in(lead).get(ADDRESS).context["form"]

    assert '<option value="Plant North" selected>' in str(form["unit"])


def test_among_many_units_the_name_is_typed_and_found(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    UnitFactory.create_batch(50)
    client = signed_in(lead)

    field = str(client.get(ADDRESS).context["form"]["unit"])
    client.post(ADDRESS, answers(unit="  plant north "))

    assert 'type="text"' in field
    assert '<option value="Plant North">' in field
    assert 'list="id_unit_list"' in field
    assert 'id="id_unit_list"' in field
    assert Initiative.objects.get().unit == unit


@pytest.mark.behaviour("B60")
def test_how_far_it_is_comes_with_kind_words(
    signed_in: Callable[[User], Client], lead: User
) -> None:
    page = signed_in(lead).get(ADDRESS).content.decode()

    assert page.count('name="how_far"') == 4
    assert "Good to know of it, whatever its story." in page


# --- drafts ---------------------------------------------------------------------------------------


@pytest.mark.behaviour("B61")
def test_a_draft_is_kept_unfinished_and_gone_on_with(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    client = signed_in(lead)

    answer = client.post(
        ADDRESS, answers(title="", how_far="", problem="Half a thought", keep="yes"), follow=True
    )

    draft = RegistrationDraft.objects.get(owner=lead)
    assert not Initiative.objects.exists()
    assert answer.redirect_chain[-1][0] == "/"
    assert "Only you see it." in answer.content.decode()
    page = client.get(f"{ADDRESS}?draft={draft.pk}")
    assert page.context["form"]["problem"].value() == "Half a thought"
    client.post(f"{ADDRESS}?draft={draft.pk}", answers())
    assert Initiative.objects.count() == 1
    assert not RegistrationDraft.objects.exists()


def test_a_draft_sent_twice_is_one_draft(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    client, typed = signed_in(lead), answers(keep="yes")

    client.post(ADDRESS, typed)
    client.post(ADDRESS, typed)

    assert RegistrationDraft.objects.count() == 1


def test_two_presses_at_the_same_moment_keep_one_draft(lead: User) -> None:
    key = uuid.uuid4()
    first, second = draft_under(key, lead), draft_under(key, lead)

    save_draft({"title": "Half"}, actor=lead, draft=first)
    save_draft({"title": "Half an idea"}, actor=lead, draft=second)

    assert RegistrationDraft.objects.get(pk=key).content == {"title": "Half an idea"}


def test_a_draft_that_cannot_be_kept_loses_nothing(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    long_text = "word " * 1200

    answer = signed_in(lead).post(ADDRESS, answers(title="", problem=long_text, keep="yes"))

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"problem"}
    assert answer.context["form"]["problem"].value() == long_text
    assert not RegistrationDraft.objects.exists()


def test_an_expired_draft_kept_again_lives_on(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    client, typed = signed_in(lead), answers(keep="yes")
    client.post(ADDRESS, typed)
    RegistrationDraft.objects.update(saved_at=timezone.now() - dt.timedelta(days=15))

    client.post(ADDRESS, typed)

    assert RegistrationDraft.objects.get().saved_at > timezone.now() - dt.timedelta(minutes=5)


@pytest.mark.behaviour("B61")
def test_a_draft_is_nobody_elses(
    signed_in: Callable[[User], Client], lead: User, other_lead: User, auditor: User
) -> None:
    draft = save_draft({"problem": "Not for others yet"}, actor=lead)

    assert signed_in(other_lead).get(f"{ADDRESS}?draft={draft.pk}").status_code == 404
    signed_in(other_lead).post(reverse("initiatives:discard-draft", args=[draft.pk]))
    assert RegistrationDraft.objects.filter(pk=draft.pk).exists()
    for client in (signed_in(other_lead), signed_in(auditor)):
        assert "Not for others yet" not in client.get("/").content.decode()


@pytest.mark.behaviour("B61")
def test_an_expired_draft_is_gone(signed_in: Callable[[User], Client], lead: User) -> None:
    draft = save_draft({"problem": "Old thought"}, actor=lead)
    RegistrationDraft.objects.update(saved_at=timezone.now() - dt.timedelta(days=14, minutes=1))

    assert signed_in(lead).get(f"{ADDRESS}?draft={draft.pk}").status_code == 404


@pytest.mark.parametrize("key", ["1", "' or 1=1", "AI-2026-0001"])
def test_an_odd_draft_key_finds_nothing(
    signed_in: Callable[[User], Client], lead: User, key: str
) -> None:
    assert signed_in(lead).get(ADDRESS, {"draft": key}).status_code == 404


def test_text_of_a_draft_that_has_gone_meanwhile_still_registers(
    signed_in: Callable[[User], Client], lead: User, unit: Unit
) -> None:
    signed_in(lead).post(f"{ADDRESS}?draft={uuid.uuid4()}", answers())

    assert Initiative.objects.count() == 1


def test_discarding_is_a_post_and_can_be_repeated(
    signed_in: Callable[[User], Client], lead: User
) -> None:
    draft = save_draft({"title": "Never mind"}, actor=lead)
    client, address = signed_in(lead), reverse("initiatives:discard-draft", args=[draft.pk])

    assert client.get(address).status_code == 405
    assert RegistrationDraft.objects.exists()
    assert client.post(address)["Location"] == "/"
    assert not RegistrationDraft.objects.exists()
    assert client.post(address)["Location"] == "/"


# --- a session that ended -------------------------------------------------------------------------


def test_typed_text_survives_an_ended_session(lead: User, unit: Unit) -> None:
    lead.set_password("a long pass phrase")
    lead.save()
    client = Client()
    typed = answers(title="Typed while signed out", how_far="in_use", operability_goal="On one box")

    to_sign_in = client.post(ADDRESS, typed)
    signed = client.post(
        to_sign_in["Location"], {"login": lead.email, "password": "a long pass phrase"}
    )
    page = client.get(signed["Location"])

    assert signed["Location"] == ADDRESS
    form = page.context["form"]
    for name in ("title", "problem", "business_goal", "operability_goal", "unit", "how_far"):
        assert form[name].value() == typed[name]
    assert "Typed while signed out" in page.content.decode()
    assert str(form["submission_key"].value()) == typed["submission_key"]
    assert not Initiative.objects.exists()
    assert client.get(ADDRESS).context["form"]["title"].value() is None


# --- the page -------------------------------------------------------------------------------------


def test_the_form_needs_few_queries(
    signed_in: Callable[[User], Client],
    lead: User,
    unit: Unit,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for number in range(6):
        registered(lead, unit=unit, title=f"Late orders {number}")
    client = signed_in(lead)
    client.get(ADDRESS)

    with at_most_queries(9):
        page = client.get(ADDRESS)

    assert page.status_code == 200
