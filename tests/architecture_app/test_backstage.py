"""Backstage's catalog-info.yaml, in and out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from architecture.actions import SystemFacts, add_system, change_system, merge_systems
from architecture.actions.catalogue_imports import look_at
from architecture.catalogue.backstage import entry_of, full_reference
from architecture.catalogue.backstage_out import as_backstage
from architecture.catalogue.yaml_text import read_documents, write_documents
from architecture.models import System, SystemRelation
from architecture.queries import catalogue
from people.errors import InvalidInput
from people.models import User
from people.vocabulary import Role
from tests.architecture_app.catalogue_files import BACKSTAGE, backstage, took
from tests.architecture_app.factories import linked
from tests.architecture_app.test_table_import import facts_of
from tests.factories import person_with, registered

pytestmark = pytest.mark.behaviour("A20")


@pytest.fixture
def keeper(db: None) -> User:
    return person_with(Role.IT_ARCHITECT)


def test_four_kinds_become_systems_and_the_rest_is_passed_over(keeper: User) -> None:
    file = backstage()
    took(file, keeper)

    assert {each.name: each.kind for each in System.objects.all()} == {
        "order-lookup": "service",
        "orders-db": "database",
        "Order desk": "application",
        "orders": "interface",
    }
    assert file.passed == 2
    assert [each.row for each in file.findings] == [5, 6]
    lookup = System.objects.get(name="order-lookup")
    assert (lookup.lifecycle, lookup.owner_team) == ("experimental", "team-orders")
    told = {
        (each.kind, each.target.name if each.target else each.target_name)
        for each in SystemRelation.objects.filter(system=lookup)
    }
    assert told == {
        ("depends_on", "orders-db"),
        ("part_of", "Order desk"),
        ("provides", "orders"),
    }


def test_a_merge_outlives_the_file_brought_again(keeper: User) -> None:
    took(backstage(), keeper)
    known = {each.name: each for each in System.objects.all()}
    lookup, desk, database = known["order-lookup"], known["Order desk"], known["orders-db"]
    by_hand = add_system(SystemFacts("The order database"), actor=keeper)
    merge_systems(database, by_hand, reason="The same", version=1, actor=keeper)

    def told(system: System) -> set[tuple[str, str]]:
        rows = system.relations.select_related("target")
        return {(each.kind, each.target.name if each.target else "") for each in rows}

    took(backstage(), keeper)
    assert ("depends_on", "The order database") in told(lookup)
    merge_systems(lookup, desk, reason="One application", version=1, actor=keeper)
    followed = told(desk)
    assert {("depends_on", "The order database"), ("provides", "orders")} <= followed
    left_behind = told(lookup)

    took(backstage(), keeper)
    assert told(desk) == followed
    assert told(lookup) == left_behind
    assert not SystemRelation.objects.filter(target=database).exists()


def test_what_changed_here_is_written_and_read_again(keeper: User) -> None:
    took(backstage(), keeper)
    lookup = System.objects.get(name="order-lookup")
    changed = facts_of(
        lookup,
        name="Order lookup",
        kind="ai_service",
        is_ot=True,
        criticality="high",
        lifecycle="retired",
        owner=keeper,
        owner_team="",
        data_classes=["orders", "machine data"],
    )
    change_system(lookup, changed, version=1, actor=keeper)
    by_hand = add_system(SystemFacts("Line control", kind="control_system"), actor=keeper)

    entries = {
        entry.key: entry.texts()
        for each in read_documents(as_backstage(catalogue()))
        if (entry := entry_of(each))
    }

    lookup.refresh_from_db()
    assert entries["component:default/order-lookup"] == lookup.as_texts()
    assert entries["resource:default/line-control"] == by_hand.as_texts()


def test_only_what_came_together_can_be_missing(keeper: User) -> None:
    lead = person_with(Role.BUSINESS_LEAD)
    took(backstage(), keeper)
    linked(registered(lead), lead, source=System.objects.get(name="orders-db"))
    other = BACKSTAGE.split("---")[0].replace("order-lookup", "stock-lookup")

    assert not look_at(backstage(other)).missing
    without = "---".join(part for part in BACKSTAGE.split("---") if "kind: Resource" not in part)
    assert [each.name for each in look_at(backstage(without)).orphans] == ["orders-db"]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x]\nb: [*a, *a]\n",
        "a: [1, 2\n",
        "[" * 3000,
        "a: !!python/object/apply:os.system [ls]\n",
        "%YAML 9.9\n---\n- - {",
    ],
    ids=["aliases", "broken", "deep", "object", "strange"],
)
def test_what_is_no_yaml_or_grows_by_itself_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        backstage(text)
    assert refused.value.field == "file"
    assert refused.value.way_out


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n",
        "just words",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: 7}\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: x, 1: y}\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: [x]\nspec: 3\n",
    ],
)
def test_a_document_that_is_no_entity_is_told_by_its_number(text: str) -> None:
    read = backstage(f"---\n---\n{text}")
    assert not read.entries
    assert read.bad_rows == {2}


def test_the_same_entity_twice_is_told() -> None:
    one = BACKSTAGE.split("---")[0]
    read = backstage(f"{one}---\n{one}")
    assert read.bad_rows == {2}
    assert len(read.entries) == 1


@pytest.mark.parametrize(
    ("reference", "full"),
    [
        ("orders-db", "component:default/orders-db"),
        ("resource:orders-db", "resource:default/orders-db"),
        ("API:plants/Orders", "api:plants/orders"),
        ("plants/orders", "component:plants/orders"),
    ],
)
def test_references_are_filled_up_as_backstage_does(reference: str, full: str) -> None:
    assert full_reference(reference, "component", "default") == full


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abcxyz-/. ", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_any_plain_value_is_read_as_it_was_written(value: object) -> None:
    assert list(read_documents(write_documents([value]))) == [value]
