"""People, where they work, their keys and their notices."""

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
