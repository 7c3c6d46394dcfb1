"""`manage.py import_inventory`: what it prints and how it ends."""

import csv
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEvent
from initiatives import events
from initiatives.models import Initiative
from people.models import User
from tests.initiatives.inventory.sample import ROWS, as_csv, changed

pytestmark = pytest.mark.django_db
Files = Callable[..., tuple[Path, Path]]


def run(file: Path, mapping: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_inventory", str(file), "--mapping", str(mapping), *options, stdout=out)
    return out.getvalue()


def test_it_takes_a_file_and_says_so(write_files: Files) -> None:
    printed = run(*write_files(as_csv(ROWS)))

    assert "Taken: 3 new, 0 changed, 0 unchanged, 0 left out." in printed
    assert Initiative.objects.count() == 3
    assert AuditEvent.objects.latest("id").actor_id == "system:inventory import"


def test_a_dry_run_takes_nothing(write_files: Files) -> None:
    printed = run(*write_files(as_csv(ROWS)), "--dry-run")

    assert "3 rows: 3 new, 0 changed" in printed
    assert "nothing was taken" in printed
    assert not Initiative.objects.exists()
    assert not AuditEvent.objects.exists()


def test_bad_rows_stop_it_and_are_named(write_files: Files) -> None:
    files = write_files(as_csv(changed(ROWS, 1, "Stand", "Idea")))
    out = StringIO()

    with pytest.raises(CommandError, match="1 row cannot be taken, so none was"):
        call_command("import_inventory", str(files[0]), "--mapping", str(files[1]), stdout=out)

    assert "row 3, Stand: “Idea”" in out.getvalue()
    assert "(NOT TAKEN)" in out.getvalue()
    assert not Initiative.objects.exists()


def test_good_rows_alone_are_taken_when_asked(write_files: Files) -> None:
    files = write_files(as_csv(changed(ROWS, 1, "Stand", "Idea")))

    assert "2 new, 0 changed, 0 unchanged, 1 left out" in run(*files, "--good-rows-only")


def test_findings_are_written_as_a_table(write_files: Files, tmp_path: Path) -> None:
    files = write_files(as_csv(changed(ROWS, 1, "Beginn", "22-Nov")))
    target = tmp_path / "findings.csv"

    run(*files, "--findings", str(target))

    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0] == ["row", "column", "value", "finding", "taken"]
    assert rows[1][:3] == ["3", "Beginn", "22-Nov"]


def test_it_is_recorded_as_done_by_a_person(write_files: Files, architect: User) -> None:
    run(*write_files(as_csv(ROWS)), "--as", "ARCHITECT@example.org")

    event = AuditEvent.objects.get(kind=events.INVENTORY_IMPORTED.code)
    assert event.actor_id == architect.actor_id


def test_a_person_who_may_not_is_refused(write_files: Files, lead: User) -> None:
    with pytest.raises(CommandError, match="Only IT architects"):
        run(*write_files(as_csv(ROWS)), "--as", lead.email)


def test_nobody_of_that_address(write_files: Files) -> None:
    with pytest.raises(CommandError, match="Nobody active has the address"):
        run(*write_files(as_csv(ROWS)), "--as", "nobody@example.org")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (as_csv(ROWS).decode().encode("cp1252"), "not in the encoding utf-8"),
    ],
)
def test_bad_files_are_named(write_files: Files, content: bytes, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(*write_files(content))


def test_a_file_of_100_mb_is_not_even_read(write_files: Files) -> None:
    file, mapping = write_files(b"")
    with file.open("wb") as large:
        large.truncate(100 * 1024 * 1024)

    with pytest.raises(CommandError, match=r"104\.9 MB; at most"):
        run(file, mapping)


def test_files_that_are_not_there(write_files: Files, tmp_path: Path) -> None:
    file, mapping = write_files(as_csv(ROWS))

    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(tmp_path / "none.csv", mapping)
    with pytest.raises(CommandError, match="Joinery ships us-federal-2024"):
        run(file, tmp_path / "none.toml")
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path, mapping)


def test_file_and_mapping_swapped(write_files: Files) -> None:
    file, mapping = write_files(as_csv(ROWS))

    with pytest.raises(CommandError, match="not valid TOML"):
        run(mapping, file)


def test_a_shipped_mapping_goes_by_its_name(omb_file: Path) -> None:
    printed = run(omb_file, Path("us-federal-2024"), "--dry-run")

    assert "2133 rows: 2133 new" in printed
    assert "--findings FILE.csv writes them all" in printed
