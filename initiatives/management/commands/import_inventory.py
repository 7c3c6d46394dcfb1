"""`manage.py import_inventory FILE --mapping MAPPING.toml`; docs/import.md explains it."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone
from tqdm import tqdm

from audit.actors import Actor
from initiatives.inventory import queries
from initiatives.inventory.actions import take_inventory
from initiatives.inventory.findings import as_csv
from initiatives.inventory.inventory import Inventory, InventoryFile, read_inventory
from initiatives.inventory.mapping import read_mapping
from initiatives.inventory.reading import refuse_size
from initiatives.inventory.report import ImportReport, report_on
from initiatives.inventory.shipped import shipped_paths
from initiatives.management.import_command import SHOWN_FINDINGS, ImportCommand


class Command(ImportCommand):
    """Take an inventory of initiatives from a table, by a mapping: whole or not at all."""

    system_name = "inventory import"
    help = "Take an inventory of initiatives from a CSV or .xlsx file, by a mapping in TOML."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the inventory, .csv or .xlsx")
        parser.add_argument(
            "--mapping",
            metavar="MAPPING.toml",
            required=True,
            help=f"how to read it: a file, or a shipped one ({', '.join(shipped_paths())})",
        )
        parser.add_argument(
            "--findings", metavar="FILE.csv", help="write every finding to a CSV file"
        )
        super().add_arguments(parser)

    def bring(self, options: dict[str, Any], actor: Actor) -> None:
        """Read the file, tell what it says, and take it."""
        inventory = self._read(Path(options["file"]), Path(options["mapping"]))
        known = queries.known_rows(inventory.mapping.name, actor=actor)
        planned = report_on(inventory.plan(known, queries.unit_names()), inventory.digest)
        if options["findings"]:
            _write_findings(Path(options["findings"]), planned)
        self._tell(planned)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was taken.")
            return
        with _Bar("Taking") as bar:
            report = take_inventory(
                inventory,
                about=InventoryFile(inventory.mapping.name, inventory.file_name),
                only_good_rows=options["good_rows_only"],
                actor=actor,
                report_progress=bar.tell,
            )
        self.stdout.write(
            self.style.SUCCESS(
                f"Taken: {report.created} new, {report.changed} changed, "
                f"{report.unchanged} unchanged, {report.bad} left out."
            )
        )

    def _read(self, path: Path, mapping_path: Path) -> Inventory:
        mapping = read_mapping(_read_mapping_text(mapping_path))
        try:
            refuse_size(path.stat().st_size, settings.INVENTORY_MAX_BYTES)
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        with _Bar("Reading") as bar:
            return read_inventory(
                content,
                mapping,
                file_name=path.name,
                today=timezone.localdate(),
                most_bytes=settings.INVENTORY_MAX_BYTES,
                report_progress=bar.tell,
            )

    def _tell(self, report: ImportReport) -> None:
        self.stdout.write(
            f"{report.rows} rows: {report.created} new, {report.changed} changed, "
            f"{report.unchanged} unchanged, {report.bad} that cannot be taken; "
            f"{report.notes} notes."
        )
        if report.missing:
            self.stdout.write(
                f"{len(report.missing)} no longer in the file stay as they are: "
                f"{', '.join(report.missing[:10])}{' …' if len(report.missing) > 10 else ''}"
            )
        for finding in report.findings[:SHOWN_FINDINGS]:
            self.tell_finding(
                f"row {finding.row}, {finding.column or 'whole row'}",
                finding.value,
                finding.message,
                keeps_row_out=finding.keeps_row_out,
            )
        unseen = len(report.findings) - SHOWN_FINDINGS + report.further_findings
        if unseen > 0:
            self.stdout.write(f"  … and {unseen} more; --findings FILE.csv writes them all.")


class _Bar:
    """A progress bar on a terminal; silent elsewhere, as in logs."""

    def __init__(self, words: str) -> None:
        self._bar: tqdm[Any] = tqdm(
            desc=words, unit=" rows", file=sys.stderr, disable=not sys.stderr.isatty()
        )

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.close()

    def tell(self, done: int, total: int) -> None:
        """Show how many of all rows are done."""
        self._bar.total = total
        self._bar.update(done - self._bar.n)


def _read_mapping_text(path: Path) -> str:
    shipped = shipped_paths()
    found = path if path.exists() else shipped.get(path.stem, path)
    try:
        return found.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CommandError(
            f"The mapping {path} is not UTF-8 text; it is a .toml file, the inventory comes first."
        ) from error
    except OSError as error:
        raise CommandError(
            f"The mapping {path} cannot be read: {error.strerror}. "
            f"Joinery ships {', '.join(shipped)}; docs/import.md shows how to write one."
        ) from error


def _write_findings(path: Path, report: ImportReport) -> None:
    try:
        path.write_text(as_csv(report.findings), encoding="utf-8-sig", newline="")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
