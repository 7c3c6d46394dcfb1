"""Adding, changing and merging systems."""

import uuid

import pytest

from architecture.actions import SystemFacts, add_system, change_system, merge_systems
from architecture.models import Dependency, System, SystemMerge, SystemRelation
from audit.models import AuditEvent
from people.errors import InvalidInput, NotPossibleNow
from people.models import User
from people.vocabulary import Role
from tests.architecture_app.factories import SystemFactory, linked
from tests.factories import person_with, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return person_with(Role.IT_ARCHITECT)


@pytest.mark.behaviour("A20", "B121")
def test_a_system_is_added_once_and_gets_an_address_of_its_own(keeper: User) -> None:
    key = uuid.uuid4()
    facts = SystemFacts(
        "Sign-on",
        kind="identity_provider",
        is_ot=True,
        data_classes=["people", " people "],
        patterns=["OIDC"],
    )
    made = add_system(facts, actor=keeper, submission_key=key)

    assert add_system(facts, actor=keeper, submission_key=key) == made
    assert made.slug == "sign-on"
    assert made.data_classes == ["people"]
    assert AuditEvent.objects.filter(kind="system.added").count() == 1


@pytest.mark.parametrize(("name", "slug"), [("Map", "map-2"), ("…", "system"), ("New", "new-2")])
def test_no_name_takes_the_address_of_a_page(keeper: User, name: str, slug: str) -> None:
    assert add_system(SystemFacts(name), actor=keeper).slug == slug


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (SystemFacts(" "), "name"),
        (SystemFacts("x" * 201), "name"),
        (SystemFacts("order BOOK"), "name"),
        (SystemFacts("A", kind="toaster"), "kind"),
        (SystemFacts("A", criticality="extreme"), "criticality"),
        (SystemFacts("A", data_classes=["x"] * 1 + [str(n) for n in range(40)]), "data_classes"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(
    keeper: User, facts: SystemFacts, field: str
) -> None:
    add_system(SystemFacts("Order book"), actor=keeper)
    with pytest.raises(InvalidInput) as refused:
        add_system(facts, actor=keeper)
    assert refused.value.field == field
    assert System.objects.count() == 1


def test_a_change_that_changes_nothing_leaves_no_event(keeper: User) -> None:
    system = add_system(SystemFacts("Order book"), actor=keeper)
    before = AuditEvent.objects.count()

    same = change_system(system, SystemFacts("Order book"), version=1, actor=keeper)

    assert same.version == 1
    assert AuditEvent.objects.count() == before


@pytest.mark.behaviour("A20")
def test_every_link_follows_a_merge_and_its_history_stays(keeper: User) -> None:
    lead = person_with(Role.BUSINESS_LEAD)
    initiative = registered(lead)
    found, target, other = SystemFactory.create_batch(3)
    reads = linked(initiative, lead, source=found)
    writes = linked(initiative, lead, source=None, source_ai_system="Model", target=found)
    signs_on = linked(initiative, lead, source=other, identity_provider=found)
    relies = Dependency.objects.create(integration=signs_on, system=found)
    kept = SystemRelation.objects.create(system=other, kind="depends_on", target=found)
    # This one would point from the target to itself.
    SystemRelation.objects.create(system=target, kind="depends_on", target=found)

    merge_systems(found, target, reason="One machine", version=1, actor=keeper)

    for each in (reads, writes, signs_on, relies, kept):
        each.refresh_from_db()
    assert reads.source == writes.target == signs_on.identity_provider == target
    assert relies.system == kept.target == target
    assert reads.version == 2
    merge = SystemMerge.objects.get()
    assert set(merge.moved_integrations) == {
        reads.reference,
        writes.reference,
        signs_on.reference,
    }
    history = AuditEvent.objects.filter(initiative_ref=initiative.reference)
    assert history.filter(kind="integration.changed").count() == 3
    found.refresh_from_db()
    assert found.merged_into == target


def test_merges_make_no_circle(keeper: User) -> None:
    first, second, third = SystemFactory.create_batch(3)
    merge_systems(first, second, reason="Same", version=1, actor=keeper)

    for system, into in ((second, first), (first, third)):
        with pytest.raises(NotPossibleNow):
            merge_systems(system, into, reason="Same", version=2, actor=keeper)
    with pytest.raises(InvalidInput):
        merge_systems(third, third, reason="Same", version=1, actor=keeper)


def test_two_systems_with_a_link_between_them_stay_two(keeper: User) -> None:
    lead = person_with(Role.BUSINESS_LEAD)
    found, target = SystemFactory.create_batch(2)
    linked(registered(lead), lead, source=target, target=found)

    with pytest.raises(NotPossibleNow) as refused:
        merge_systems(found, target, reason="Same", version=1, actor=keeper)

    assert refused.value.field == "into"
    assert not SystemMerge.objects.exists()
