"""Triggers that refuse every change to what has been recorded, on SQLite and PostgreSQL."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

GUARDED_TABLES = ("audit_auditevent", "audit_auditpayload")
REFUSAL = "The record is append-only."


def guard_statements(vendor: str, table: str) -> list[str]:
    """SQL that puts the guards on one table; safe to repeat."""
    return _postgresql(table) if vendor == "postgresql" else _sqlite(table)


def guard_names(vendor: str, table: str) -> set[str]:
    """Names of the triggers that must stand on a table."""
    verbs = {"update", "delete"} | ({"truncate"} if vendor == "postgresql" else {"replace"})
    return {f"{table}_no_{verb}" for verb in verbs}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place."""
    with connection.cursor() as cursor:
        for table in GUARDED_TABLES:
            for statement in guard_statements(connection.vendor, table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away; only for emptying a database of tests."""
    with connection.cursor() as cursor:
        for table in GUARDED_TABLES:
            for name in sorted(guard_names(connection.vendor, table)):
                place = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of guards that should stand and do not, or are switched off."""
    wanted = {name for table in GUARDED_TABLES for name in guard_names(connection.vendor, table)}
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return wanted - {row[0] for row in cursor.fetchall()}


def install_after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of post_migrate: a table rebuild may have dropped the triggers."""
    connection = connections[using]
    if set(GUARDED_TABLES) <= set(connection.introspection.table_names()):
        install(connection)


def _sqlite(table: str) -> list[str]:
    # INSERT OR REPLACE deletes the old row without firing DELETE triggers, hence the third.
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def _postgresql(table: str) -> list[str]:
    return [
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()",
        f"CREATE OR REPLACE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()",
    ]
