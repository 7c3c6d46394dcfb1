"""Everything that can be permitted, as one enum, and which roles hold it."""

from enum import StrEnum

from people.models import User
from people.vocabulary import Role


class Permission(StrEnum):
    """What a person may be allowed to do, as `object:verb`."""

    INITIATIVE_VIEW = "initiative:view"
    INITIATIVE_REGISTER = "initiative:register"
    INVENTORY_IMPORT = "inventory:import"
    DESIGN_INPUT_RAISE = "design_input:raise"
    PORTFOLIO_VIEW = "portfolio:view"
    UNIT_VIEW = "unit:view"
    CATALOGUE_VIEW = "catalogue:view"
    CATALOGUE_KEEP = "catalogue:keep"
    RECORD_VIEW = "record:view"
    RECORD_EXPORT = "record:export"


_EVERY_ROLE = frozenset(Role)
# A participant sees the initiatives they are asked to, and nothing across them.
_BEYOND_ONE_TABLE = _EVERY_ROLE - {Role.SESSION_PARTICIPANT}

_HELD_BY: dict[Permission, frozenset[Role]] = {
    Permission.INITIATIVE_VIEW: _EVERY_ROLE,
    Permission.INITIATIVE_REGISTER: frozenset({Role.BUSINESS_LEAD}),
    Permission.INVENTORY_IMPORT: frozenset({Role.IT_ARCHITECT}),
    Permission.DESIGN_INPUT_RAISE: frozenset(
        {Role.BUSINESS_LEAD, Role.IT_ARCHITECT, Role.SESSION_PARTICIPANT}
    ),
    Permission.PORTFOLIO_VIEW: _BEYOND_ONE_TABLE,
    Permission.UNIT_VIEW: _BEYOND_ONE_TABLE,
    Permission.CATALOGUE_VIEW: _BEYOND_ONE_TABLE,
    Permission.CATALOGUE_KEEP: frozenset({Role.IT_ARCHITECT}),
    Permission.RECORD_VIEW: frozenset({Role.AUDITOR}),
    Permission.RECORD_EXPORT: frozenset({Role.AUDITOR}),
}


def may(user: User, permission: Permission) -> bool:
    """Whether one of the person's roles holds the permission."""
    return user.holds(*_HELD_BY[permission])
