"""An index for finding integrations by meaning; PostgreSQL only, SQLite searches without it."""

from django.db import migrations

FORWARDS = (
    "CREATE INDEX IF NOT EXISTS integration_meaning ON architecture_integration USING gin "
    "(to_tsvector('english'::regconfig, coalesce(name, '') || ' ' || coalesce(purpose, '')))"
)
BACKWARDS = "DROP INDEX IF EXISTS integration_meaning"


def make_index(apps, schema_editor):
    run(schema_editor, FORWARDS)


def drop_index(apps, schema_editor):
    run(schema_editor, BACKWARDS)


def run(schema_editor, statement):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("architecture", "0002_relation_needed_by")]

    operations = [migrations.RunPython(make_index, drop_index)]
