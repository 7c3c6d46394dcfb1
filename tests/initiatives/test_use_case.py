"""The use case: worded softly, kept in versions, never lost between two writers."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from initiatives.actions import change_use_case, invite_it, stop_initiative
from initiatives.models import Initiative
from people.errors import ChangedMeanwhile, InvalidInput, NotPermitted, NotPossibleNow
from people.models import User
from tests.factories import raised

SignIn = Callable[[User], Client]


def address(initiative: Initiative) -> str:
    return reverse("initiatives:use-case", args=[initiative.reference])


def texts(initiative: Initiative, **changed: str) -> dict[str, str | int]:
    return {
        "version": initiative.version,
        "title": initiative.title,
        "problem": initiative.problem,
        "business_goal": initiative.business_goal,
        "operability_goal": initiative.operability_goal,
        **changed,
    }


@pytest.mark.behaviour("A14")
def test_versions_tell_what_changed_after_it_joined(
    initiative: Initiative, lead: User, architect: User
) -> None:
    change_use_case(initiative, changes={"problem": "Before IT"}, version=1, actor=lead)
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    raised(initiative, architect)

    change_use_case(initiative, changes={"problem": "With IT"}, version=2, actor=lead)

    kept = list(initiative.versions.values_list("number", "problem", "after_it_joined"))
    assert kept == [
        (3, "With IT", True),
        (2, "Before IT", False),
        (1, "Planners learn of a late order from the customer.", False),
    ]


def test_saving_the_same_words_makes_no_version(initiative: Initiative, lead: User) -> None:
    events = AuditEvent.objects.count()
    change_use_case(initiative, changes={"title": f"  {initiative.title} "}, version=1, actor=lead)
    assert initiative.versions.count() == 1
    assert AuditEvent.objects.count() == events


def test_an_older_version_is_refused(initiative: Initiative, lead: User) -> None:
    change_use_case(initiative, changes={"problem": "First"}, version=1, actor=lead)
    events = AuditEvent.objects.count()
    with pytest.raises(ChangedMeanwhile):
        change_use_case(initiative, changes={"problem": "Second"}, version=1, actor=lead)
    initiative.refresh_from_db()
    assert initiative.problem == "First"
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("who", ["other_lead", "architect", "executive", "auditor"])
def test_only_business_at_the_table_words_it(
    initiative: Initiative, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(NotPermitted):
        change_use_case(
            initiative,
            changes={"problem": "Mine"},
            version=1,
            actor=request.getfixturevalue(who),
        )


def test_after_the_end_it_stays_as_it_reads(initiative: Initiative, lead: User) -> None:
    stop_initiative(initiative, reason="Done", resume_condition="None", actor=lead)
    with pytest.raises(NotPossibleNow):
        change_use_case(initiative, changes={"problem": "New"}, version=1, actor=lead)


@pytest.mark.parametrize(
    "changes",
    [{"title": " "}, {"problem": ""}, {"title": "a" * 201}, {"business_goal": "a" * 2001}],
)
def test_texts_are_there_and_fit(
    initiative: Initiative, lead: User, changes: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        change_use_case(initiative, changes=changes, version=1, actor=lead)
    assert refused.value.field in changes


@pytest.mark.behaviour("A14")
def test_worded_on_the_page_and_marked_since_it_joined(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    invite_it(initiative, open_questions=["Where?"], actor=lead)
    raised(initiative, architect)
    client = signed_in(lead)

    done = client.post(
        address(initiative), texts(initiative, problem="Sharper words"), follow=True
    ).content.decode()

    assert "The use case is saved" in done
    assert done.count("after IT joined</span>") == 1
    assert "Planners learn of a late order from the customer." in done
    overview = client.get(initiative.get_absolute_url()).content.decode()
    assert "Worded anew once since IT joined" in overview


def test_two_at_once_lose_nothing(initiative: Initiative, lead: User, signed_in: SignIn) -> None:
    opened = texts(initiative)
    change_use_case(
        initiative,
        changes={"problem": "Their problem", "business_goal": "Their goal"},
        version=1,
        actor=lead,
    )
    client = signed_in(lead)

    refused = client.post(address(initiative), {**opened, "problem": "My problem"})

    html = refused.content.decode()
    assert refused.status_code == 409
    assert "What somebody wrote meanwhile" in html
    assert '<dd dir="auto">Their problem</dd>' in html
    assert "My problem</textarea>" in html
    # What nobody typed here takes over the newer words.
    assert "Their goal</textarea>" in html
    assert 'name="version" value="2"' in html
    initiative.refresh_from_db()
    assert initiative.problem == "Their problem"

    again = {**texts(initiative), "problem": "Both problems"}
    assert client.post(address(initiative), again).status_code == 302
    initiative.refresh_from_db()
    assert (initiative.problem, initiative.business_goal) == ("Both problems", "Their goal")


def test_a_missing_text_is_said_and_the_rest_kept(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    refused = signed_in(lead).post(
        address(initiative), texts(initiative, problem=" ", business_goal="A new goal")
    )

    assert "A new goal</textarea>" in refused.content.decode()
    assert "error-summary" in refused.content.decode()
    assert initiative.versions.count() == 1


def test_line_breaks_count_once(initiative: Initiative, lead: User, signed_in: SignIn) -> None:
    goal = "\r\n".join(["a" * 39] * 50)  # 1999 characters as people count them
    saved = signed_in(lead).post(address(initiative), texts(initiative, business_goal=goal))

    initiative.refresh_from_db()
    assert saved.status_code == 302
    assert len(initiative.business_goal) == 1999


@pytest.mark.parametrize("who", ["other_lead", "architect", "executive", "auditor"])
def test_others_read_it(
    initiative: Initiative, who: str, signed_in: SignIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(request.getfixturevalue(who))

    html = client.get(address(initiative)).content.decode()
    refused = client.post(address(initiative), texts(initiative, problem="Mine"))

    assert "<textarea" not in html
    assert "Version 1" in html
    assert refused.status_code == 403
    assert "Raise a design input with your proposal" in refused.content.decode()
    initiative.refresh_from_db()
    assert initiative.version == 1


def test_what_was_typed_before_the_session_ended_comes_back(
    initiative: Initiative, lead: User
) -> None:
    client = Client()
    client.post(address(initiative), texts(initiative, problem="Typed in vain?"))
    client.force_login(lead)

    assert "Typed in vain?</textarea>" in client.get(address(initiative)).content.decode()


def test_few_queries(
    initiative: Initiative,
    lead: User,
    signed_in: SignIn,
    at_most_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    for number in range(1, 30):
        change_use_case(
            initiative, changes={"problem": f"Wording {number}"}, version=number, actor=lead
        )
    client = signed_in(lead)
    with at_most_queries(6):
        client.get(address(initiative))
