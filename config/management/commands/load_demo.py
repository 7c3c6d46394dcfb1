"""`manage.py load_demo`: a manufacturing group with initiatives in every stage, to look around."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo import content, loading, password
from people.models import User


class Command(BaseCommand):
    """Load the demo into an empty database and say how to sign in."""

    help = "Load demo people and initiatives into an empty database; print how to sign in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--if-empty` for a start that may come first or later."""
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="load nothing where people exist already; only print how to sign in",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load or leave alone, then print.

        Raises:
            CommandError: people exist and `--if-empty` is not given.
        """
        if not User.objects.exists():
            loading.load_demo(password.take_password())
        elif not options["if_empty"]:
            message = (
                "There are people already, so the demo was not loaded. "
                "It needs an empty database: choose another JOINERY_DATA_DIR."
            )
            raise CommandError(message)
        self._print_people()

    def _print_people(self) -> None:
        addresses = [person.email for person in content.organisation().people if person.printed]
        people = User.objects.filter(email__in=addresses, is_active=True).in_bulk(
            field_name="email"
        )
        if not people:
            return
        self.stdout.write(f"Sign in at {settings.BASE_URL} as one of the demo people:")
        for address in addresses:
            if address in people:
                self.stdout.write(f"  {address:<30} {_what_they_are(people[address])}")
        known = password.given_password()
        if known and next(iter(people.values())).check_password(known):
            self.stdout.write(f"Their password: {known}")
        else:
            self.stdout.write("Their password is the one given when the demo was loaded.")


def _what_they_are(person: User) -> str:
    roles = ", ".join(role.label for role in sorted(person.roles))
    return f"{person.full_name}, {roles or 'administrator'}"
