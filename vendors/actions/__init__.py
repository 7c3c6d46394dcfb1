"""Everything that changes criteria, vendors, candidates and scores."""

from vendors.actions.candidates import (
    NewCandidate,
    add_candidate,
    consider_again,
    leave_candidate,
    select_candidate,
    take_longlist,
    take_shortlist,
)
from vendors.actions.checking import permit_comparing, permit_wording
from vendors.actions.choosing import (
    Choice,
    GapCare,
    RunCost,
    record_selection,
    write_selection_view,
)
from vendors.actions.criteria import draft_criteria, publish_criteria, request_criteria
from vendors.actions.library import add_template, change_template, retire_template
from vendors.actions.reopening import current_scores, reopen_scores
from vendors.actions.scoring import GivenScore, give_score
from vendors.actions.triggers import VendorChange, record_trigger, trigger_by_date
from vendors.actions.vendors import (
    Assurance,
    VendorFacts,
    add_assurance,
    change_vendor,
    remove_assurance,
)
from vendors.actions.wording import (
    Wording,
    add_criterion,
    change_criterion,
    set_weights,
    take_from_library,
    withdraw_criterion,
)

__all__ = [
    "Assurance",
    "Choice",
    "GapCare",
    "GivenScore",
    "NewCandidate",
    "RunCost",
    "VendorChange",
    "VendorFacts",
    "Wording",
    "add_assurance",
    "add_candidate",
    "add_criterion",
    "add_template",
    "change_criterion",
    "change_template",
    "change_vendor",
    "consider_again",
    "current_scores",
    "draft_criteria",
    "give_score",
    "leave_candidate",
    "permit_comparing",
    "permit_wording",
    "publish_criteria",
    "record_selection",
    "record_trigger",
    "remove_assurance",
    "reopen_scores",
    "request_criteria",
    "retire_template",
    "select_candidate",
    "set_weights",
    "take_from_library",
    "take_longlist",
    "take_shortlist",
    "trigger_by_date",
    "withdraw_criterion",
    "write_selection_view",
]
