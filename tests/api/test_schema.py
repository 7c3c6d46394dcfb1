"""The description of the API and its reader."""

import json
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator

from governance.actions import save_note
from governance.models import DesignInput
from initiatives.models import Initiative
from people.models import User
from tests.api.calls import ROOT, get, post
from tests.api.sessions import agreed, begun
from tests.factories import raised

NEVER_SAID = re.compile(r"approv|reject|sign.?off|\bgate(?!way)|blocker|violation", re.IGNORECASE)


@pytest.fixture
def schema() -> dict[str, Any]:
    described: dict[str, Any] = (
        Client()
        .get(f"{ROOT}/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
        .json()
    )
    return described


@pytest.mark.django_db
def test_the_schema_is_valid_and_without_warnings() -> None:
    written = StringIO()

    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)

    assert written.getvalue().startswith("openapi: 3.1.0")


@pytest.mark.behaviour("A02")
@pytest.mark.django_db
def test_the_schema_speaks_the_words_of_the_product(schema: dict[str, Any]) -> None:
    assert NEVER_SAID.findall(json.dumps(schema)) == []


@pytest.mark.django_db
def test_nothing_is_listed_or_grouped_by_person(schema: dict[str, Any]) -> None:
    asked = {
        parameter["name"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    }

    assert asked == {
        "detector",
        "severity",
        "standing",
        "search",
        "stage",
        "status",
        "operational_status",
        "unit",
        "concern",
        "sort",
        "cursor",
        "title",
        "problem",
        "kind",
        "state",
        "concern_group",
        "stewardship_area",
        "raised_party",
        "timing",
        "initiative",
        "party",
        "since",
        "until",
        "format",
        "from",
        "criticality",
        "design_state",
        "lifecycle",
        "ot",
        "site",
        "group",
        "lens",
        "by",
        "style",
        "q",
        "name",
        "purpose",
        "source",
        "system",
        "target",
        "data_class",
    }


@pytest.mark.django_db
def test_every_operation_has_words_and_tells_of_problems(schema: dict[str, Any]) -> None:
    for path, operations in schema["paths"].items():
        assert path.endswith("/")
        for operation in operations.values():
            assert operation["summary"], path
            assert "application/problem+json" in operation["responses"]["default"]["content"]


def test_answers_are_as_described(
    schema: dict[str, Any],
    lead: User,
    architect: User,
    initiative: Initiative,
    api: Callable[[User], Client],
) -> None:
    raised(initiative, architect)
    client = api(lead)
    path = "/initiatives/{reference}"
    session = "/working-sessions/{series}/occurrences/{slot}"
    running = begun(initiative, lead)
    agreed(running, lead)
    save_note(running, "input:IN-0001", text="By night?", actor=lead)
    post(client, f"/initiatives/{initiative.reference}/invitations/", {"open_questions": ["Q"]})
    why = {"reason": "Because", "resume_condition": "When it fits"}
    post(client, f"/initiatives/{initiative.reference}/pause/", why)
    described = (
        "/units/",
        "/profile/",
        "/initiatives/",
        f"{path}/",
        f"{path}/history/",
        f"{path}/versions/",
        f"{path}/milestones/",
        f"{path}/invitations/",
        f"{path}/design-inputs/",
        f"{path}/owed-items/",
        "/design-inputs/",
        "/portfolio/summary/",
        "/working-sessions/",
        f"{path}/working-sessions/",
        f"{path}/agreed-actions/",
        "/agreed-actions/",
        "/working-sessions/{series}/",
        "/working-sessions/{series}/occurrences/",
        f"{session}/",
        f"{session}/agenda/",
        f"{session}/results/",
    )
    for address in described:
        described_at = ROOT + address.replace("{series}", "{reference}")
        shape = schema["paths"][described_at]["get"]["responses"]["200"]["content"]
        whole = {**shape["application/json"]["schema"], "components": schema["components"]}
        # What is called `reference` depends on what it is of.
        places = {"reference": initiative.reference, "series": "WS-0001", "slot": running.slot_on}
        content = get(client, address.format(**places)).json()
        Draft202012Validator(whole).validate(content)
    problem = {"$ref": "#/components/schemas/Problem", "components": schema["components"]}
    Draft202012Validator(problem).validate(post(client, "/initiatives/", {}).json())
    assert DesignInput.objects.count() == 1


@pytest.mark.django_db
def test_every_example_is_as_described(schema: dict[str, Any]) -> None:
    shown = 0
    for operations in schema["paths"].values():
        for operation in operations.values():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for content in [body["content"] for body in bodies if "content" in body]:
                for media in content.values():
                    whole = {**media["schema"], "components": schema["components"]}
                    for example in media.get("examples", {}).values():
                        Draft202012Validator(whole).validate(example["value"])
                        shown += 1
    assert shown >= 10


@pytest.mark.django_db
def test_the_reader_has_nothing_inline() -> None:
    page = Client().get(f"{ROOT}/docs/", headers={"Accept": "text/html"})
    text = page.content.decode()

    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "unsafe" not in page["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", text) == []
    script = Client().get(f"{ROOT}/docs/?script=", headers={"Accept": "*/*"})
    assert script["Content-Type"].startswith("application/javascript")
