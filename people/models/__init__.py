"""People, where they work, their keys and their notices."""

from people.models.letters import Letter
from people.models.notices import Notice, NotificationPreference
from people.models.organisation import (
    ApiToken,
    Duty,
    DutyQuerySet,
    Post,
    RoleAssignment,
    Site,
    Unit,
    User,
    UserManager,
    person,
    validate_time_zone,
)

__all__ = [
    "ApiToken",
    "Duty",
    "DutyQuerySet",
    "Letter",
    "Notice",
    "NotificationPreference",
    "Post",
    "RoleAssignment",
    "Site",
    "Unit",
    "User",
    "UserManager",
    "person",
    "validate_time_zone",
]
