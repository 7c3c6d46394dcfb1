"""A manufacturing group that never was: people, and initiatives with weeks of history.

`organisation.toml` names places and people, `inventory.csv` what was found running, and each file
of `stories/` tells one initiative step by step. `telling` does the steps through the actions, so
that the record is as whole as if people had done them.
"""
