"""Who may do what by API: every endpoint, every role, one table.

Each row names an endpoint, the statuses for the roles that differ, and what it is sent. Places in
an address are filled from the cast: an initiative led by `lead` with a design input raised by
`architect` and an invitation waiting for `architect`.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from audit.models import AuditEvent
from governance.actions import (
    FieldAnswer,
    answer_field,
    ask_about_field,
    dispose_design_input,
)
from initiatives.actions import invite_it, save_draft, take_milestone
from initiatives.models import Initiative
from people.actions import issue_token, revoke_token
from people.models import User
from tests.api.calls import ROOT
from tests.api.sessions import sessions_at_hand
from tests.architecture_app import api_rows
from tests.architecture_app.at_hand import designs_at_hand
from tests.architecture_app.factories import SystemFactory
from tests.factories import cast_at_hand, raised
from tests.governance.moving.at_hand import moving_at_hand
from tests.governance.signals.test_answering import a_signal
from tests.kept_scene import Scene, scene_of_one_initiative, undone
from tests.vendors import api_rows as vendor_rows
from tests.vendors.room.api_rows import ROWS as QUESTION_ROWS
from tests.vendors.room.at_hand import client_in_room, room_at_hand

ROLES = ("lead", "other_lead", "architect", "executive", "auditor", "outsider")
AHEAD = str(timezone.localdate() + dt.timedelta(days=20))
TODAY = str(timezone.localdate())
# Ten weeks ahead, where no date is made yet; a Saturday, which no rhythm takes.
SATURDAY_AHEAD = str(
    timezone.localdate() + dt.timedelta(days=70 + (5 - timezone.localdate().weekday()))
)
WHY = {"reason": "Because", "resume_condition": "When it fits"}

# Statuses of lead, other lead, architect, executive, auditor and outsider, in this order.
EVERY_ROLE = (200, 200, 200, 200, 200, 403)
WHO_SEES = (200, 200, 200, 200, 200, 404)
THEMSELVES = (200, 200, 200, 200, 200, 200)
BUSINESS_AT_TABLE = (200, 403, 403, 403, 403, 404)
BOTH_SIDES = (200, 403, 200, 403, 403, 404)
AUDITORS = (403, 403, 403, 403, 200, 403)
ONLY_INVITED = (403, 403, 200, 403, 403, 404)

IT_ALONE = (403, 403, 200, 403, 403, 403)

IDEA = {"title": "T", "problem": "P", "unit": "{unit}", "how_far": "nothing_yet"}
CONCERN = {
    "kind": "risk",
    "concern_group": "SEC",
    "stewardship_area": "stability",
    "title": "T",
}

QUESTION = {
    "kind": "decision_needed",
    "topic": "T",
    "asked": "A",
    "view": "V",
    "put_to": "exec@example.org",
    "no_session_reason": "No time",
}

# Statuses of those who may read the catalogue, and of those who keep it.
CATALOGUE: list[tuple[str, str, tuple[int, ...], Any]] = [
    ("GET", "/systems/", EVERY_ROLE, None),
    ("GET", "/systems/map/", EVERY_ROLE, None),
    ("GET", "/integration-twins/", EVERY_ROLE, None),
    ("GET", "/integration-sprawl/", EVERY_ROLE, None),
    ("GET", "/integration-search/", EVERY_ROLE, None),
    ("POST", "/systems/", (403, 403, 201, 403, 403, 403), {"name": "N"}),
    ("GET", "/systems/{system}/", EVERY_ROLE, None),
    ("PATCH", "/systems/{system}/", IT_ALONE, {"version": 1, "name": "M"}),
    (
        "POST",
        "/systems/{system}/merge/",
        IT_ALONE,
        {"into": "{other_system}", "reason": "R", "version": 1},
    ),
    ("POST", "/systems-import/", IT_ALONE, {"content": "a: b", "only_good_rows": True}),
]

SERIES = "/working-sessions/{series}"
AHEAD_OF_US = f"{SERIES}/occurrences/{{ahead}}"
CALLED_OFF = f"{SERIES}/occurrences/{{called_off}}"
RUNNING = f"{SERIES}/occurrences/{{running}}"

Row = tuple[str, str, tuple[int, ...], Any]
TABLE: list[Row] = [
    *CATALOGUE,
    ("GET", "/auth/tokens/", THEMSELVES, None),
    ("GET", "/profile/", THEMSELVES, None),
    ("PATCH", "/profile/", THEMSELVES, {"full_name": "N"}),
    ("GET", "/units/", EVERY_ROLE, None),
    ("GET", "/units/{unit}/", EVERY_ROLE, None),
    ("GET", "/it-architects/", EVERY_ROLE, None),
    ("GET", "/initiatives/", EVERY_ROLE, None),
    ("POST", "/initiatives/", (201, 201, 403, 403, 403, 403), IDEA),
    ("GET", "/initiatives/similar/", EVERY_ROLE, None),
    ("GET", "/initiatives/{ref}/", WHO_SEES, None),
    ("PATCH", "/initiatives/{ref}/", BUSINESS_AT_TABLE, {"title": "T", "version": 1}),
    ("GET", "/initiatives/{ref}/versions/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/lead/", (409, 409, 403, 403, 403, 404), None),
    ("GET", "/initiatives/{ref}/invitations/", WHO_SEES, None),
    (
        "POST",
        "/initiatives/{ref}/invitations/",
        (201, 403, 403, 403, 403, 404),
        {"open_questions": ["Q"], "invitee": "stand.in@example.org"},
    ),
    ("GET", "/invitations/", THEMSELVES, None),
    ("GET", "/invitations/{invitation}/", WHO_SEES, None),
    ("POST", "/invitations/{invitation}/acceptance/", ONLY_INVITED, None),
    (
        "POST",
        "/invitations/{invitation}/decline/",
        ONLY_INVITED,
        {"reason": "Away", "stand_in": "stand.in@example.org"},
    ),
    ("GET", "/initiatives/{ref}/milestones/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/milestones/contract/plan/", BOTH_SIDES, {"planned_on": AHEAD}),
    ("POST", "/initiatives/{ref}/milestones/contract/take/", BOTH_SIDES, None),
    (
        "POST",
        "/initiatives/{ref}/milestones/longlist/told-date/",
        BOTH_SIDES,
        {"taken_on": "2024-01-01"},
    ),
    (
        "POST",
        "/initiatives/{ref}/milestones/longlist/reopenable/",
        BOTH_SIDES,
        {"reopenable": True},
    ),
    ("POST", "/initiatives/{ref}/milestones/longlist/reopen/", BOTH_SIDES, WHY),
    ("GET", "/initiatives/{ref}/reopenings/", WHO_SEES, None),
    ("GET", "/initiatives/{ref}/operational-status/", WHO_SEES, None),
    (
        "POST",
        "/initiatives/{ref}/operational-status/",
        (201, 403, 201, 403, 403, 404),
        {"status": "stopped", "effective_on": TODAY, "evidence": "Switched off"},
    ),
    ("POST", "/initiatives/{ref}/pause/", BOTH_SIDES, WHY),
    ("POST", "/initiatives/{ref}/stop/", BOTH_SIDES, WHY),
    ("POST", "/initiatives/{ref}/resume/", (409, 403, 409, 403, 403, 404), WHY),
    ("POST", "/initiatives/{ref}/withdrawal/", BUSINESS_AT_TABLE, WHY),
    ("GET", "/initiatives/{ref}/visibility-restrictions/", WHO_SEES, None),
    (
        "POST",
        "/initiatives/{ref}/visibility-restrictions/",
        (201, 403, 403, 403, 403, 404),
        {"reason": "Wages", "until": AHEAD, "it_member": "architect@example.org"},
    ),
    (
        "POST",
        "/initiatives/{ref}/visibility-restrictions/opening/",
        (409, 403, 403, 403, 403, 404),
        None,
    ),
    ("GET", "/initiatives/{ref}/history/", WHO_SEES, None),
    ("GET", "/registration-drafts/", THEMSELVES, None),
    ("POST", "/registration-drafts/", (201, 201, 403, 403, 403, 403), {"title": "T"}),
    ("GET", "/registration-drafts/{draft}/", (200, 404, 404, 404, 404, 404), None),
    ("PATCH", "/registration-drafts/{draft}/", (200, 404, 404, 404, 404, 404), {"title": "T"}),
    ("DELETE", "/registration-drafts/{draft}/", (204, 404, 404, 404, 404, 404), None),
    ("GET", "/initiatives/{ref}/design-inputs/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/design-inputs/", (201, 201, 201, 403, 403, 404), CONCERN),
    ("GET", "/initiatives/{ref}/owed-items/", WHO_SEES, None),
    ("GET", "/owed-items/", EVERY_ROLE, None),
    ("GET", "/initiatives/{ref}/clarity/", WHO_SEES, None),
    ("GET", "/initiatives/{ref}/clarity/{field}/", WHO_SEES, None),
    (
        "PUT",
        "/initiatives/{ref}/clarity/{audience}/",
        BOTH_SIDES,
        {"rows": [{"audience": ["decider"]}]},
    ),
    # The lead has worded it, so that it waits for IT.
    (
        "POST",
        "/initiatives/{ref}/clarity/{place}/confirmation/",
        (409, 403, 200, 403, 403, 404),
        None,
    ),
    ("GET", "/initiatives/{ref}/clarity/{field}/questions/", WHO_SEES, None),
    (
        "POST",
        "/initiatives/{ref}/clarity/{field}/questions/",
        (201, 403, 201, 403, 201, 404),
        {"text": "Who?"},
    ),
    (
        "POST",
        "/initiatives/{ref}/clarity/{field}/questions/{question}/answer/",
        BOTH_SIDES,
        {"answer": "Planners"},
    ),
    # It has no answer yet to reply to.
    (
        "POST",
        "/initiatives/{ref}/clarity/{field}/questions/{question}/reply/",
        (409, 403, 403, 403, 403, 404),
        {"view": "agree"},
    ),
    ("GET", "/initiatives/{ref}/working-sessions/", WHO_SEES, None),
    ("GET", "/working-sessions/", EVERY_ROLE, None),
    ("POST", "/working-sessions/", (409, 403, 409, 403, 403, 403), {"initiative": "{ref}"}),
    ("GET", f"{SERIES}/", WHO_SEES, None),
    ("PATCH", f"{SERIES}/", BOTH_SIDES, {"place": "Room 2.14"}),
    ("PUT", f"{SERIES}/rhythm/", BOTH_SIDES, {"minutes": 30}),
    ("POST", f"{SERIES}/end/", BOTH_SIDES, WHY),
    ("GET", f"{SERIES}/occurrences/", WHO_SEES, None),
    (
        "POST",
        f"{SERIES}/occurrences/",
        (201, 403, 201, 403, 403, 404),
        {"day": SATURDAY_AHEAD, "starts_at": "14:30", **WHY},
    ),
    ("GET", f"{AHEAD_OF_US}/", WHO_SEES, None),
    ("POST", f"{AHEAD_OF_US}/move/", BOTH_SIDES, {"starts_at": f"{AHEAD}T14:30:00Z"}),
    ("POST", f"{AHEAD_OF_US}/cancellation/", BOTH_SIDES, WHY),
    ("POST", f"{AHEAD_OF_US}/skip/", BOTH_SIDES, WHY),
    ("POST", f"{CALLED_OFF}/restoration/", BOTH_SIDES, None),
    ("POST", f"{RUNNING}/opening/", BOTH_SIDES, None),
    ("PUT", f"{RUNNING}/presence/", BOTH_SIDES, {"party": "it", "present": True}),
    ("POST", f"{RUNNING}/closing/", BOTH_SIDES, None),
    ("GET", f"{RUNNING}/results/", WHO_SEES, None),
    ("GET", f"{RUNNING}/agenda/", WHO_SEES, None),
    ("POST", f"{RUNNING}/agenda/", (201, 403, 201, 403, 403, 404), {"title": "T"}),
    ("PUT", f"{RUNNING}/agenda/order/", BOTH_SIDES, {"item": "{item}", "to": 0}),
    ("DELETE", f"{RUNNING}/agenda/{{item}}/", (204, 403, 204, 403, 403, 404), None),
    ("PUT", f"{RUNNING}/agenda/{{item}}/note/", BOTH_SIDES, {"text": "Quiet after ten."}),
    (
        "PUT",
        f"{RUNNING}/agenda/{{item}}/result/",
        BOTH_SIDES,
        {"result": "decision", "text": "By night."},
    ),
    ("GET", "/initiatives/{ref}/agreed-actions/", WHO_SEES, None),
    ("GET", "/initiatives/{ref}/signals/", WHO_SEES, None),
    ("GET", "/initiatives/{ref}/figures/", WHO_SEES, None),
    ("GET", "/signals/", EVERY_ROLE, None),
    ("GET", "/signals/{signal}/", (200, 200, 200, 404, 200, 404), None),
    ("POST", "/signals/{signal}/acknowledgement/", (200, 403, 200, 404, 403, 404), None),
    ("POST", "/signals/{signal}/joint-input/", (409, 403, 409, 404, 403, 404), None),
    (
        "POST",
        "/signals/{signal}/explanation/",
        (200, 403, 200, 404, 403, 404),
        {"reason": "Because"},
    ),
    ("GET", "/norms/", (403, 403, 403, 200, 403, 403), None),
    ("PUT", "/norms/{norm}/", (403, 403, 403, 403, 403, 403), {"value": 7}),
    ("GET", "/figures/", EVERY_ROLE, None),
    ("GET", "/agreed-actions/", EVERY_ROLE, None),
    ("GET", "/agreed-actions/{action}/", WHO_SEES, None),
    ("POST", "/agreed-actions/{action}/completion/", BOTH_SIDES, None),
    ("POST", "/agreed-actions/{action}/carry/", BOTH_SIDES, {"due_on": AHEAD, **WHY}),
    ("GET", "/initiatives/{ref}/go-aheads/", WHO_SEES, None),
    (
        "POST",
        "/initiatives/{ref}/go-aheads/",
        (409, 403, 403, 403, 403, 404),
        {"to_stage": "selection", "no_session_reason": "No time"},
    ),
    ("GET", "/initiatives/{ref}/go-aheads/next/", WHO_SEES, None),
    ("GET", "/go-aheads/{go_ahead}/", WHO_SEES, None),
    ("POST", "/go-aheads/{go_ahead}/joining/", (403, 403, 403, 403, 403, 404), None),
    ("POST", "/go-aheads/{go_ahead}/withdrawal/", BUSINESS_AT_TABLE, None),
    ("PUT", "/go-aheads/{go_ahead}/view/", BUSINESS_AT_TABLE, {"view": "agree"}),
    ("GET", "/initiatives/{ref}/carried-items/", WHO_SEES, None),
    ("GET", "/carried-items/{carried}/", WHO_SEES, None),
    ("POST", "/carried-items/{carried}/renewal/", BOTH_SIDES, {"due_on": AHEAD, **WHY}),
    ("GET", "/initiatives/{ref}/escalations/", WHO_SEES, None),
    ("POST", "/initiatives/{ref}/escalations/", (201, 403, 201, 403, 403, 404), QUESTION),
    ("GET", "/escalations/", EVERY_ROLE, None),
    ("GET", "/escalations/{escalation}/", WHO_SEES, None),
    ("PUT", "/escalations/{escalation}/view/", BOTH_SIDES, {"text": "We see it so."}),
    (
        "POST",
        "/escalations/{escalation}/answer/",
        (403, 403, 403, 200, 403, 404),
        {"answer": "give_means", "text": "Two people"},
    ),
    (
        "POST",
        "/escalations/{escalation}/owner/",
        (403, 403, 403, 409, 403, 404),
        {"owner": "lead@example.org"},
    ),
    (
        "POST",
        "/escalations/{escalation}/ownership/",
        (403, 403, 403, 403, 403, 404),
        {"accepts": True},
    ),
    ("GET", "/portfolio/summary/", EVERY_ROLE, None),
    ("GET", "/audit-events/", AUDITORS, None),
    ("GET", "/audit-events/{event}/", AUDITORS, None),
    ("GET", "/audit-events/export/", (403, 403, 403, 403, 409, 403), None),
    ("GET", "/checkpoints/latest/", (403, 403, 403, 403, 404, 403), None),
    ("GET", "/design-inputs/", EVERY_ROLE, None),
    ("GET", "/design-inputs/{input}/", WHO_SEES, None),
    ("POST", "/design-inputs/{input}/disposition/", BOTH_SIDES, {"state": "discussed"}),
    ("POST", "/design-inputs/{input}/reply/", ONLY_INVITED, {"view": "agree"}),
    ("POST", "/auth/tokens/{token}/revocation/", (200, 404, 404, 404, 404, 404), None),
    *vendor_rows.ROWS,
    *QUESTION_ROWS,
    *api_rows.ROWS,
]
# Open to everybody, with reasons of their own; their tests stand in test_tokens and test_schema.
WITHOUT_SIGN_IN = {"auth/token/", "schema/", "docs/"}


@pytest.fixture(scope="module")
def scene(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    """Built once for all endpoints, and undone after the last."""
    uploads = tmp_path_factory.mktemp("uploads")
    with scene_of_one_initiative(django_db_blocker, uploads, _objects) as built:
        yield built


@pytest.fixture
def places(scene: Scene, db: None, settings: Any) -> dict[str, Any]:
    """What fills addresses; what a test does with it is undone."""
    settings.MEDIA_ROOT = scene.uploads
    return scene.fills


@pytest.fixture
def cast(places: dict[str, Any]) -> dict[str, User]:
    return cast_at_hand()


def _objects(initiative: Initiative, cast: dict[str, User]) -> dict[str, Any]:
    lead, architect, executive = cast["lead"], cast["architect"], cast["executive"]
    invitation = invite_it(initiative, open_questions=["Where?"], actor=lead)
    take_milestone(initiative, "longlist", actor=lead, taken_on=dt.date(2024, 1, 1))
    # Raised by IT without taking a seat, so that the invitation stays open.
    design_input = raised(initiative, lead)
    type(design_input).objects.update(raised_by=architect, raised_party="it")
    sessions = sessions_at_hand(initiative, lead)
    draft = save_draft({"title": "T"}, actor=lead)
    token, _ = issue_token(lead, "one", actor=lead)
    place = FieldAnswer(rows=[{"place": "Data platform"}])
    answer_field(initiative, "AR-8", place, actor=lead)
    return {
        "ref": initiative.reference,
        "field": "DO-1",
        "audience": "EX-2",
        "place": "AR-8",
        "question": ask_about_field(initiative, "DO-1", text="Who?", actor=lead).pk,
        "invitation": invitation.pk,
        "input": design_input.reference,
        "unit": initiative.unit.pk,
        "draft": draft.pk,
        "signal": a_signal(initiative).pk,
        "norm": "rest_days",
        "system": SystemFactory.create().slug,
        "other_system": SystemFactory.create().slug,
        "token": token.pk,
        **sessions,
        **moving_at_hand(initiative, lead, executive),
        **room_at_hand(initiative, lead, architect),
        **vendor_rows.compared(initiative, lead, architect),
        **designs_at_hand(initiative, lead, architect),
        "event": AuditEvent.objects.latest("id").pk,
    }


def call(client: Client, row: Row, places: dict[str, Any]) -> Any:
    method, path, _, body = row
    if isinstance(body, dict):
        body = {name: _placed(value, places) for name, value in body.items()}
    options = {} if method == "GET" else {"data": body or {}, "content_type": "application/json"}
    return getattr(client, method.lower())(ROOT + path.format(**places), **options)


def _placed(value: Any, places: dict[str, Any]) -> Any:
    is_place = isinstance(value, str) and value.startswith("{")
    return places[value[1:-1]] if is_place else value


def named(row: Row) -> str:
    return f"{row[0]} {row[1]}"


@pytest.mark.parametrize("row", TABLE, ids=named)
def test_each_endpoint_for_each_role(
    row: Row,
    cast: dict[str, User],
    places: dict[str, Any],
    api: Callable[[User], Client],
) -> None:
    if row[1].endswith("/reply/"):
        answer = cast["lead"]
        design_input = Initiative.objects.get().design_inputs.get()
        dispose_design_input(design_input, state="incorporated", actor=answer)

    answers = {}
    for role in ROLES:
        with undone():
            response = call(api(cast[role]), row, places)
        answers[role] = response.status_code
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
            assert response.json()["way_out"]

    assert answers == dict(zip(ROLES, row[2], strict=True))
    _nobody_else_gets_in(row, cast["lead"], places, api(cast["lead"]))


def _nobody_else_gets_in(row: Row, lead: User, places: dict[str, Any], active: Client) -> None:
    """Neither without a token, nor with an ended one, nor with one of somebody who has left."""
    token, text = issue_token(lead, "ended", actor=lead)
    revoke_token(token, actor=lead)
    ended = Client(headers={"Authorization": f"Bearer {text}"})
    # A vendor's contact who has come in by their link is nobody here.
    for client in (Client(), ended, client_in_room()):
        response = call(client, row, places)
        assert response.status_code == 401
        assert response["WWW-Authenticate"] == "Bearer"
        assert response["Content-Type"] == "application/problem+json"
    User.objects.filter(pk=lead.pk).update(is_active=False)
    assert call(active, row, places).status_code == 401


def test_a_session_changes_nothing_without_its_key(
    cast: dict[str, User], places: dict[str, Any]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast["lead"])
    initiative = Initiative.objects.get(reference=places["ref"])
    path = f"{ROOT}/initiatives/{initiative.reference}/withdrawal/"

    assert client.get(f"{ROOT}/profile/").status_code == 200
    refused = client.post(path, {"reason": "x"}, "application/json")

    assert refused.status_code == 403
    assert refused.json()["code"] == "not_permitted"
    initiative.refresh_from_db()
    assert initiative.status == "active"


def _addresses(patterns: list[URLPattern | URLResolver], root: str = "") -> list[str]:
    found = []
    for each in patterns:
        address = root + str(each.pattern)
        if isinstance(each, URLResolver):
            found += _addresses(each.url_patterns, address)
        else:
            found.append(address)
    return found


def test_every_address_is_in_the_table() -> None:
    every = {
        re.sub(r"<slug:kind>|<[^>]*>", "*", address.removeprefix("api/v1/"))
        for address in _addresses(get_resolver().url_patterns)
        if address.startswith("api/v1/") and address != "api/v1/"
    }
    told = {
        re.sub(r"\{\w+\}|(?<=milestones/)\w+(?=/)", "*", path.removeprefix("/"))
        for _, path, _, _ in TABLE
    }

    assert every - WITHOUT_SIGN_IN == told
