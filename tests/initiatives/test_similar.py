"""What counts as alike. The same sense on SQLite and PostgreSQL: run with either."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from initiatives.actions import restrict_visibility
from initiatives.models import Initiative
from initiatives.similarity import similar_initiatives
from people.models import Unit, User
from tests.factories import registered

ADDRESS = "/initiatives/new/similar/"


@pytest.fixture
def several(lead: User, unit: Unit) -> dict[str, Initiative]:
    """Ideas of different kinds, two of them about late orders."""
    texts = {
        "late": ("See late orders two days before they slip", "Planners hear it from customers."),
        "delay": (
            "Predict delayed customer orders",
            "An order slips and the planners learn of it too late.",
        ),
        "welds": ("Inspect welds with a camera", "Half of the welds are never looked at."),
        "energy": ("Forecast energy use of the furnaces", "We buy peak energy by the hour."),
    }
    return {
        name: registered(lead, unit=unit, title=title, problem=problem)
        for name, (title, problem) in texts.items()
    }


def test_the_same_idea_in_other_words_is_found(several: dict[str, Initiative], lead: User) -> None:
    found = similar_initiatives(
        "Know which orders will be late", "Planners learn of slipping orders from customers.", lead
    )

    assert {each.pk for each in found} == {several["late"].pk, several["delay"].pk}


def test_the_most_alike_comes_first(several: dict[str, Initiative], lead: User) -> None:
    for name in ("late", "delay"):
        same = several[name]
        assert similar_initiatives(same.title, same.problem, lead)[0] == same


def test_a_title_alone_is_enough(several: dict[str, Initiative], lead: User) -> None:
    assert several["welds"] in similar_initiatives("Camera inspection of welds", "", lead)


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("Draft answers to supplier questions", "The same ones come each week."),
        ("", ""),
        ("and the for", "with which they"),
        ("a", "1 2 3"),
        ("' or 1=1; --", "%%% ___ \\"),
        ("🦊🦊", "توقع"),
    ],
)
def test_what_is_different_or_says_nothing_finds_nothing(
    several: dict[str, Initiative], lead: User, title: str, problem: str
) -> None:
    assert similar_initiatives(title, problem, lead) == []


@pytest.mark.behaviour("A28")
def test_what_somebody_may_not_see_is_never_alike(
    several: dict[str, Initiative], lead: User, other_lead: User, architect: User
) -> None:
    restrict_visibility(
        several["late"],
        reason="Talks with a customer",
        until=timezone.localdate() + dt.timedelta(days=9),
        it_member=architect,
        actor=lead,
    )
    wanted = ("See late orders two days before they slip", "")

    assert several["late"] in similar_initiatives(*wanted, lead)
    assert several["late"] not in similar_initiatives(*wanted, other_lead)


def test_at_most_five_are_shown(lead: User, unit: Unit) -> None:
    for number in range(8):
        registered(lead, unit=unit, title=f"Late orders, line {number}")

    assert len(similar_initiatives("Late orders", "Planners learn of a late order.", lead)) == 5


def test_an_old_one_is_found_among_many_that_share_a_word(
    several: dict[str, Initiative], lead: User, unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        registered(lead, unit=unit, title=f"Translate orders, line {number}")
    monkeypatch.setattr("initiatives.similarity.MOST_CANDIDATES", 3)

    found = similar_initiatives("See late orders two days before", "", lead)

    assert found[0] == several["late"]


# --- the fragment ---------------------------------------------------------------------------------


def test_the_fragment_names_unit_and_stage_and_says_so_aloud(
    several: dict[str, Initiative], signed_in: Callable[[User], Client], lead: User
) -> None:
    answer = signed_in(lead).get(ADDRESS, {"title": "Inspect welds with a camera"})

    text = answer.content.decode()
    assert several["welds"].get_absolute_url() in text
    assert "Plant North · design" in text
    assert 'data-announce="1 initiative like this is already registered."' in text
    assert "<html" not in text


def test_the_same_result_is_not_sent_again(
    several: dict[str, Initiative], signed_in: Callable[[User], Client], lead: User
) -> None:
    client, typed = signed_in(lead), {"title": "Inspect welds with a camera"}
    shown = client.post(ADDRESS, typed).context["references"]

    assert client.post(ADDRESS, {**typed, "shown": shown}).status_code == 204
    assert client.post(ADDRESS, {"title": "Cook soup", "shown": shown}).status_code == 200
    assert client.post(ADDRESS, {"title": "Cook soup", "shown": ""}).status_code == 204


def test_a_very_long_text_is_looked_up(
    several: dict[str, Initiative], signed_in: Callable[[User], Client], lead: User
) -> None:
    typed = {"title": "Inspect welds with a camera", "problem": "Half of the welds. " * 2000}

    assert several["welds"] in signed_in(lead).post(ADDRESS, typed).context["similar"]


def test_without_a_role_nothing_is_alike(
    several: dict[str, Initiative], signed_in: Callable[[User], Client], outsider: User
) -> None:
    answer = signed_in(outsider).post(ADDRESS, {"title": "Inspect welds with a camera"})

    assert answer.context["similar"] == []


def test_the_page_shows_what_is_alike_without_scripts(
    several: dict[str, Initiative], signed_in: Callable[[User], Client], lead: User
) -> None:
    answer = signed_in(lead).post(
        "/initiatives/new/", {"title": "Inspect welds with a camera", "problem": ""}
    )

    assert answer.context["similar"] == [several["welds"]]
    assert several["welds"].get_absolute_url() in answer.content.decode()


def test_a_nul_does_not_reach_the_database(lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def candidates(visible: object, title: str, words: object) -> list[Initiative]:
        asked.append(title)
        return []

    monkeypatch.setattr("initiatives.similarity._candidates", candidates)

    assert similar_initiatives("Late\0 orders", "slip\0", lead) == []

    assert asked == ["Late orders"]
    with pytest.raises(Resolver404):
        resolve("/initiatives/AI\0/")
