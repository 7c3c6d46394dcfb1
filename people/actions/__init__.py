"""Changes to people, their keys and their notices."""

from people.actions.administration import Administered, add_units, note_administration
from people.actions.notices import (
    CalendarPart,
    NoticeDraft,
    retry_notice,
    write_notice,
    write_notices,
)
from people.actions.profile import change_profile
from people.actions.tokens import TOKEN_PREFIX, issue_token, revoke_token, token_digest

__all__ = [
    "TOKEN_PREFIX",
    "Administered",
    "CalendarPart",
    "NoticeDraft",
    "add_units",
    "change_profile",
    "issue_token",
    "note_administration",
    "retry_notice",
    "revoke_token",
    "token_digest",
    "write_notice",
    "write_notices",
]
