"""What commands have in common that take a table from outside, whole or not at all."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actors import Actor, SystemActor
from people.errors import Refusal
from people.models import User

SHOWN_FINDINGS = 50


class ImportCommand(BaseCommand):
    """A command that reads a file, tells what it found, and takes the file unless it is a dry run.

    Attributes:
        system_name: who did it, in the record, when nobody is named.
    """

    system_name: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="report only, take nothing")
        parser.add_argument(
            "--good-rows-only",
            action="store_true",
            help="take the good rows and leave out the bad; without it one bad row stops all",
        )
        parser.add_argument(
            "--as", metavar="EMAIL", dest="email", help="record it as done by this person"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import.

        Raises:
            CommandError: something cannot be used, or bad rows stop it; nothing was taken.
        """
        try:
            self.bring(options, self._actor(options["email"]))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def bring(self, options: dict[str, Any], actor: Actor) -> None:
        """Read, tell and take."""
        raise NotImplementedError

    def tell_finding(self, where: str, value: str, message: str, *, keeps_row_out: bool) -> None:
        """Print one finding."""
        shown = f" “{value}”" if value else ""
        word = "NOT TAKEN" if keeps_row_out else "note"
        self.stdout.write(f"  {where}:{shown} {message} ({word})")

    def _actor(self, email: str | None) -> Actor:
        if not email:
            return SystemActor(self.system_name)
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody active has the address {email}.")
        return person
