"""The board and the list of design inputs."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from governance.actions import dispose_design_input, reply_to_disposition
from governance.models import DesignInput
from governance.vocabulary import InputState
from initiatives.actions import plan_milestone, stop_initiative, take_milestone
from initiatives.models import Initiative
from people.models import User
from tests.factories import raised, registered

SignIn = Callable[[User], Client]


def _page(initiative: Initiative) -> str:
    return reverse("governance:inputs", args=[initiative.reference])


def _move(design_input: DesignInput) -> str:
    arguments = [design_input.initiative.reference, design_input.reference]
    return reverse("governance:dispose", args=arguments)


def _lane(response: HttpResponse, label: str) -> str:
    return response.content.decode().split(f"<h2>{label} <span>")[1].split("</section>")[0]


def _in_every_state(initiative: Initiative, raiser: User) -> dict[str, DesignInput]:
    until = timezone.localdate() + dt.timedelta(days=7)
    found = {}
    for state in InputState:
        found[state] = raised(initiative, raiser, title=f"About {state}")
        if state != "raised":
            dispose_design_input(
                found[state], state=state, reason="Because", until=until, actor=raiser
            )
    return found


def test_each_input_lies_in_the_lane_of_its_state(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    inputs = _in_every_state(initiative, architect)

    response = signed_in(lead).get(_page(initiative))

    for state in InputState:
        if state != InputState.WITHDRAWN:
            lane = _lane(response, state.label)
            assert inputs[state].title in lane
            assert lane.startswith("1</span>")
    collapsed = response.content.decode().split('<details class="disclosure">')[1]
    assert "About withdrawn" in collapsed
    assert response.content.decode().count('class="btn"') == 1


@pytest.mark.behaviour("A06")
def test_a_card_says_kind_side_decision_and_days(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    in_12_days = timezone.localdate() + dt.timedelta(days=12)
    plan_milestone(initiative, "shortlist", planned_on=in_12_days, actor=lead)
    take_milestone(initiative, "longlist", actor=lead)
    raised(initiative, architect, decision="shortlist")
    raised(initiative, lead, decision="longlist", kind="question")

    lane = re.sub(r"<[^>]+>|\s+", " ", _lane(signed_in(lead).get(_page(initiative)), "Raised"))
    lane = re.sub(r" +", " ", lane)

    assert "Raised by IT" in lane
    assert "Raised by business" in lane
    assert "constraint · shortlist in 12 days" in lane
    assert "question · late for longlist" in lane


def test_the_raisers_reply_shows_on_the_card(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)
    dispose_design_input(design_input, state="declined", reason="Too slow", actor=lead)
    reply_to_disposition(design_input, view="see_it_differently", text="No", actor=architect)

    response = signed_in(lead).get(_page(initiative))

    assert "the raiser sees it differently" in _lane(response, "Declined")


def test_a_card_moves_without_javascript_and_returns_to_the_same_view(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)
    sent = {"state": "discussed", "version": 1, "back": "view=board&party=it"}

    response = signed_in(lead).post(_move(design_input), sent)

    assert response.status_code == 302
    assert response.headers["Location"] == f"{_page(initiative)}?view=board&party=it"
    design_input.refresh_from_db()
    assert design_input.state == "discussed"


def test_back_leads_nowhere_else(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)
    sent = {"state": "discussed", "version": 1, "back": "https://elsewhere.example/?a=b"}

    response = signed_in(lead).post(_move(design_input), sent)

    assert response.headers["Location"].startswith(f"{_page(initiative)}?")


def test_htmx_swaps_the_board_and_says_the_move(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)
    sent = {"state": "incorporated", "version": 1, "back": "view=board"}

    response = signed_in(lead).post(_move(design_input), sent, headers={"HX-Request": "true"})

    shown = response.content.decode()
    assert response.status_code == 200
    assert shown.lstrip().startswith('<div id="inputs-board"')
    assert f'data-announce="{design_input.reference} is incorporated."' in shown
    assert 'class="slip arrived"' in _lane(response, "Incorporated")


def test_a_card_moved_by_somebody_else_says_so_and_stays(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)
    dispose_design_input(design_input, state="declined", reason="Too slow", actor=lead)
    sent = {"state": "incorporated", "version": 1, "back": "view=board"}

    response = signed_in(architect).post(_move(design_input), sent, headers={"HX-Request": "true"})

    assert "is declined since you opened it" in response.content.decode()
    assert design_input.title in _lane(response, "Declined")


def test_answers_that_need_a_word_lead_to_the_form(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)

    lane = _lane(signed_in(lead).get(_page(initiative)), "Raised")

    for state in ("adapted", "declined", "deferred"):
        assert f"{_move(design_input)}?state={state}&amp;back=view%3Dboard" in lane
    assert "state=withdrawn" not in lane
    own = _lane(signed_in(architect).get(_page(initiative)), "Raised")
    assert "state=withdrawn" in own


@pytest.mark.parametrize("who", ["executive", "auditor", "other_lead"])
def test_who_may_not_answer_is_offered_no_move(
    initiative: Initiative,
    architect: User,
    who: str,
    request: pytest.FixtureRequest,
    signed_in: SignIn,
) -> None:
    design_input = raised(initiative, architect)
    user: User = request.getfixturevalue(who)

    shown = signed_in(user).get(_page(initiative)).content.decode()

    assert design_input.title in shown
    assert "Move to" not in shown
    sent = {"state": "discussed", "version": 1}
    assert signed_in(user).post(_move(design_input), sent).status_code == 403
    design_input.refresh_from_db()
    assert design_input.state == "raised"


def test_an_ended_initiative_offers_nothing(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    raised(initiative, architect)
    stop_initiative(initiative, reason="Funds", resume_condition="New funds", actor=lead)

    shown = signed_in(lead).get(_page(initiative)).content.decode()

    assert "Move to" not in shown
    assert "Add design input" not in shown


@pytest.mark.parametrize("view", ["board", "list"])
@pytest.mark.parametrize(
    ("narrowed", "found"),
    [
        ("q=region", {"Data stays in the region"}),
        ("q=REGION+data", {"Data stays in the region"}),
        ("kind=question", {"Who decides at night"}),
        ("concern=OWN", {"Who decides at night"}),
        ("party=business", {"Who decides at night"}),
        ("timing=late", {"Who decides at night"}),
        ("timing=can_shape", {"Data stays in the region"}),
        ("kind=nonsense", {"Data stays in the region", "Who decides at night"}),
        ("party=it&kind=question", set()),
    ],
)
def test_filters_stand_in_the_address(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: SignIn,
    view: str,
    narrowed: str,
    found: set[str],
) -> None:
    take_milestone(initiative, "longlist", actor=lead)
    raised(initiative, architect, title="Data stays in the region", decision="shortlist")
    raised(
        initiative,
        lead,
        title="Who decides at night",
        description="",
        proposed_solution="",
        kind="question",
        concern_group="OWN",
        decision="longlist",
    )

    shown = signed_in(lead).get(f"{_page(initiative)}?view={view}&{narrowed}").content.decode()

    titles = {"Data stays in the region", "Who decides at night"}
    assert {title for title in titles if title in shown} == found
    assert ("No design input matches" in shown) == (not found)


@pytest.mark.behaviour("A03")
def test_the_list_shows_raised_answered_and_applied(
    initiative: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    design_input = raised(initiative, architect)
    dispose_design_input(design_input, state="incorporated", actor=lead)
    raised(initiative, lead)

    shown = signed_in(lead).get(f"{_page(initiative)}?view=list").content.decode()

    for label in ("Raised", "Answered", "Applied"):
        assert f'<th scope="col">{label}</th>' in shown
        assert shown.count(f'data-label="{label}" class="narrow">today, ') >= 1
    assert 'data-label="Answered" class="narrow">not yet' in shown


def test_the_list_goes_on_page_by_page(
    initiative: Initiative, lead: User, signed_in: SignIn
) -> None:
    for number in range(52):
        raised(initiative, lead, title=f"Input number {number:02d}")
    client = signed_in(lead)

    first = client.get(f"{_page(initiative)}?view=list&party=business")
    second = client.get(_page(initiative) + first.context["next_url"])

    assert first.content.decode().count("Input number") == 50
    assert "50 of 52" in first.content.decode()
    assert second.content.decode().count("Input number") == 2
    assert "Input number 00" in second.content.decode()
    assert "party=business" in second.context["previous_url"]
    assert second.context["next_url"] == ""


@pytest.mark.parametrize("view", ["board", "list"])
@pytest.mark.parametrize("count", [5, 200])
def test_the_page_costs_the_same_for_5_or_200(
    initiative: Initiative,
    lead: User,
    architect: User,
    signed_in: SignIn,
    at_most_queries: Any,
    view: str,
    count: int,
) -> None:
    raised(initiative, architect)
    DesignInput.objects.bulk_create(
        DesignInput(
            reference=f"IN-9{number:03d}",
            initiative=initiative,
            raised_by=architect,
            raised_party="it",
            title=f"Input {number}",
            kind="risk",
            concern_group="SEC",
            stewardship_area="stability",
            decision="shortlist",
            state=list(InputState)[number % 7],
        )
        for number in range(count - 1)
    )
    client = signed_in(lead)
    client.get(_page(initiative))

    with at_most_queries(8):
        response = client.get(f"{_page(initiative)}?view={view}&timing=can_shape")

    open_ones = sum(1 for number in range(count - 1) if number % 7 in {0, 1, 5})
    assert response.context["total"] == open_ones + 1


def test_empty_says_what_to_do_first(
    initiative: Initiative, lead: User, auditor: User, signed_in: SignIn
) -> None:
    shown = signed_in(lead).get(_page(initiative)).content.decode()
    read_only = signed_in(auditor).get(_page(initiative)).content.decode()

    assert "No design inputs yet" in shown
    assert shown.count('class="btn"') == 1
    assert "No design inputs yet" in read_only
    assert 'class="btn"' not in read_only


def test_what_people_type_is_shown_as_text(
    initiative: Initiative, architect: User, signed_in: SignIn
) -> None:
    raised(initiative, architect, title='<script>alert(1)</script> & "more"')

    for view in ("board", "list"):
        shown = signed_in(architect).get(f"{_page(initiative)}?view={view}").content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown


def test_nothing_of_another_initiative_shows(
    initiative: Initiative, lead: User, architect: User, outsider: User, signed_in: SignIn
) -> None:
    raised(registered(lead), architect, title="Somewhere else")
    raised(initiative, architect)

    assert "Somewhere else" not in signed_in(lead).get(_page(initiative)).content.decode()
    assert signed_in(outsider).get(_page(initiative)).status_code == 404
