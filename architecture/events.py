"""Event kinds of this app."""

from audit.kinds import event_kind

SYSTEM_ADDED = event_kind("system.added", "System added", "added the system {name} ({kind})")
SYSTEM_CHANGED = event_kind("system.changed", "System changed", "changed {fields} of {name}")
SYSTEM_MERGED = event_kind(
    "system.merged", "System merged", "merged {name} into {into}: {reason} ({moved})"
)
SYSTEMS_PREPARED = event_kind(
    "systems.prepared", "Catalogue file read", "read {file_name} for the catalogue of systems"
)
SYSTEMS_IMPORTED = event_kind(
    "systems.imported",
    "Catalogue file taken",
    "took {file_name} into the catalogue: {added} added, {changed} changed, {passed} passed over",
)
SYSTEMS_NOT_IMPORTED = event_kind(
    "systems.not_imported", "Catalogue file not taken", "took nothing of {file_name}: {reason}"
)

INTEGRATION_REGISTERED = event_kind(
    "integration.registered",
    "Integration registered",
    "registered {reference} “{name}” from {source} to {target} ({style})",
)
INTEGRATION_CHANGED = event_kind(
    "integration.changed",
    "Integration changed",
    "changed {fields} of {reference}",
    together="changed {reference}",
)
REUSE_DECIDED = event_kind(
    "integration.reuse_decided", "Reuse decided", "found {reference} to be {result}: {reason}"
)
PLACE_OF_MEANING_SET = event_kind(
    "integration.place_of_meaning_set",
    "Place of interpretation set",
    "made {reference} the place where figures and words are given their meaning",
)
CONFORMANCE_NOTED = event_kind(
    "integration.conformance_noted",
    "Conformance noted",
    "noted how {reference} relates to its design: {conformance}. {note}",
)
SCALE_TESTED = event_kind(
    "integration.scale_tested", "Scale test noted", "noted a scale test of {reference}: {result}"
)
DEBT_NOTED = event_kind(
    "pilot_debt.noted",
    "Pilot debt noted",
    "noted “{item}” of {reference}: {decision}, {due_on}",
    together="noted “{item}” of {reference}",
)
DEBT_CLOSED = event_kind(
    "pilot_debt.closed", "Pilot debt closed", "closed “{item}” of {reference}: {note}"
)
INCIDENT_REPORTED = event_kind(
    "integration.incident_reported",
    "Incident on an integration",
    "reported on {reference}: {title}. Cause: {cause}. Cost: {cost_days} days",
)

AUTHORITY_OFFERED = event_kind(
    "design_authority.offered",
    "Design authority offered",
    "offered {holder} the design authority for {reference}",
)
AUTHORITY_ACCEPTED = event_kind(
    "design_authority.accepted",
    "Design authority accepted",
    "accepted the design authority for {reference}",
)
AUTHORITY_DECLINED = event_kind(
    "design_authority.declined",
    "Design authority declined",
    "declined the design authority for {reference}: {reason}",
)
AUTHORITY_HANDED_OVER = event_kind(
    "design_authority.handed_over",
    "Design authority handed over",
    "handed the design authority for {reference} over to {to}: {reason}",
)
DESIGN_MOVED = event_kind(
    "integration.design_moved",
    "Design moved",
    "moved the design of {reference} from {from_state} to {to_state}",
)
DESIGN_MOVED_BY_OVERRIDE = event_kind(
    "integration.design_moved_by_override",
    "Design moved by an administrator",
    "moved the design of {reference} from {from_state} to {to_state} in the holder's stead: "
    "{reason}",
)
INPUT_EMBODIED = event_kind(
    "design_input.embodied",
    "Design input embodied",
    "took {input} into {reference}",
    together="took {input} into {reference}",
)

DECISION_WRITTEN = event_kind(
    "decision_record.written", "Decision record written", "wrote {reference} “{title}”"
)
DECISION_CHANGED = event_kind(
    "decision_record.changed", "Decision record changed", "changed {fields} of {reference}"
)
DECISION_TAKEN = event_kind(
    "decision_record.decided", "Decision recorded", "recorded {reference} as decided: {outcome}"
)
DECISION_NOT_TAKEN = event_kind(
    "decision_record.not_taken", "Decision not taken", "recorded {reference} as not taken: {reason}"
)
DECISION_RETIRED = event_kind(
    "decision_record.retired", "Decision retired", "retired {reference}: {reason}"
)
DECISION_REPLACED = event_kind(
    "decision_record.replaced", "Decision replaced", "replaced {reference} by {by}"
)
DECISIONS_IMPORTED = event_kind(
    "decision_records.imported",
    "Decision records imported",
    "took {count} decision records from {file_name}",
)
AUTHORITY_ENDED = event_kind(
    "design_authority.ended",
    "Design authority without holder",
    "noted that {holder} can own the design of {reference} no longer",
)
INPUTS_RELEASED = event_kind(
    "design_input.released", "Design input released", "no longer names {inputs} in {reference}"
)
