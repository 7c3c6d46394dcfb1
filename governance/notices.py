"""Kinds of notices of this app."""

from people.notice_kinds import notice_kind

INPUT_ANSWERED = notice_kind("design-input", "A design input of yours is answered")

SESSION_INVITATION = notice_kind(
    "session-invitation", "Sessions in your calendar", by_mail_only=True
)
SESSION_AGENDA = notice_kind("session-agenda", "The agenda, two days before a session")
SESSION_REMINDER = notice_kind("session-reminder", "An hour before a session")
SESSION_RESULT = notice_kind("session-result", "What came out of a session")
SESSION_UNRECORDED = notice_kind("session-unrecorded", "A session that nobody recorded yet")
CLARITY_QUESTION = notice_kind(
    "clarity-question", "A question on the clarity profile, and its answer"
)
GO_AHEAD = notice_kind("go-ahead", "A stage is moved, and your view is asked")
ESCALATION = notice_kind("escalation", "A question is put to an executive, and what comes of it")
SIGNALS = notice_kind("signals", "Something worth a conversation at one of your tables")
