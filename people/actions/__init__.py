"""Changes to people, their keys and their notices."""

from people.actions.administration import Administered, add_units, note_administration
from people.actions.letters import retry_letter, write_letter
from people.actions.notices import (
    CalendarPart,
    NoticeDraft,
    mark_all_read,
    mark_read,
    retry_notice,
    write_notice,
    write_notices,
)
from people.actions.preferences import (
    Chosen,
    change_notification_preferences,
    mute_notice_kind,
    send_test_notice,
)
from people.actions.profile import change_profile
from people.actions.tokens import TOKEN_PREFIX, issue_token, revoke_token, token_digest

__all__ = [
    "TOKEN_PREFIX",
    "Administered",
    "CalendarPart",
    "Chosen",
    "NoticeDraft",
    "add_units",
    "change_notification_preferences",
    "change_profile",
    "issue_token",
    "mark_all_read",
    "mark_read",
    "mute_notice_kind",
    "note_administration",
    "retry_letter",
    "retry_notice",
    "revoke_token",
    "send_test_notice",
    "token_digest",
    "write_letter",
    "write_notice",
    "write_notices",
]
