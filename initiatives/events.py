"""Event kinds of this app. `{who}`, `{reason}` and the like are erasable, the rest is not."""

from audit.kinds import event_kind

DRAFT_SAVED = event_kind("draft.saved", "Draft saved", "saved a registration draft")
DRAFT_DISCARDED = event_kind(
    "draft.discarded", "Draft discarded", "discarded a registration draft: {why}"
)
REGISTERED = event_kind(
    "initiative.registered", "Registered", "registered “{title}” for {unit}; how far: {how_far}"
)
USE_CASE_CHANGED = event_kind(
    "initiative.use_case_changed",
    "Use case changed",
    "changed the use case ({fields}), version {version}",
)
PAUSED = event_kind("initiative.paused", "Paused", "paused the work: {reason}")
STOPPED = event_kind("initiative.stopped", "Stopped", "stopped the work: {reason}")
WITHDRAWN = event_kind("initiative.withdrawn", "Withdrawn", "withdrew the initiative: {reason}")
RESUMED = event_kind("initiative.resumed", "Resumed", "resumed the work: {reason}")
OPERATIONAL_STATUS_CHANGED = event_kind(
    "initiative.operational_status_changed",
    "Runs as something else",
    "recorded that it runs as {now} since {effective_on}, before: {before}. {evidence}",
)
RESTRICTED = event_kind(
    "visibility.restricted",
    "Visibility restricted",
    "restricted who sees this until {until}; {it_member} stays for IT: {reason}",
)
UNRESTRICTED = event_kind(
    "visibility.opened", "Visibility opened", "opened this to everybody again"
)
INVITED = event_kind("invitation.sent", "IT invited", "invited {invitee} with {asked}")
ACCEPTED = event_kind("invitation.accepted", "Invitation accepted", "accepted the invitation")
DECLINED = event_kind(
    "invitation.declined", "Invitation declined", "declined and named {stand_in}: {reason}"
)
JOINED = event_kind("it.joined", "IT joined", "made IT's first contribution")
MEMBER_ADDED = event_kind("member.added", "Joined the table", "joined the table for {party}")
MEMBER_LEFT = event_kind("member.left", "Left the table", "took {who} from the table: {reason}")
LEAD_TAKEN = event_kind("lead.taken", "Lead taken", "took the lead for business")
MILESTONE_DECLARED = event_kind(
    "milestone.declared",
    "Milestone declared",
    "told that {milestone} was taken {taken_on}",
    together="told when {milestone} were taken",
)
MILESTONE_PLANNED = event_kind(
    "milestone.planned",
    "Milestone planned",
    "planned {milestone} for {planned_on}",
    together="planned {milestone}",
)
MILESTONE_TAKEN = event_kind("milestone.taken", "Milestone taken", "recorded {milestone} as taken")
MILESTONE_REOPENABLE = event_kind(
    "milestone.reopenable", "Decision can reopen", "marked {milestone} as {reopenable}"
)
MILESTONE_REOPENED = event_kind(
    "milestone.reopened", "Decision reopened", "reopened {milestone} ({cause}): {reason}"
)
INVENTORY_READ = event_kind(
    "inventory.read", "Inventory read", "brought the file {file_name} to be imported"
)
INVENTORY_STARTED = event_kind(
    "inventory.started", "Import started", "started taking {file_name} ({rows})"
)
INVENTORY_IMPORTED = event_kind(
    "inventory.imported",
    "Inventory imported",
    "imported {file_name}: {created} new, {changed} changed, {unchanged} as before, {bad} left out",
)
INVENTORY_FAILED = event_kind(
    "inventory.failed", "Import ended", "took nothing from {file_name}: {why}"
)
IMPORTED = event_kind(
    "initiative.imported", "Imported", "took “{title}” from {source}, found in {stage}"
)
REIMPORTED = event_kind(
    "initiative.reimported", "Changed by import", "brought {fields} up to date from {source}"
)
