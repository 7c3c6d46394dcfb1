"""Everything that can be done to an initiative; each action is one transaction."""

from initiatives.actions.invitations import accept_invitation, decline_invitation, invite_it
from initiatives.actions.lead import take_over_lead
from initiatives.actions.milestones import (
    declare_milestone_date,
    mark_reopenable,
    plan_milestone,
    reopen_milestone,
    take_milestone,
)
from initiatives.actions.operational_status import change_operational_status
from initiatives.actions.registration import (
    change_use_case,
    discard_draft,
    discard_expired_drafts,
    register_initiative,
    save_draft,
)
from initiatives.actions.seats import give_seat, leave_table
from initiatives.actions.status import (
    pause_initiative,
    resume_initiative,
    stop_initiative,
    withdraw_initiative,
)
from initiatives.actions.table import note_it_contribution
from initiatives.actions.visibility import open_visibility, restrict_visibility

__all__ = [
    "accept_invitation",
    "change_operational_status",
    "change_use_case",
    "declare_milestone_date",
    "decline_invitation",
    "discard_draft",
    "discard_expired_drafts",
    "give_seat",
    "invite_it",
    "leave_table",
    "mark_reopenable",
    "note_it_contribution",
    "open_visibility",
    "pause_initiative",
    "plan_milestone",
    "register_initiative",
    "reopen_milestone",
    "restrict_visibility",
    "resume_initiative",
    "save_draft",
    "stop_initiative",
    "take_milestone",
    "take_over_lead",
    "withdraw_initiative",
]
