"""`manage.py serve`: web, worker and scheduler of one embedded installation, as one process."""

import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.environment import env
from config.supervision import Group

PYTHON = (sys.executable, "-m")
WEB = (*PYTHON, "gunicorn", "--config", "python:config.gunicorn", "config.wsgi")
# Threads, because all of them write to one SQLite file anyway; nobody to gossip with.
CELERY = (*PYTHON, "celery", "--app", "config", "--quiet")
WORKER = (
    *(*CELERY, "worker", "--pool", "threads", "--concurrency", "4"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"),
)
SCHEDULER = (*CELERY, "beat", "--pidfile=", "--loglevel", "INFO")


class Command(BaseCommand):
    """Serve everything until stopped."""

    help = "Serve web, worker and scheduler together. PORT says where; Ctrl-C stops all of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """No options: the environment says everything, for all three alike."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the record's key where there is none, run the group, end with its status.

        Raises:
            CommandError: when the port is taken.
        """
        port = env.int("PORT", default=8000)
        require_free_port(port)
        call_command("audit", "create-key", "--if-missing", stdout=self.stdout)
        self.stdout.write(f"Joinery is at http://127.0.0.1:{port} in a moment. Ctrl-C stops it.")
        commands = {"web": WEB, "worker": WORKER, "scheduler": SCHEDULER}
        if status := Group(commands, sys.stdout).run():
            sys.exit(status)


def require_free_port(port: int) -> None:
    """Look whether this machine's port can be listened on.

    Raises:
        CommandError: when something else listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            message = f"Port {port} is in use. Stop what uses it, or choose another: PORT=8001"
            raise CommandError(message) from error
