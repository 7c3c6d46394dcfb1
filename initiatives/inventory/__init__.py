"""Taking an inventory of initiatives from a table, by a mapping written in TOML.

`mapping`, `reading`, `rows` and `planning` know no database; `actions` writes.
"""
