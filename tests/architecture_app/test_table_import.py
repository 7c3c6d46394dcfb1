"""Tables of systems: reading, comparing, taking, and writing them again."""

import pytest

from architecture.actions import SystemFacts, add_system, change_system, merge_systems
from architecture.actions.catalogue_imports import look_at
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import as_table, own_mapping_text
from architecture.models import System
from architecture.queries import catalogue
from audit.models import AuditEvent
from people.errors import InvalidInput
from people.models import Site, User
from people.vocabulary import Role
from tests.architecture_app.catalogue_files import (
    CMDB,
    ERP,
    MES,
    TODAY,
    cmdb,
    own_table,
    took,
)
from tests.architecture_app.factories import linked
from tests.factories import person_with, registered

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("A20", "B121")]


@pytest.fixture
def keeper() -> User:
    return person_with(Role.IT_ARCHITECT, email="ana@example.org")


def facts_of(system: System, **changes: object) -> SystemFacts:
    now = {name: getattr(system, name) for name in SystemFacts.__dataclass_fields__}
    return SystemFacts(**{**now, **changes})  # type: ignore[arg-type]


def test_a_table_becomes_systems_and_comes_out_as_it_was(keeper: User) -> None:
    Site.objects.create(name="Plant North")
    south = (
        ERP.replace("erp,", "wms,")
        .replace("Order book", "Stock")
        .replace(",No,,", ",No,plant  NORTH,")
        .replace("Team Orders", "ANA@example.org")
    )
    took(own_table(MES, ERP, south), keeper)

    mes, stock = System.objects.get(name="Line control"), System.objects.get(name="Stock")
    assert (mes.kind, mes.is_ot, mes.criticality) == ("control_system", True, "highest")
    assert stock.site is not None
    assert stock.owner == keeper
    assert stock.owner_team == ""
    assert stock.data_classes == ["orders", "customers"]
    before = {each.pk: each.as_texts() for each in catalogue()}
    again = read_catalogue_file(
        as_table(catalogue()).encode(), own_mapping_text(), file_name="x.csv", today=TODAY
    )
    plan = look_at(again)
    assert (len(plan.new), len(plan.changed), plan.unchanged) == (0, 0, 3)
    assert {each.pk: each.as_texts() for each in catalogue()} == before


def test_one_bad_row_stops_all_or_is_left_out(keeper: User) -> None:
    rows = (
        MES,
        ERP.replace("Application", "Toaster"),
        ERP.replace("No,,", "No,Plant Nowhere,"),
        MES.replace("Line control", "Line 2"),
        "y,,,,,,,,,,",
        "short",
    )
    file = own_table(*rows)

    plan = look_at(file)
    with pytest.raises(InvalidInput) as refused:
        took(file, keeper)

    assert refused.value.field == "only_good_rows"
    assert plan.bad_rows == {3, 4, 5, 6, 7}
    assert not System.objects.exists()
    assert not AuditEvent.objects.filter(kind="systems.imported").exists()
    took(file, keeper, only_good_rows=True)
    assert System.objects.get().name == "Line control"


def test_what_is_in_the_catalogue_by_hand_is_adopted_not_doubled(keeper: User) -> None:
    by_hand = add_system(SystemFacts("order  book", description="By hand"), actor=keeper)

    took(cmdb(), keeper)

    by_hand.refresh_from_db()
    assert System.objects.count() == 2
    assert (by_hand.source, by_hand.source_key) == ("cmdb", "order book")
    assert by_hand.description == "By hand"
    assert by_hand.owner_team == "Team Orders"


def test_a_name_from_another_source_is_pointed_out(keeper: User) -> None:
    took(own_table(ERP), keeper)
    plan = look_at(cmdb())
    assert [each.name for each in plan.new] == ["Order book", "Line data"]
    assert "merge them" in plan.findings[0].message


def test_a_repeat_brings_up_to_date_and_keeps_what_people_changed(keeper: User) -> None:
    took(cmdb(), keeper)
    book, data = System.objects.order_by("-name")
    change_system(book, facts_of(book, owner_team="Team Sales"), version=1, actor=keeper)
    new = CMDB.replace("Team Orders", "Team Ledger").replace("Line data,Historian", "Line data,")

    plan = look_at(cmdb(new))
    took(cmdb(new), keeper)

    book.refresh_from_db()
    data.refresh_from_db()
    assert book.owner_team == "Team Sales"
    assert any("was changed in Joinery" in each.message for each in plan.findings)
    assert data.kind == "application"
    assert data.version == 2
    assert plan.unchanged == 1
    assert not look_at(cmdb(new)).changed


def test_systems_that_links_touch_are_never_lost_from_sight(keeper: User) -> None:
    took(cmdb(), keeper)
    lead = person_with(Role.BUSINESS_LEAD)
    book = System.objects.get(name="Order book")
    link = linked(registered(lead), lead, source=book)
    shorter = cmdb("CI,Class,Owner,Where\nLine data,Historian,,\n")

    plan = look_at(shorter)
    assert [(each.name, each.links) for each in plan.orphans] == [("Order book", 1)]
    with pytest.raises(InvalidInput) as refused:
        took(shorter, keeper)
    assert refused.value.field == "missing"
    assert "Order book" in refused.value.message
    took(shorter, keeper, missing="keep")
    book.refresh_from_db()
    assert book.lifecycle == "production"
    took(shorter, keeper, missing="retire")
    book.refresh_from_db()
    link.refresh_from_db()
    assert book.lifecycle == "retired"
    assert link.source == book
    assert not look_at(shorter).missing


def test_an_unknown_choice_for_missing_systems_is_refused(keeper: User) -> None:
    with pytest.raises(InvalidInput) as refused:
        took(cmdb(), keeper, missing="delete")
    assert refused.value.field == "missing"


def test_a_system_merged_away_is_not_woken_by_its_file(keeper: User) -> None:
    took(cmdb(), keeper)
    book, data = System.objects.order_by("-name")
    merge_systems(book, data, reason="Same", version=1, actor=keeper)

    plan = look_at(cmdb(CMDB.replace("Team Orders", "Team New")))

    assert not plan.changed
    assert not plan.missing
    assert "was merged into Line data" in plan.findings[0].message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "x"\n[identity]\ncolumns = ["A"]\n[columns]\ntitle = "A"\n', "is no target"),
        ('name = "x"\n[identity]\ncolumns = ["A"]\n[columns]\nkind = "A"\n', "Every system needs"),
    ],
)
def test_a_mapping_of_systems_knows_its_own_targets(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        read_catalogue_file(b"A\nx\n", text, file_name="x.csv", today=TODAY)


def test_cells_that_a_spreadsheet_would_run_are_made_inert(keeper: User) -> None:
    add_system(SystemFacts("=HYPERLINK(1)", description="＝1+1"), actor=keeper)  # noqa: RUF001
    assert "'=HYPERLINK(1)" in as_table(catalogue())
    assert "'＝1+1" in as_table(catalogue())  # noqa: RUF001


def test_they_come_back_as_they_were(keeper: User) -> None:
    add_system(
        SystemFacts(
            "=HYPERLINK(1)",
            description="- the lines\n- the shifts",
            owner_team="@plant-north",
            data_classes=["+orders", "stock"],
            patterns=["'=quoted", "'plain"],
        ),
        actor=keeper,
    )
    add_system(SystemFacts("-" * 200), actor=keeper)
    file = as_table(catalogue())
    assert "''=quoted" in file

    plan = look_at(
        read_catalogue_file(file.encode(), own_mapping_text(), file_name="systems.csv", today=TODAY)
    )

    assert not plan.new
    assert not plan.bad_rows
    # Both belong to the table from now on; nothing that they say is new.
    assert [(each.adopted, each.fields) for each in plan.changed] == [(True, ()), (True, ())]
