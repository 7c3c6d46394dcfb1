"""Who may do what to systems, integrations and decision records."""

from people.models import User
from people.permissions import Permission, may


def may_read_catalogue(user: User) -> bool:
    """Every role but people who sit in single sessions only."""
    return may(user, Permission.CATALOGUE_VIEW)


def may_keep_catalogue(user: User) -> bool:
    """IT keeps the catalogue of systems (A20)."""
    return may(user, Permission.CATALOGUE_KEEP)
