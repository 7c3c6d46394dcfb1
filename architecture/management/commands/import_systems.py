"""`manage.py import_systems FILE`; docs/import.md explains it."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from architecture.actions import take_catalogue
from architecture.actions.catalogue_imports import look_at
from architecture.catalogue.backstage import looks_like_backstage
from architecture.catalogue.entries import CatalogueFile
from architecture.catalogue.planning import report_on
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import own_mapping_text
from architecture.models import CatalogueImport
from audit.actors import Actor
from initiatives.inventory.reading import refuse_size
from initiatives.management.import_command import SHOWN_FINDINGS, ImportCommand


class Command(ImportCommand):
    """Take a file of systems into the catalogue: whole or not at all."""

    system_name = "catalogue import"
    help = "Take systems from a Backstage catalog-info.yaml, or a CSV or .xlsx file by a mapping."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="catalog-info.yaml, .csv or .xlsx")
        parser.add_argument(
            "--mapping",
            metavar="MAPPING.toml",
            help="how to read a table; without it, a table as Joinery writes it",
        )
        parser.add_argument(
            "--missing",
            choices=CatalogueImport.Missing.values,
            default="",
            help="what becomes of systems that the file no longer names; needed when integrations "
            "touch them",
        )
        super().add_arguments(parser)

    def bring(self, options: dict[str, Any], actor: Actor) -> None:
        """Read the file, tell what it says, and take it."""
        file = _read(Path(options["file"]), options["mapping"])
        self._tell(report_on(look_at(file)))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was taken.")
            return
        report = take_catalogue(
            file,
            about=file,
            only_good_rows=options["good_rows_only"],
            missing=options["missing"],
            actor=actor,
        )
        self.stdout.write(
            self.style.SUCCESS(f"Taken: {report['created']} new, {report['changed']} changed.")
        )

    def _tell(self, report: dict[str, Any]) -> None:
        self.stdout.write(
            f"{report['rows']} read: {report['created']} new, {report['changed']} changed, "
            f"{report['unchanged']} unchanged, {report['passed']} that are no systems, "
            f"{report['bad']} that cannot be taken."
        )
        for each in report["missing"]:
            self.stdout.write(
                f"  no longer in the file: {each['name']}, {each['links']} integrations"
            )
        for finding in report["findings"][:SHOWN_FINDINGS]:
            self.tell_finding(
                f"{finding['row']}, {finding['column'] or 'all of it'}",
                finding["value"],
                finding["message"],
                keeps_row_out=finding["severity"] == "bad_row",
            )
        unseen = len(report["findings"]) - SHOWN_FINDINGS + report["further_findings"]
        if unseen > 0:
            self.stdout.write(f"  … and {unseen} more.")


def _read(path: Path, mapping_path: str | None) -> CatalogueFile:
    try:
        refuse_size(path.stat().st_size, settings.INVENTORY_MAX_BYTES)
        content = path.read_bytes()
        mapping = Path(mapping_path).read_text(encoding="utf-8") if mapping_path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"A file cannot be read: {error}.") from error
    if not mapping and not looks_like_backstage(path.name, content):
        mapping = own_mapping_text()
    return read_catalogue_file(content, mapping, file_name=path.name, today=timezone.localdate())
