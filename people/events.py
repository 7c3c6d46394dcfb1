"""Event kinds of this app."""

from audit.kinds import event_kind

PROFILE_CHANGED = event_kind("profile.changed", "Profile changed", "changed the profile: {fields}")
TOKEN_ISSUED = event_kind("api_token.issued", "API token issued", "issued the API token “{name}”")
TOKEN_REVOKED = event_kind(
    "api_token.revoked", "API token revoked", "revoked the API token “{name}”"
)
RIGHTS_CHANGED = event_kind(
    "rights.changed", "Rights changed", "changed what {name} may do: {change}"
)
ADMINISTRATION_CHANGED = event_kind(
    "administration.changed", "Administration changed", "changed the {thing} “{name}”: {change}"
)
NOTICE_RETRIED = event_kind(
    "notice.retried", "Notice tried again", "had a notice that was given up tried again"
)
NOTIFICATION_CHANGED = event_kind(
    "notification.changed", "Notices chosen", "changed how they are told of news: {fields}"
)
NOTICES_STOPPED = event_kind(
    "notices.stopped", "Notices stopped", "stopped notices of the kind “{kind}”"
)
TEST_NOTICE_SENT = event_kind(
    "test_notice.sent", "Test notice sent", "had a test notice sent to themselves"
)
UNIT_ADDED = event_kind("unit.added", "Unit added", "added the unit “{name}”")
