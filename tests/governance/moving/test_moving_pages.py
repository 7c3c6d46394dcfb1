"""The pages of moving on: one reading, everything kept, nothing lost."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.actions import Move, record_go_ahead
from governance.models import CarriedItem, ClarityAnswer, GoAhead
from governance.moving_forms import slug_of
from governance.moving_needs import needs_of, seen_now
from initiatives.models import Initiative
from people.models import User
from tests.governance.moving.scenes import answered, fresh, move, seated, settle

SignIn = Callable[[User], Client]


@pytest.fixture
def lacking(initiative: Initiative, lead: User, architect: User) -> Initiative:
    """In design, both sides at the table, two fields owed."""
    seated(initiative, architect, "it", by=lead)
    settle(initiative, but=("DO-1", "AR-2"))
    return fresh(initiative)


def address(initiative: Initiative, rest: str = "go-aheads/new/") -> str:
    return f"/initiatives/{initiative.reference}/{rest}"


def typed(initiative: Initiative, owner: User, **fields: Any) -> dict[str, Any]:
    needs = needs_of(fresh(initiative))
    given: dict[str, Any] = {
        "seen": seen_now(fresh(initiative), needs),
        "to_stage": "selection",
        "no_session_reason": "The plant is closed.",
    }
    for need in needs:
        slug = slug_of(need.key)
        given |= {
            f"{slug}-reason": "deadline",
            f"{slug}-reason_text": "The season begins.",
            f"{slug}-borne_by": "Planners",
            f"{slug}-safeguard": f"A planner looks at {need.key}.",
            f"{slug}-owner": owner.pk,
            f"{slug}-due_on": (timezone.localdate() + dt.timedelta(days=9)).isoformat(),
            f"{slug}-pause_when": "Two wrong ones",
        }
    return {**given, **fields}


def hidden(response: Any) -> dict[str, str]:
    """What the form sends back unseen."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text_of(response))
    return dict(found)


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_one_page_says_state_missing_and_asks_six_questions(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    shown = text_of(signed_in(lead).get(address(lacking)))
    assert "In design now. 2 things are missing for selection." in shown
    for question in (
        "Why does it go on now?",
        "Who bears the effect if it stays open?",
        "What protects us until then?",
        "Who answers it?",
        "By when?",
        "What would make us pause?",
    ):
        assert shown.count(question) == 2, question
    assert shown.count('class="btn"') == 1


def test_sent_without_javascript_it_moves_and_shows_what_went_along(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    client = signed_in(lead)
    sent = client.post(address(lacking), typed(lacking, lead))
    assert sent.status_code == 302
    done = GoAhead.objects.get()
    assert sent["Location"] == done.get_absolute_url()
    shown = text_of(client.get(done.get_absolute_url()))
    assert "A planner looks at field:DO-1." in shown
    workspace = text_of(client.get(address(lacking, "")))
    assert "In selection, 2 items carried forward" in workspace
    assert "2 items carried forward" in text_of(client.get(address(lacking, "go-aheads/")))


def test_every_missing_answer_is_named_at_once_and_the_rest_is_kept(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    broken = typed(lacking, lead)
    broken["field-DO-1-safeguard"] = ""
    broken["field-AR-2-owner"] = ""
    response = signed_in(lead).post(address(lacking), broken)
    shown = text_of(response)
    assert response.status_code == 200
    assert "2 answers need another look" in shown
    assert "#id_field-DO-1-safeguard" in shown
    assert "A planner looks at field:AR-2." in shown
    assert not GoAhead.objects.exists()


def test_a_refusal_of_the_action_stands_beside_its_question(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    late = (timezone.localdate() + dt.timedelta(days=40)).isoformat()
    response = signed_in(lead).post(
        address(lacking), typed(lacking, lead, **{"field-DO-1-due_on": late})
    )
    assert "#id_field-DO-1-due_on" in text_of(response)
    assert "too far ahead" in text_of(response)
    without = signed_in(lead).post(address(lacking), typed(lacking, lead, no_session_reason=""))
    assert "#id_no_session_reason" in text_of(without)


def test_an_old_page_keeps_what_was_typed_and_says_what_changed(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    old = typed(lacking, lead)
    answered(lacking, "AR-2")
    ClarityAnswer.objects.filter(initiative=lacking, field="DO-2").delete()
    client = signed_in(lead)
    response = client.post(address(lacking), old)
    shown = text_of(response)
    assert response.status_code == 409
    assert "Owed now as well: Decision types." in shown
    assert "Answered meanwhile: Systems it touches." in shown
    assert "A planner looks at field:DO-1." in shown  # still in its field
    assert "A planner looks at field:AR-2." in shown  # nothing typed is lost
    assert not GoAhead.objects.exists()
    again = typed(lacking, lead)
    assert client.post(address(lacking), again).status_code == 302


def test_a_stage_moved_meanwhile_is_said_not_done(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    old = typed(lacking, lead)
    record_go_ahead(lacking, move(lacking), actor=lead)
    response = signed_in(lead).post(address(lacking), old)
    assert response.status_code == 409
    assert "in selection now" in text_of(response)
    assert GoAhead.objects.count() == 1


def test_a_page_of_another_stage_can_be_sent_again_for_the_one_that_is_next_now(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    record_go_ahead(lacking, move(lacking), actor=lead)
    old = typed(lacking, lead, to_stage="integration", reason="The season begins.")
    back = Move("design", reason="Not yet.", no_session_reason="The plant is closed.")
    record_go_ahead(fresh(lacking), back, actor=lead)

    client = signed_in(lead)
    shown = client.post(address(lacking), old)
    assert shown.status_code == 409
    assert "in design now" in text_of(shown)
    again = hidden(shown) | {name: old[name] for name in ("no_session_reason", "reason")}
    given = typed(lacking, lead)
    again |= {name: given[name] for name in given if name.startswith("field-")}
    again |= {f"field-{field}-renewed_reason": "It takes longer." for field in ("DO-1", "AR-2")}
    assert again["to_stage"] == "selection"
    sent = client.post(address(lacking), again)
    assert sent.status_code == 302, text_of(sent)
    assert fresh(lacking).stage == "selection"


def test_a_page_of_going_back_can_be_sent_again_too(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    Initiative.objects.filter(pk=lacking.pk).update(stage="operation")
    client = signed_in(lead)
    page = client.get(address(lacking, "go-aheads/back/"))
    said = {"to_stage": "design", "reason": "Not yet.", "no_session_reason": "The plant is closed."}
    old = hidden(page) | said
    Initiative.objects.filter(pk=lacking.pk).update(stage="integration")
    shown = client.post(address(lacking, "go-aheads/back/"), old)
    assert shown.status_code == 409
    sent = client.post(address(lacking, "go-aheads/back/"), hidden(shown) | said)
    assert sent.status_code == 302
    assert fresh(lacking).stage == "design"


def test_the_floor_names_what_is_missing_and_where(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    ClarityAnswer.objects.filter(initiative=lacking, field="RB-7").delete()
    shown = text_of(signed_in(lead).get(address(lacking)))
    assert "A screening for prohibited practices" in shown
    assert address(lacking, "clarity/RB-7/") in shown
    assert "Record go-ahead</button>" not in shown


@pytest.mark.parametrize("who", ["architect", "executive", "auditor"])
def test_others_read_the_same_page_and_learn_who_records(
    lacking: Initiative, who: str, request: pytest.FixtureRequest, signed_in: SignIn
) -> None:
    shown = text_of(signed_in(request.getfixturevalue(who)).get(address(lacking)))
    assert "Whoever carries the result records the go-ahead: Bea Lind." in shown
    assert "Record go-ahead</button>" not in shown
    assert "2 things are missing" in shown


def test_who_has_no_role_finds_nothing(
    lacking: Initiative, lead: User, outsider: User, signed_in: SignIn
) -> None:
    done = record_go_ahead(lacking, move(lacking), actor=lead)
    item = CarriedItem.objects.filter(closed_at=None)[0]
    client = signed_in(outsider)
    for rest in (
        "go-aheads/",
        "go-aheads/new/",
        "go-aheads/back/",
        f"go-aheads/{done.pk}/",
        f"carried/{item.pk}/",
        "escalations/",
        "escalations/new/",
    ):
        assert client.get(address(lacking, rest)).status_code == 404, rest


def test_views_are_written_on_the_page_by_their_holder(
    lacking: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    done = record_go_ahead(lacking, move(lacking), actor=lead)
    client = signed_in(architect)
    said = client.post(
        done.get_absolute_url(), {"view": "see_it_differently", "text": "Too early."}
    )
    assert said.status_code == 302
    shown = text_of(signed_in(lead).get(done.get_absolute_url()))
    assert "See it differently" in shown
    assert "Too early." in shown
    empty = client.post(done.get_absolute_url(), {"view": "see_it_differently", "text": ""})
    assert "What you see differently is empty." in text_of(empty)


def test_a_waiting_one_is_joined_and_taken_back_by_a_press(
    lacking: Initiative, lead: User, architect: User, signed_in: SignIn
) -> None:
    settle(lacking, owner=architect)
    Initiative.objects.filter(pk=lacking.pk).update(stage="integration")
    first = record_go_ahead(fresh(lacking), move(lacking), actor=lead)
    assert "It has not taken effect." in text_of(signed_in(lead).get(first.get_absolute_url()))
    assert "A go-ahead waits." in text_of(signed_in(lead).get(address(lacking, "")))
    signed_in(lead).post(first.get_absolute_url() + "withdraw/", {"version": first.version})
    second = record_go_ahead(fresh(lacking), move(lacking), actor=lead)
    joined = signed_in(architect).post(second.get_absolute_url() + "join/", {"version": 1})
    assert joined.status_code == 302
    assert fresh(lacking).stage == "operation"
    for rest in ("join/", "withdraw/"):
        assert signed_in(architect).get(second.get_absolute_url() + rest).status_code == 405


def test_going_back_and_proposing_it(
    lacking: Initiative, lead: User, executive: User, signed_in: SignIn
) -> None:
    record_go_ahead(lacking, move(lacking), actor=lead)
    seated(fresh(lacking), executive, "executive", by=lead)
    given = {"to_stage": "design", "reason": "The data is poor."}
    proposed = signed_in(executive).post(address(lacking, "go-aheads/back/"), given)
    assert proposed.status_code == 302
    assert fresh(lacking).stage == "selection"
    missing = signed_in(lead).post(address(lacking, "go-aheads/back/"), given)
    assert "Why no session discussed it is empty." in text_of(missing)
    went = signed_in(lead).post(
        address(lacking, "go-aheads/back/"), {**given, "no_session_reason": "No time."}
    )
    assert went.status_code == 302
    assert fresh(lacking).stage == "design"


def test_a_carried_item_has_a_page_and_is_carried_on_there(
    lacking: Initiative, lead: User, signed_in: SignIn
) -> None:
    record_go_ahead(lacking, move(lacking), actor=lead)
    item = CarriedItem.objects.filter(closed_at=None)[0]
    client, page = signed_in(lead), address(lacking, f"carried/{item.pk}/")
    assert "Who bears the effect" in text_of(client.get(page))
    day = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    given = {"due_on": day, "reason": "", "owner": lead.pk, "version": item.version}
    assert "Say it in a sentence or two." in text_of(client.post(page, given))
    assert client.post(page, {**given, "reason": "The vendor is late."}).status_code == 302
    stale = client.post(page, {**given, "reason": "Mine"})
    assert stale.status_code == 409
    assert "Mine" in text_of(stale)
    answered(lacking, item.key.removeprefix("field:"))
    assert "Closed" in text_of(client.get(page))


def test_pages_ask_a_fixed_number_of_queries(
    lacking: Initiative, lead: User, signed_in: SignIn, at_most_queries: Any
) -> None:
    ClarityAnswer.objects.filter(initiative=lacking).exclude(
        field__in=["DO-4", "RB-7", "DO-6", "DO-2"]
    ).delete()
    client = signed_in(lead)
    assert len(needs_of(fresh(lacking))) > 5
    with at_most_queries(40):
        client.get(address(lacking))
    done = record_go_ahead(fresh(lacking), move(lacking), actor=lead)
    with at_most_queries(26):
        client.get(done.get_absolute_url())
    with at_most_queries(26):
        client.get(address(lacking, "go-aheads/"))
