"""Indexes for finding by meaning; PostgreSQL only, SQLite searches without them."""

from django.db import migrations

FORWARDS = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS initiative_title_trigrams ON initiatives_initiative "
    "USING gin (title gin_trgm_ops)",
    "CREATE INDEX IF NOT EXISTS initiative_meaning ON initiatives_initiative USING gin "
    "(to_tsvector('english'::regconfig, coalesce(title, '') || ' ' || coalesce(problem, '')))",
]
BACKWARDS = [
    "DROP INDEX IF EXISTS initiative_meaning",
    "DROP INDEX IF EXISTS initiative_title_trigrams",
]


def make_indexes(apps, schema_editor):
    run(schema_editor, FORWARDS)


def drop_indexes(apps, schema_editor):
    run(schema_editor, BACKWARDS)


def run(schema_editor, statements):
    if schema_editor.connection.vendor == "postgresql":
        for statement in statements:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("initiatives", "0001_initial")]

    operations = [migrations.RunPython(make_indexes, drop_indexes)]
