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
