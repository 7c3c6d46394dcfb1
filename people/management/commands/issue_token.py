"""Issue an API token: `manage.py issue_token EMAIL [--name NAME]`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.actors import SystemActor
from people.actions import issue_token
from people.errors import Refusal
from people.models import User


class Command(BaseCommand):
    """Prints a new token once; only its digest is kept."""

    help = "Issue an API token for a person. It is printed once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="e-mail address of an active person")
        parser.add_argument("--name", default="command line", help="what will use the token")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=options["email"].strip(), is_active=True).first()
        if owner is None:
            message = f"No active person has the address {options['email']}."
            raise CommandError(message)
        try:
            _, token = issue_token(owner, options["name"], actor=SystemActor("command line"))
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(token)
        self.stderr.write("Keep it now; it is not shown again.")
