"""Event kinds of this app. A score's value is told only once every side has scored."""

from audit.kinds import event_kind

TEMPLATE_ADDED = event_kind(
    "criterion_template.added", "Criterion added to the library", "added {key} to the library"
)
TEMPLATE_CHANGED = event_kind(
    "criterion_template.changed", "Criterion of the library changed", "changed {key} in the library"
)
TEMPLATE_RETIRED = event_kind(
    "criterion_template.retired",
    "Criterion taken from the library",
    "took {key} from the library: {reason}",
)

CRITERIA_ASKED_FOR = event_kind(
    "criteria.asked_for", "Criteria asked for", "asked {party} for its criteria"
)
CRITERIA_DRAFTED = event_kind(
    "criteria.drafted",
    "Criteria drafted",
    "began version {number} of the {party} criteria with {criteria}",
)
CRITERIA_PUBLISHED = event_kind(
    "criteria.published",
    "Criteria published",
    "published version {number} of the {party} criteria: {criteria}",
)
CRITERION_ADDED = event_kind(
    "criterion.added", "Criterion added", "added {key} “{question}”", is_detail=True
)
CRITERION_CHANGED = event_kind(
    "criterion.changed", "Criterion changed", "changed {fields} of {key}", is_detail=True
)
CRITERION_WITHDRAWN = event_kind(
    "criterion.withdrawn",
    "Criterion withdrawn",
    "withdrew {key}: {reason}",
    together="withdrew {key}",
)
WEIGHTS_CHANGED = event_kind("criteria.weights_changed", "Weights changed", "changed {weights}")

VENDOR_ADDED = event_kind("vendor.added", "Vendor added", "added the vendor {name}")
VENDOR_CHANGED = event_kind("vendor.changed", "Vendor changed", "changed {fields} of {name}")
ASSURANCE_ADDED = event_kind(
    "vendor.assurance_added", "Assurance added", "added {kind} of {name}, until {expires_on}"
)
ASSURANCE_REMOVED = event_kind(
    "vendor.assurance_removed", "Assurance removed", "removed {kind} of {name}"
)

CANDIDATE_ADDED = event_kind(
    "candidate.added",
    "Candidate added",
    "added the candidate {name}",
    together="added the candidates {name}",
)
CANDIDATE_SHORTLISTED = event_kind(
    "candidate.shortlisted",
    "Candidate shortlisted",
    "put {name} on the shortlist",
    together="put {name} on the shortlist",
)
CANDIDATE_OFF_SHORTLIST = event_kind(
    "candidate.off_shortlist", "Candidate off the shortlist", "took {name} off the shortlist"
)
CANDIDATE_SELECTED = event_kind("candidate.selected", "Candidate selected", "selected {name}")
CANDIDATE_LEFT = event_kind(
    "candidate.not_taken_further",
    "Candidate not taken further",
    "did not take {name} further: {reason}",
)
CANDIDATE_BACK = event_kind(
    "candidate.considered_again", "Candidate considered again", "considers {name} again: {reason}"
)
SOLE_CANDIDATE_EXPLAINED = event_kind(
    "candidate.sole_explained",
    "Single candidate explained",
    "said why {name} is the only candidate: {reason}",
)

SCORED = event_kind(
    "score.given",
    "Scored",
    "scored {candidate} on {key} for {party}",
    together="scored {candidate} for {party}",
)
NOT_ASSESSED = event_kind(
    "score.not_assessed",
    "Not assessed",
    "could not assess {candidate} on {key} for {party}: {reason}",
    together="could not assess {candidate} on {key} for {party}",
)
SCORES_REVEALED = event_kind(
    "score.revealed",
    "Both scores shown",
    "completed the scores of {candidate} on {key}: {scores}",
    is_detail=True,
)
SCORES_REOPENED = event_kind(
    "score.reopened", "Scores opened again", "opened {scores} again: {because}"
)

SELECTION_RECORDED = event_kind(
    "selection.recorded",
    "Choice recorded",
    "recorded the choice of {candidate}, {gaps} carried forward: {why}",
)
SELECTION_SUPERSEDED = event_kind(
    "selection.superseded", "Choice superseded", "put another record in place of {candidate}"
)
SELECTION_VIEW_WRITTEN = event_kind(
    "selection.view_written",
    "View on the choice written",
    "wrote the view of {party} on the choice",
)
TRIGGER_RECORDED = event_kind(
    "vendor.trigger_recorded", "Change at a vendor recorded", "recorded of {vendor}: {kind}. {what}"
)

CONTACT_INVITED = event_kind(
    "vendor_contact.invited", "Vendor contact invited", "invited {contact} of {vendor} to answer"
)
CONTACT_LINK_SENT = event_kind(
    "vendor_contact.link_sent", "Sign-in link sent", "sent a sign-in link to {contact}"
)
CONTACT_SIGNED_IN = event_kind(
    "vendor_contact.signed_in", "Vendor contact signed in", "signed in by link", is_detail=True
)
CONTACT_CLOSED = event_kind(
    "vendor_contact.closed", "Vendor contact closed", "closed the access of {contact}: {reason}"
)
QUESTION_ASKED = event_kind(
    "vendor_question.asked",
    "Question to a vendor",
    "asked {candidate}, by {due_on}: {text}",
    together="asked {candidate}, by {due_on}",
)
QUESTION_WITHDRAWN = event_kind(
    "vendor_question.withdrawn", "Question withdrawn", "withdrew a question to {candidate}"
)
ANSWER_SAVED = event_kind(
    "vendor_answer.saved", "Draft answer saved", "saved a draft answer", is_detail=True
)
ANSWER_SENT = event_kind(
    "vendor_answer.sent",
    "Vendor answered",
    "answered for {candidate}",
    together="answered for {candidate}",
)
EVIDENCE_UPLOADED = event_kind(
    "evidence.uploaded",
    "Evidence uploaded",
    "uploaded {name} for {vendor}",
    is_detail=True,
)
EVIDENCE_SENT = event_kind(
    "evidence.sent",
    "Evidence sent",
    "sent {name} ({size}) for {vendor}",
    together="sent {name} for {vendor}",
)
EVIDENCE_SCANNED = event_kind(
    "evidence.scanned", "Evidence looked through", "looked through {name}: {state}", is_detail=True
)
EVIDENCE_REMOVED = event_kind(
    "evidence.removed",
    "Evidence removed",
    "removed {name} of {vendor}: {reason}",
    is_detail=True,
)
EVIDENCE_WITHDRAWN = event_kind(
    "evidence.withdrawn",
    "Evidence withdrawn",
    "withdrew {name} of {vendor}, which was sent before and is kept",
)
EVIDENCE_FETCHED = event_kind(
    "evidence.fetched", "Evidence opened", "opened {name} of {vendor}", is_detail=True
)
