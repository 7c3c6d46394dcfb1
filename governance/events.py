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
    "session_series.dates_planned",
    "Session dates planned",
    "planned {dates} of {reference}",
    is_detail=True,
)
DATES_TAKEN_UP = event_kind(
    "session_series.dates_taken_up",
    "Arranged dates taken up",
    "took up {dates} of {reference} as they had been arranged before the pause",
    is_detail=True,
)
SESSION_ADDED = event_kind(
    "session.added", "Extra session planned", "planned an extra session on {day}: {reason}"
)
SESSION_MOVED = event_kind("session.moved", "Session moved", "moved the session of {day} to {to}")
SESSION_PURPOSE = event_kind(
    "session.purpose_said",
    "What a session is for",
    "said what the session of {day} is for: {purpose}",
)
SESSION_CANCELLED = event_kind(
    "session.cancelled", "Session cancelled", "cancelled the session of {day}: {reason}"
)
SESSION_SKIPPED = event_kind(
    "session.left_out", "Session left out", "left out the session of {day} as planned: {reason}"
)
SESSION_RESTORED = event_kind(
    "session.restored", "Session takes place again", "put the session of {day} back"
)
SESSION_OPENED = event_kind(
    "session.opened", "Session opened", "opened the session of {day}", is_detail=True
)
SESSION_HELD = event_kind(
    "session.held", "Session held", "closed the session of {day}; present: {present}; {results}"
)
PRESENCE_NOTED = event_kind(
    "session.presence_noted",
    "Presence of a side noted",
    "noted {present} at the session of {day}",
    is_detail=True,
)
AGENDA_CHANGED = event_kind(
    "agenda.changed", "Agenda changed", "{change} “{title}”", is_detail=True
)
AGENDA_KEPT = event_kind(
    "agenda.kept",
    "Agenda carried to another date",
    "put {items} on the agenda of {day}, from dates that do not take place",
    is_detail=True,
)
RESULT_RECORDED = event_kind(
    "agenda.result_recorded",
    "Result recorded",
    "recorded on “{title}”: {result}. {text}",
    is_detail=True,
)
NOTE_SAVED = event_kind(
    "session_note.saved", "Session note saved", "wrote a note on “{title}”", is_detail=True
)
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

GO_AHEAD_RECORDED = event_kind(
    "go_ahead.recorded",
    "Go-ahead recorded",
    "recorded a go-ahead from {from_stage} to {to_stage}, {kind}",
)
GO_AHEAD_JOINED = event_kind(
    "go_ahead.joined", "Go-ahead joined", "joined the go-ahead from {from_stage} to {to_stage}"
)
GO_AHEAD_WITHDRAWN = event_kind(
    "go_ahead.withdrawn",
    "Go-ahead taken back",
    "took the go-ahead from {from_stage} to {to_stage} back",
)
GO_AHEAD_SEEN = event_kind(
    "go_ahead.view_recorded",
    "View on a go-ahead",
    "said of the go-ahead to {to_stage}: {view} (before: {before})",
)
STAGE_LEFT = event_kind(
    "stage.moved_on", "Moved on", "moved on from {from_stage} to {to_stage}, {kind}"
)
STAGE_LEFT_BACK = event_kind(
    "stage.went_back", "Went back", "went back from {from_stage} to {to_stage}"
)
CARRIED_ON = event_kind(
    "carried_item.carried_on",
    "Carried item carried on",
    "carried “{title}” on to {due_on}: {reason}",
)
CARRIED_ANSWERED = event_kind(
    "carried_item.answered", "Carried item answered", "found “{title}” answered"
)
ESCALATION_SENT = event_kind(
    "escalation.sent", "Question put to an executive", "put {reference} “{topic}” to an executive"
)
ESCALATION_VIEW = event_kind(
    "escalation.view_written",
    "View on an escalation",
    "wrote the view of {party} on {reference}",
)
ESCALATION_ANSWERED = event_kind(
    "escalation.answered", "Escalation answered", "answered {reference}: {answer}"
)
OWNER_NAMED = event_kind(
    "escalation.owner_named", "Owner of a decision named", "named an owner of {reference}"
)
OWNERSHIP_ANSWERED = event_kind(
    "escalation.ownership_answered",
    "Ownership of a decision answered",
    "{answer} to own {reference}",
)

SIGNAL_FOUND = event_kind(
    "signal.found", "Signal found", "found “{detector}” ({severity}): {facts}", is_detail=True
)
SIGNAL_SEVERITY_CHANGED = event_kind(
    "signal.severity_changed",
    "Signal more or less serious",
    "found “{detector}” to be {severity}, before: {before}",
    is_detail=True,
)
SIGNAL_ACKNOWLEDGED = event_kind(
    "signal.acknowledged", "Signal acknowledged", "acknowledged “{detector}” for {party}"
)
SIGNAL_EXPLAINED = event_kind(
    "signal.explained",
    "Signal explained",
    "explained “{detector}” for {party}, resting until {rests_until}: {reason}",
)
SIGNAL_RESOLVED = event_kind(
    "signal.resolved", "Signal resolved", "no longer finds “{detector}”", is_detail=True
)
SIGNAL_EXPIRED = event_kind(
    "signal.expired", "Signal expired", "looks for “{detector}” no more", is_detail=True
)
SIGNAL_TO_EXECUTIVES = event_kind(
    "signal.told_executives",
    "Executives told of a signal",
    "told executives of “{detector}”, to which neither side has replied",
)
NORM_CHANGED = event_kind(
    "norm.changed", "Norm changed", "changed “{norm}” from {before} to {value}"
)

FIELD_ANSWERED = {
    "value": event_kind(
        "clarity.answered",
        "Field answered",
        "answered “{label}”: {words}",
        together="answered “{label}”",
    ),
    "known_gap": event_kind(
        "clarity.gap_known",
        "Known gap recorded",
        "recorded a known gap in “{label}” until {until}: {safeguard}",
    ),
    "not_applicable": event_kind(
        "clarity.not_applicable",
        "Field does not apply",
        "said that “{label}” does not apply: {reason}",
    ),
}
FIELD_CONFIRMED = event_kind(
    "clarity.confirmed", "Field confirmed", "confirmed “{label}”", together="confirmed “{label}”"
)
FIELD_ASKED = event_kind(
    "clarity.asked", "Question on a field", "asked about “{label}”, by {wanted_by}: {text}"
)
FIELD_QUESTION_ANSWERED = event_kind(
    "clarity.question_answered",
    "Question on a field answered",
    "answered the question on {field}: {answer}",
)
FIELD_QUESTION_REPLIED = event_kind(
    "clarity.question_replied",
    "Reply to an answer on a field",
    "replied to the answer on {field} ({view}): {text}",
)
