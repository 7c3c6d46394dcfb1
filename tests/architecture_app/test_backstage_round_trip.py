"""Catalogue files as people really write them: taken in, written out again, compared."""

from pathlib import Path

import pytest
import yaml

from architecture.actions.catalogue_imports import look_at
from architecture.catalogue.backstage_out import as_backstage
from architecture.catalogue.yaml_text import read_documents
from architecture.models import System, SystemRelation
from architecture.queries import catalogue
from people.models import User
from people.vocabulary import Role
from tests.architecture_app.catalogue_files import backstage, took
from tests.factories import person_with

pytestmark = pytest.mark.behaviour("A20")

FILES = Path(__file__).parent / "backstage"
KEPT = {
    "pipeline": {"press-monitor": "application", "press-monitor-tests": "infrastructure"},
    "models": {"slip-forecast": "ai_service", "slip-model": "other"},
    "organisation": {"plant-portal": "application"},
    "definitions": {
        "orders-by-reference": "interface",
        "lights": "interface",
        "hall lights": "service",
    },
    "create_app_entities": {
        "examples": "application",
        "example-website": "application",
        "example-grpc-api": "interface",
    },
}
PASSED = {
    "organisation": ["Location", "Group", "User", "Domain", "Template", "AiResource"],
}
UNKNOWN_LIFECYCLES = {"models": ["Lifecycle", "unknown"]}


@pytest.fixture
def keeper(db: None) -> User:
    return person_with(Role.IT_ARCHITECT)


@pytest.mark.parametrize("name", KEPT)
def test_what_is_taken_comes_out_as_it_went_in_and_the_rest_is_told(
    name: str, keeper: User
) -> None:
    text = (FILES / f"{name}.yaml").read_text(encoding="utf-8")
    file = backstage(text)

    took(file, keeper)

    assert {each.name: each.kind for each in System.objects.all()} == KEPT[name]
    told = [(each.column, each.value.split(" (")[0]) for each in file.findings]
    assert told == [
        *(("kind", kind) for kind in PASSED.get(name, ())),
        *(("spec.lifecycle", word) for word in UNKNOWN_LIFECYCLES.get(name, ())),
    ]
    written = as_backstage(catalogue())
    given = [each for each in read_documents(text) if each["metadata"]["name"] in KEPT[name]]
    came = list(read_documents(written))
    assert sorted(came, key=_reference) == sorted(given, key=_reference)
    again = look_at(backstage(written))
    assert (len(again.new), len(again.changed), again.unchanged) == (0, 0, len(KEPT[name]))


def test_a_file_of_people_alone_takes_nothing_and_says_so(keeper: User) -> None:
    file = backstage((FILES / "create_app_org.yaml").read_text(encoding="utf-8"))

    took(file, keeper)

    assert not System.objects.exists()
    assert [each.value.split(" (")[0] for each in file.findings] == ["User", "Group"]


def test_words_of_yaml_1_1_that_1_2_reads_as_text_stay_text_for_both(keeper: User) -> None:
    took(backstage((FILES / "definitions.yaml").read_text(encoding="utf-8")), keeper)

    came = {
        each["metadata"]["name"]: each for each in yaml.safe_load_all(as_backstage(catalogue()))
    }

    labels = came["hall lights"]["metadata"]["labels"]
    assert labels == {"goVersion": "go1.15.3", "since": "2020-01-02", "night": "no"}


def test_what_needs_a_system_is_told_from_either_side(keeper: User) -> None:
    took(backstage((FILES / "models.yaml").read_text(encoding="utf-8")), keeper)

    assert {
        (each.system.name, each.kind, each.target.name if each.target else each.target_name)
        for each in SystemRelation.objects.all()
    } == {
        ("slip-forecast", "depends_on", "slip-model"),
        ("slip-forecast", "depends_on", "api:default/slip-artefact"),
        ("slip-model", "needed_by", "slip-forecast"),
        ("slip-model", "needed_by", "component:default/order-desk"),
    }


def _reference(entity: dict[str, dict[str, str]]) -> str:
    return f"{entity['kind']} {entity['metadata']['name']}"
