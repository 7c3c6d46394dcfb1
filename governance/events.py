"""Event kinds of this app."""

from audit.kinds import event_kind

RAISED = event_kind(
    "design_input.raised", "Design input raised", "raised {reference} “{title}” ({kind})"
)
DISPOSED = {
    "discussed": event_kind(
        "design_input.discussed", "Design input discussed", "took {reference} into discussion"
    ),
    "incorporated": event_kind(
        "design_input.incorporated", "Design input incorporated", "incorporated {reference}"
    ),
    "adapted": event_kind(
        "design_input.adapted", "Design input adapted", "adapted {reference}: {reason}"
    ),
    "declined": event_kind(
        "design_input.declined", "Design input declined", "declined {reference}: {reason}"
    ),
    "deferred": event_kind(
        "design_input.deferred", "Design input deferred", "deferred {reference} to {until}"
    ),
    "withdrawn": event_kind(
        "design_input.withdrawn", "Design input withdrawn", "withdrew {reference}"
    ),
}
REPLIED = event_kind(
    "design_input.replied", "Reply to a disposition", "replied on {reference} ({view}): {text}"
)

SERIES_STARTED = event_kind(
    "session_series.started",
    "Standing session begun",
    "began the standing session {reference}: {rhythm}, first on {first_on}",
)
SERIES_RHYTHM_CHANGED = event_kind(
    "session_series.rhythm_changed",
    "Session rhythm changed",
    "changed the rhythm of {reference} from {first_on} on: {rhythm}",
)
SERIES_ARRANGED = event_kind(
    "session_series.arranged", "Session arranged", "changed {fields} of {reference}"
)
SERIES_INTERRUPTED = event_kind(
    "session_series.interrupted",
    "Standing session paused",
    "let {reference} rest while the initiative is {status}",
)
SERIES_RESUMED = event_kind(
    "session_series.resumed",
    "Standing session resumed",
    "took up {reference} again: {rhythm}, next on {first_on}",
)
SERIES_ENDED = event_kind(
    "session_series.ended", "Standing session ended", "ended {reference}: {reason}"
)
DATES_PLANNED = event_kind(
    "session_series.dates_planned", "Session dates planned", "planned {dates} of {reference}"
)
SESSION_ADDED = event_kind(
    "session.added", "Extra session planned", "planned an extra session on {day}: {reason}"
)
SESSION_MOVED = event_kind("session.moved", "Session moved", "moved the session of {day} to {to}")
SESSION_CANCELLED = event_kind(
    "session.cancelled", "Session cancelled", "cancelled the session of {day}: {reason}"
)
SESSION_SKIPPED = event_kind(
    "session.left_out", "Session left out", "left out the session of {day} as planned: {reason}"
)
SESSION_RESTORED = event_kind(
    "session.restored", "Session takes place again", "put the session of {day} back"
)
SESSION_OPENED = event_kind("session.opened", "Session opened", "opened the session of {day}")
SESSION_HELD = event_kind(
    "session.held", "Session held", "closed the session of {day}; present: {present}; {results}"
)
PRESENCE_NOTED = event_kind(
    "session.presence_noted", "Presence of a side noted", "noted {present} at the session of {day}"
)
AGENDA_CHANGED = event_kind("agenda.changed", "Agenda changed", "{change} “{title}”")
RESULT_RECORDED = event_kind(
    "agenda.result_recorded", "Result recorded", "recorded on “{title}”: {result}. {text}"
)
NOTE_SAVED = event_kind("session_note.saved", "Session note saved", "wrote a note on “{title}”")
ACTION_DONE = event_kind("agreed_action.done", "Action done", "did “{text}”: {note}")
ACTION_CARRIED = event_kind(
    "agreed_action.carried", "Action carried forward", "carried “{text}” to {due_on}: {reason}"
)
SESSION_REPLIED = event_kind(
    "session.replied", "Reply to a session", "said that the session of {day} {fits}"
)
FEED_MADE = event_kind(
    "calendar_feed.made", "Calendar address made", "made a new private calendar address"
)
FEED_REVOKED = event_kind(
    "calendar_feed.revoked", "Calendar address revoked", "revoked the private calendar address"
)
