"""The application's role can work with the tables, but not change the record nor the guards."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

NAME = "joinery_role_test"
PASSWORD = "only-for-this-test"

on_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="only PostgreSQL has roles"
)
pytestmark = [pytest.mark.django_db(transaction=True)]
Execute = Callable[[str], Any]


def drop_role() -> None:
    """Leave nothing behind."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME])
        if cursor.fetchone():
            # Who is no superuser may drop what belongs to roles they are a member of.
            cursor.execute(f"GRANT {NAME} TO CURRENT_USER")
            cursor.execute(f"DROP OWNED BY {NAME}")
            cursor.execute(f"DROP ROLE {NAME}")


@pytest.fixture
def execute(monkeypatch: pytest.MonkeyPatch) -> Iterator[Execute]:
    """Runs SQL as the application's role, each statement in a transaction that is undone."""
    monkeypatch.setenv("JOINERY_APP_PASSWORD", PASSWORD)
    drop_role()
    call_command("create_app_role", name=NAME, verbosity=0)
    where = connection.settings_dict
    session = psycopg2.connect(
        dbname=where["NAME"],
        user=NAME,
        password=PASSWORD,
        host=where["HOST"] or "127.0.0.1",
        port=where["PORT"] or 5432,
    )

    def run(sql: str) -> None:
        try:
            with session.cursor() as cursor:
                cursor.execute(sql)
        finally:
            session.rollback()

    yield run
    session.close()
    drop_role()


@on_postgresql
@pytest.mark.services
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM audit_auditevent",
        "INSERT INTO django_session VALUES ('key', 'data', now())",
        "UPDATE people_user SET is_active = true",
        "DELETE FROM django_session",
        "SELECT * FROM django_migrations",
    ],
)
def test_the_role_may(execute: Execute, sql: str) -> None:
    execute(sql)


@on_postgresql
@pytest.mark.services
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET body = ''",
        "DELETE FROM audit_auditevent",
        "TRUNCATE audit_auditevent",
        "DROP TABLE audit_auditevent",
        "ALTER TABLE audit_auditevent DISABLE TRIGGER ALL",
        "TRUNCATE people_user CASCADE",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE another",
        "DELETE FROM django_migrations",
        "SET session_replication_role = 'replica'",
    ],
)
def test_the_role_may_not(execute: Execute, sql: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        execute(sql)


@on_postgresql
@pytest.mark.services
def test_a_new_table_is_closed_to_changes_until_the_command_runs_again(execute: Execute) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE made_later (id int)")
    try:
        execute("INSERT INTO made_later VALUES (1)")
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            execute("UPDATE made_later SET id = 2")
        call_command("create_app_role", name=NAME, verbosity=0)
        execute("UPDATE made_later SET id = 2")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE made_later")


@on_postgresql
@pytest.mark.services
def test_the_command_needs_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOINERY_APP_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="JOINERY_APP_PASSWORD is not set"):
        call_command("create_app_role", name=NAME)


@on_postgresql
@pytest.mark.services
def test_the_command_will_not_change_the_role_it_runs_as(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOINERY_APP_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="has to name the owner"):
        call_command("create_app_role", name=connection.settings_dict["USER"])


@pytest.mark.skipif("connection.vendor == 'postgresql'", reason="about the other databases")
def test_on_another_database_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOINERY_APP_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
        call_command("create_app_role", name=NAME)
