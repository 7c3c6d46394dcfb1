"""Joinery's settings with the peers installed beside it."""

from config.settings import *  # noqa: F403
from config.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "auditlog",
    "simple_history",
    *(["pgtrigger", "pghistory"] if DATABASES["default"]["ENGINE"].endswith("postgresql") else []),
    "benchmarks.peers",
]
