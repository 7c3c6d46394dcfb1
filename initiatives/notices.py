"""Kinds of notices of this app."""

from people.notice_kinds import notice_kind

# Not to be muted: IT joins by it, and times of involvement are counted from it (A10, M1).
INVITATION_SENT = notice_kind("invitation-sent", "You are asked to a table", may_mute=False)
INVITATION_ACCEPTED = notice_kind("invitation-accepted", "IT takes the seat you offered")
