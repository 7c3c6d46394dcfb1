"""`manage.py import_systems FILE`; docs/import.md explains it."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from architecture.actions import take_catalogue
from architecture.actions.catalogue_imports import look_at
from architecture.catalogue.backstage import looks_like_backstage
from architecture.catalogue.entries import CatalogueFile
from architecture.catalogue.planning import report_on
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import own_mapping_text
from architecture.models import CatalogueImport
from audit.actors import Actor, SystemActor
from initiatives.inventory.reading import refuse_size
from people.errors import Refusal
from people.models import User

SHOWN_FINDINGS = 50


class Command(BaseCommand):
    """Take a file of systems into the catalogue: whole or not at all."""

    help = "Take systems from a Backstage catalog-info.yaml, or a CSV or .xlsx file by a mapping."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="catalog-info.yaml, .csv or .xlsx")
        parser.add_argument(
            "--mapping",
            metavar="MAPPING.toml",
            help="how to read a table; without it, a table as Joinery writes it",
        )
        parser.add_argument("--dry-run", action="store_true", help="report only, take nothing")
        parser.add_argument(
            "--good-rows-only",
            action="store_true",
            help="take the good rows and leave out the bad; without it one bad row stops all",
        )
        parser.add_argument(
            "--missing",
            choices=CatalogueImport.Missing.values,
            default="",
            help="what becomes of systems that the file no longer names; needed when integrations "
            "touch them",
        )
        parser.add_argument(
            "--as", metavar="EMAIL", dest="email", help="record it as done by this person"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import.

        Raises:
            CommandError: something cannot be used, or bad rows or missing systems stop it; nothing
                was taken.
        """
        try:
            self._import(options)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _import(self, options: dict[str, Any]) -> None:
        actor = _actor(options["email"])
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
            word = "NOT TAKEN" if finding["severity"] == "bad_row" else "note"
            value = f" “{finding['value']}”" if finding["value"] else ""
            self.stdout.write(
                f"  {finding['row']}, {finding['column'] or 'all of it'}:{value} "
                f"{finding['message']} ({word})"
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


def _actor(email: str | None) -> Actor:
    if not email:
        return SystemActor("catalogue import")
    person = User.objects.filter(email__iexact=email, is_active=True).first()
    if person is None:
        raise CommandError(f"Nobody active has the address {email}.")
    return person
