"""Decision records as MADR files: read as far as they go, written, and back again."""

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest

from architecture.actions.credits import credit_decision_inputs
from architecture.actions.madr import FileTaken, import_decisions
from architecture.decision_folder import file_name, folder, madr_of, opened
from architecture.integration_queries import decisions_on
from architecture.madr import Madr, MadrOption, UnreadableMadrError, read_madr, write_madr
from architecture.models import DecisionRecord, Integration
from architecture.vocabulary import DecisionStatus
from audit.models import AuditEvent
from initiatives.models import Initiative
from people.models import User
from tests.architecture_app.scenes import decided, held, proposed
from tests.factories import raised
from tests.vendors.uploads import files

PUBLIC = sorted((Path(__file__).parent / "madr").glob("0*.md"))
STATUSES = json.loads(
    (Path(__file__).resolve().parents[2] / "architecture" / "madr_statuses.json").read_text()
)


@pytest.mark.behaviour("A02")
@pytest.mark.parametrize("path", PUBLIC, ids=lambda path: path.name)
def test_public_examples_come_back_as_they_were_read(path: Path) -> None:
    read = read_madr(path.read_text())
    again = read_madr(write_madr(read.madr))
    assert again.madr == read.madr
    assert write_madr(again.madr) == write_madr(read.madr)


def test_what_a_public_example_says_is_found() -> None:
    by_name = {path.name[:4]: read_madr(path.read_text()) for path in PUBLIC}
    raci = by_name["0015"].madr
    assert raci.chosen == 'Include "Consulted" and "Informed" of RACI'
    assert raci.options[0].good == ("these two roles of RACI are well understood.",)
    assert raci.options[1].description.startswith("This would add")
    assert [len(raci.drivers), len(raci.options)] == [2, 3]
    assert raci.front == (("parent", "Decisions"), ("nav_order", 15))
    assert "nav_order: 15" in write_madr(raci)
    dashes = by_name["0005"].madr
    assert dashes.context.startswith("What is the pattern")
    assert "@ADR(1)" in dashes.outcome
    # Headings one level too high are still the options they name.
    licence = by_name["0001"]
    assert licence.missing == ("context and problem",)
    assert licence.madr.options[2].bad == ("dual licensing is not widely known",)
    assert licence.madr.further == ()


@pytest.mark.behaviour("A02")
@pytest.mark.parametrize("state", list(DecisionStatus))
def test_every_standing_has_its_word_and_comes_back(state: DecisionStatus) -> None:
    number = "0005" if state == DecisionStatus.REPLACED else ""
    written = write_madr(Madr("T", status=state, replaced_by=number))
    assert STATUSES[state] in written
    read = read_madr(written).madr
    assert (read.status, read.replaced_by) == (state, number)


def test_a_whole_record_survives_writing_and_reading() -> None:
    madr = Madr(
        title="Read orders through the gateway",
        status="decided",
        decided_on=dt.date(2026, 3, 31),
        deciders=("Ira Novak", "Bea: Lind"),
        consulted=("Plant IT",),
        context="Planners wait.\n\n```\n# no heading\n```",
        drivers=("Nothing writes", "Two lines\nof one driver"),
        options=(MadrOption("Gateway", "Is there.", ("it is watched",), (), ("it is slow",)),),
        chosen="Gateway",
        outcome="It is there.",
        consequences=("Good, because one place less",),
        confirmation="A test each night.",
        more="See the wiki.",
        further=(("Costs", "None."),),
        reference="ADR-0001",
        integration="INT-0001",
        inputs=("IN-0001",),
        front=(("parent", "Decisions"), ("nav_order", 15), ("tags", ["data", "plant"])),
    )
    assert read_madr(write_madr(madr)).madr == madr


@pytest.mark.parametrize(
    ("text", "missing", "note"),
    [
        ("# Only a title", 3, ""),
        ("---\nstatus: [broken\n---\n# T\n\nWhy.", 2, "could not be read"),
        ("---\na: &a x\nb: *a\n---\n# T\n\nWhy.", 2, "use references"),
        ("---\nwhere: {a: 1}\nsince: 2024-01-31\nempty:\n---\n# T\n\nWhy.", 2, "“where” above"),
        ("---\nstatus: maybe\ndate: soon\n---\n# T\n\nWhy.", 2, "none of MADR's"),
        ("# T\n\n* Status: accepted\n* Date: 2018-05-01\n\nWhy.", 2, ""),
        ("# T\n\nWhy.\n\n## Decision\n\nYes.\n\n### Odd\n\nText", 1, ""),
    ],
)
def test_a_file_with_missing_parts_is_read_as_far_as_it_goes(
    text: str, missing: int, note: str
) -> None:
    read = read_madr(text)
    assert len(read.missing) == missing
    assert note in " ".join(read.notes)


@pytest.mark.parametrize("text", ["", "no heading at all", "## Second level", "x" * 200_001])
def test_what_is_no_record_says_so(text: str) -> None:
    with pytest.raises(UnreadableMadrError):
        read_madr(text)


def test_older_facts_below_the_title_are_understood() -> None:
    read = read_madr("# T\n\n* Status: accepted\n* Deciders: A, B\n* Date: 2018-05-01\n\nWhy.").madr
    assert (read.status, read.deciders, read.context) == ("decided", ("A", "B"), "Why.")
    assert read.decided_on == dt.date(2018, 5, 1)


@pytest.mark.django_db
@pytest.mark.behaviour("A08")
def test_a_folder_goes_to_a_repository_and_into_another_initiative(
    initiative: Initiative, lead: User
) -> None:
    record = decided(initiative, lead, deciders=[lead])
    credit_decision_inputs(record, [raised(initiative, lead).reference], actor=lead)
    texts = [(file_name(each), write_madr(madr_of(each))) for each in decisions_on(initiative)]
    content = folder(texts)
    assert folder(texts) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        number = record.reference.removeprefix("ADR-")
        names = archive.namelist()
    assert names == [f"decisions/{number}-read-orders-through-the-gateway.md"]
    brought = opened("folder.zip", content)
    here = import_decisions(initiative, brought.to_take(only_whole=True), actor=lead)
    assert (here.taken, len(here.known)) == ([], 1)
    Initiative.objects.filter(pk=initiative.pk).update(title="Other")
    assert madr_of(decisions_on(initiative)[0]).inputs == ("IN-0001",)
    DecisionRecord.objects.all().delete()
    taken = import_decisions(initiative, brought.to_take(only_whole=True), actor=lead).taken[0]
    assert (taken.status, taken.chosen_option, taken.outcome) == (
        "decided",
        record.chosen_option,
        record.outcome,
    )
    assert [str(each) for each in taken.deciders.all()] == ["Bea Lind"]
    assert file_name(taken) == names[0].removeprefix("decisions/")
    assert [each.input_reference for each in taken.embodied.all()] == ["IN-0001"]
    kinds = AuditEvent.objects.filter(object_ref=taken.reference).order_by("pk")
    assert [each.kind for each in kinds] == [
        "decision_record.written",
        "decision_record.decided",
        "design_input.embodied",
    ]


@pytest.mark.django_db
def test_what_a_file_tells_besides_is_kept_or_said(initiative: Initiative, lead: User) -> None:
    front = (("parent", "Decisions"), ("nav_order", 15))
    files = [
        FileTaken("0001-a.md", Madr("A", inputs=("IN-9999",), front=front)),
        FileTaken("0002-b.md", Madr("B", status="replaced", replaced_by="0001")),
        FileTaken("0003-c.md", Madr("C", status="decided")),
        FileTaken("0004-d.md", Madr("D", status="replaced", replaced_by="0003")),
    ]
    outcome = import_decisions(initiative, files, actor=lead)
    found = {each.title: each for each in decisions_on(initiative)}
    assert madr_of(found["A"]).front == front
    assert outcome.notes["0001-a.md"] == "Not raised here, so not named: IN-9999."
    # Only what is decided takes the place of another.
    assert found["B"].status == "decided"
    assert "ADR-0001, which replaced it, is proposed" in outcome.notes["0002-b.md"]
    assert found["D"].replaced_by == found["C"]
    told = AuditEvent.objects.filter(kind="decision_record.replaced").get()
    assert told.sentence.endswith(f"replaced {found['D'].reference} by {found['C'].reference}")


@pytest.mark.django_db
def test_files_are_taken_once_linked_and_without_a_circle(
    initiative: Initiative, lead: User
) -> None:
    files = [
        FileTaken("0001-a.md", Madr("A", status="replaced", replaced_by="0002")),
        FileTaken("0002-b.md", Madr("B", status="replaced", replaced_by="0001")),
        FileTaken("0003-c.md", Madr("C", status="replaced", replaced_by="0009")),
        FileTaken("0004-d.md", Madr("D" * 300)),
    ]
    outcome = import_decisions(initiative, files, actor=lead)
    first, second, third = DecisionRecord.objects.order_by("pk")
    assert (first.replaced_by, second.status, third.status) == (second, "decided", "decided")
    assert set(outcome.notes) == {"0002-b.md", "0003-c.md"}
    assert set(outcome.refused) == {"0004-d.md"}
    again = import_decisions(initiative, files, actor=lead)
    assert (len(again.taken), len(again.known)) == (0, 3)


@pytest.mark.django_db
@pytest.mark.behaviour("A19")
def test_no_file_changes_a_design_or_decides_about_a_held_one(
    initiative: Initiative, lead: User, architect: User
) -> None:
    integration = proposed(initiative, lead)
    held(integration, architect, lead)
    before = Integration.objects.values().get(pk=integration.pk)
    file = FileTaken("0001.md", Madr("A", status="decided", integration=integration.reference))
    outcome = import_decisions(initiative, [file], actor=lead)
    assert outcome.taken[0].status == "proposed"
    assert "somebody else holds" in outcome.notes["0001.md"]
    assert Integration.objects.values().get(pk=integration.pk) == before


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"PK\x03\x04broken", files.misnamed(files.docx())]
)
def test_what_cannot_be_opened_says_so(content: bytes) -> None:
    assert opened("x.zip", content).trouble
