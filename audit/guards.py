"""Triggers that refuse changes to what has been recorded, on SQLite and PostgreSQL.

They also hand each new event to the sealer, so that no way of inserting one can forget it.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

REFUSAL = "The record is append-only."


@dataclass(frozen=True, slots=True)
class GuardedTable:
    """A table whose rows are written once.

    Attributes:
        unique: sets of columns that no two rows share; a row that repeats one would replace
            another on SQLite.
        erasable: columns that may be emptied, all at once and for ever, while the others stay.
        kept: with `erasable`, the columns that stay.
    """

    name: str
    unique: tuple[tuple[str, ...], ...] = (("id",),)
    erasable: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


# Its key is text, so that SQLite numbers its rows beside it; a row can be replaced by that number.
EVENTS = GuardedTable("audit_auditevent", unique=(("id",), ("rowid",)))
GUARDED = (
    EVENTS,
    GuardedTable(
        "audit_auditpayload",
        unique=(("id",), ("event_id", "field")),
        erasable=("salt", "value"),
        kept=("id", "event_id", "field"),
    ),
    GuardedTable("audit_recordlog", unique=(("id",), ("origin",))),
    GuardedTable("audit_recordleaf", unique=(("id",), ("log_id", "index"), ("log_id", "event_id"))),
    GuardedTable("audit_recordtile", unique=(("id",), ("log_id", "level", "number"))),
    GuardedTable("audit_recordcheckpoint", unique=(("id",), ("log_id", "size"))),
)
GUARDED_TABLES = tuple(table.name for table in GUARDED)
HAND_OVER = "audit_auditevent_hand_over"
_REFUSE_SOURCE = f" BEGIN RAISE EXCEPTION '{REFUSAL}'; END "
_HAND_OVER_SOURCE = (
    " BEGIN INSERT INTO audit_auditpending (event_id) SELECT id FROM added; RETURN NULL; END "
)


def guard_names(vendor: str) -> set[str]:
    """Names of all triggers that must stand."""
    verbs = ("update", "delete", "truncate" if vendor == "postgresql" else "replace")
    return {f"{table}_no_{verb}" for table in GUARDED_TABLES for verb in verbs} | {HAND_OVER}


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place, all or none; a guard of an older release is replaced."""
    statements = _postgresql() if connection.vendor == "postgresql" else _sqlite()
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away; only for emptying a database of tests."""
    with connection.cursor() as cursor:
        for name in sorted(guard_names(connection.vendor)):
            table = EVENTS.name if name == HAND_OVER else name.rsplit("_no_", 1)[0]
            place = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")


def missing(connection: BaseDatabaseWrapper) -> set[str]:
    """Names of guards that should stand and do not, are switched off, or do something else."""
    find = _standing_on_postgresql if connection.vendor == "postgresql" else _standing_on_sqlite
    with connection.cursor() as cursor:
        return guard_names(connection.vendor) - find(cursor)


def _standing_on_sqlite(cursor: CursorWrapper) -> set[str]:
    wanted = set(_sqlite())
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {name for name, statement in cursor.fetchall() if statement in wanted}


def _standing_on_postgresql(cursor: CursorWrapper) -> set[str]:
    """A trigger of the right name may have got another function, or a condition."""
    cursor.execute(
        "SELECT tgname, tgqual IS NOT NULL, prosrc FROM pg_trigger JOIN pg_proc ON "
        "pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    conditional = {f"{table.name}_no_update" for table in GUARDED if table.erasable}
    return {
        name
        for name, has_condition, source in cursor.fetchall()
        if source == (_HAND_OVER_SOURCE if name == HAND_OVER else _REFUSE_SOURCE)
        and has_condition == (name in conditional)
    }


def stand_on(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database has the tables that are guarded."""
    return set(GUARDED_TABLES) <= set(connection.introspection.table_names())


def install_after_migrate(*, using: str, **_kwargs: Any) -> None:
    """Receiver of post_migrate: a table rebuild may have dropped the triggers."""
    if stand_on(connections[using]):
        install(connections[using])


def _sqlite() -> list[str]:
    statements = []
    for table in GUARDED:
        name = table.name
        refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        # INSERT OR REPLACE deletes the old row without firing DELETE triggers, hence the third.
        triggers = {
            "update": f"BEFORE UPDATE ON {name} {_unless_erased(table)} {refuse}",
            "delete": f"BEFORE DELETE ON {name} {refuse}",
            "replace": f"BEFORE INSERT ON {name} WHEN {_repeats(table)} {refuse}",
        }
        for verb, rule in triggers.items():
            statements.append(f"DROP TRIGGER IF EXISTS {name}_no_{verb}")
            statements.append(f"CREATE TRIGGER {name}_no_{verb} {rule}")
    return [
        *statements,
        f"DROP TRIGGER IF EXISTS {HAND_OVER}",
        f"CREATE TRIGGER {HAND_OVER} AFTER INSERT ON {EVENTS.name} "  # noqa: S608
        "BEGIN INSERT INTO audit_auditpending (event_id) VALUES (NEW.id); END",
    ]


def _repeats(table: GuardedTable) -> str:
    repeated = " OR ".join(
        "(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) + ")"
        for columns in table.unique
    )
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {repeated})"  # noqa: S608


def _unless_erased(table: GuardedTable) -> str:
    if not table.erasable:
        return ""
    emptied = " AND ".join(f'NEW."{column}" IS NULL' for column in table.erasable)
    stays = " AND ".join(f'NEW."{column}" = OLD."{column}"' for column in table.kept)
    return f"WHEN NOT ({emptied} AND {stays})"


def _postgresql() -> list[str]:
    statements = [
        "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$${_REFUSE_SOURCE}$$",
        # Runs as the owner, so that the application's role needs no right to write it by itself.
        "CREATE OR REPLACE FUNCTION audit_hand_over() RETURNS trigger LANGUAGE plpgsql "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $${_HAND_OVER_SOURCE}$$",
        f"CREATE OR REPLACE TRIGGER {HAND_OVER} AFTER INSERT ON {EVENTS.name} "
        "REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION audit_hand_over()",
    ]
    for table in GUARDED:
        refuse = "EXECUTE FUNCTION audit_refuse_change()"
        each = "FOR EACH STATEMENT"
        update = f"FOR EACH ROW {_unless_erased_row(table)}" if table.erasable else each
        rules = {
            "update": f"BEFORE UPDATE ON {table.name} {update} {refuse}",
            "delete": f"BEFORE DELETE ON {table.name} {each} {refuse}",
            "truncate": f"BEFORE TRUNCATE ON {table.name} {each} {refuse}",
        }
        statements += [
            f"CREATE OR REPLACE TRIGGER {table.name}_no_{verb} {rule}"
            for verb, rule in rules.items()
        ]
    return statements


def _unless_erased_row(table: GuardedTable) -> str:
    return _unless_erased(table).replace("WHEN NOT (", "WHEN (NOT (") + ")"
