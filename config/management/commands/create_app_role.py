"""`manage.py create_app_role`: the PostgreSQL role the application connects with."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from config.environment import env

READ_AND_ADD = "SELECT, INSERT"
READ_AND_WRITE = "SELECT, INSERT, UPDATE, DELETE"
SEQUENCES = "USAGE, SELECT"
# The record is read and added to; the rest is the sealer's own bookkeeping, and erasing a
# person's data, which the guards allow in one direction only.
RIGHTS_ON_THE_RECORD = {
    "audit_auditpayload": "SELECT, INSERT, UPDATE (salt, value)",
    "audit_auditpending": "SELECT, INSERT, DELETE",
    "audit_checkpointdelivery": READ_AND_WRITE,
    "audit_sealer": READ_AND_WRITE,
}


class Command(BaseCommand):
    """Create the role, or bring it up to date. Run by the tables' owner after each migrate."""

    help = (
        "Create or update the role the application connects with. It owns nothing, can change no "
        "table's shape, and can only read and add to the record (audit_*). Run it with the "
        "owner's DATABASE_URL after every migrate; JOINERY_APP_PASSWORD holds the password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--name`, else JOINERY_APP_ROLE, else joinery_app."""
        default = env.str("JOINERY_APP_ROLE", default="joinery_app")
        parser.add_argument("--name", default=default, help=f"the role's name ({default})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create and grant, in one transaction.

        Raises:
            CommandError: on another database, without a password, or as the role itself.
        """
        name: str = options["name"]
        password = env.str("JOINERY_APP_PASSWORD", default="")
        if connection.vendor != "postgresql":
            message = "Only PostgreSQL has roles; DATABASE_URL names another database."
            raise CommandError(message)
        if not password:
            message = "JOINERY_APP_PASSWORD is not set; the role needs a password."
            raise CommandError(message)
        if connection.settings_dict["USER"] == name:
            message = f"This is connected as {name} itself. DATABASE_URL has to name the owner."
            raise CommandError(message)
        with transaction.atomic(), connection.cursor() as cursor:
            create(cursor, name, password)
            grant(cursor, connection.ops.quote_name(name))
        self.stdout.write(f"The role {name} is ready.")


def create(cursor: CursorWrapper, name: str, password: str) -> None:
    """Create the role, or give the existing one this password and nothing special."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    role = connection.ops.quote_name(name)
    cursor.execute(
        f"{verb} ROLE {role} LOGIN NOCREATEDB NOCREATEROLE INHERIT PASSWORD %s",
        [password],
    )


def grant(cursor: CursorWrapper, role: str) -> None:
    """Grant what the application needs on every table there is, and little on those to come.

    A table made later can be read and added to at once; this command, run after the migration,
    gives the rest. So a new table of the record is never open to changes, not even for a moment.
    """
    database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {role}")
    cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    cursor.execute(f"GRANT {SEQUENCES} ON ALL SEQUENCES IN SCHEMA public TO {role}")
    new = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT"
    cursor.execute(f"{new} {READ_AND_ADD} ON TABLES TO {role}")
    cursor.execute(f"{new} {SEQUENCES} ON SEQUENCES TO {role}")
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for (table,) in cursor.fetchall():
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"REVOKE ALL ON TABLE {quoted} FROM {role}")
        cursor.execute(f"GRANT {allowed(table)} ON TABLE {quoted} TO {role}")


def allowed(table: str) -> str:
    """What the application may do with a table."""
    if table in RIGHTS_ON_THE_RECORD:
        return RIGHTS_ON_THE_RECORD[table]
    if table.startswith("audit_"):
        return READ_AND_ADD
    if table == "django_migrations":
        return "SELECT"
    return READ_AND_WRITE
