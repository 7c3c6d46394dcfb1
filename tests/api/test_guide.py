"""The guide names only what exists, and all of it."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve

from config.problems import NothingHere
from tests.api.calls import ROOT

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "api.md"
PLACES = {
    "$REF": "AI-2026-0001",
    "$INPUT": "IN-0001",
    "$WS": "WS-0001",
    "$DAY": "2026-11-24",
    "$ITEM": "item:1",
    "$INVITATION": "00000000-0000-4000-8000-000000000000",
}


def test_every_call_of_the_story_has_an_address() -> None:
    calls = re.findall(r"\$A(/[^\s\"']+)", GUIDE.read_text())
    assert len(calls) >= 9

    for call in calls:
        for name, value in PLACES.items():
            call = call.replace(name, value)
        found = resolve(ROOT + call)
        assert getattr(found.func, "cls", None) is not NothingHere, call


@pytest.mark.django_db
def test_every_resource_is_in_the_table() -> None:
    table = GUIDE.read_text()
    schema = Client().get(f"{ROOT}/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    for path in schema.json()["paths"]:
        last = [part for part in path.strip("/").split("/") if "{" not in part][-1]
        assert f"{last}/" in table, path
