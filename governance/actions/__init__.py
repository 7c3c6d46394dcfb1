"""The design conversation: inputs and answers in writing, and the standing working session."""

from governance.actions.agenda import add_agenda_item, drop_agenda_item, reorder_agenda
from governance.actions.agreed import carry_agreed_action, complete_agreed_action
from governance.actions.answering import dispose_design_input, reply_to_disposition
from governance.actions.carrying import Carry
from governance.actions.clarity import FieldAnswer, answer_field, confirm_field
from governance.actions.clarity_questions import (
    answer_clarity_question,
    ask_about_field,
    reply_to_clarity_answer,
)
from governance.actions.escalations import (
    Question,
    answer_escalation,
    answer_ownership,
    escalate,
    name_owner,
    write_escalation_view,
)
from governance.actions.feeds import make_calendar_feed, revoke_calendar_feed
from governance.actions.go_ahead import (
    Move,
    join_go_ahead,
    propose_going_back,
    record_go_ahead,
    record_go_ahead_view,
    withdraw_go_ahead,
)
from governance.actions.joint_inputs import raise_joint_input
from governance.actions.occurrences import (
    add_extra_session,
    cancel_occurrence,
    move_occurrence,
    restore_occurrence,
    skip_occurrence,
)
from governance.actions.planning import plan_dates_ahead
from governance.actions.raising import (
    Concern,
    next_open_decision,
    permit_raising,
    raise_design_input,
)
from governance.actions.replies import reply_to_session
from governance.actions.results import Outcome
from governance.actions.rhythms import WantedRhythm
from governance.actions.room import (
    close_session,
    note_presence,
    open_session,
    record_result,
    save_note,
)
from governance.actions.series import (
    arrange_series,
    change_rhythm,
    end_series,
    start_series,
)
from governance.actions.settling import renew_carried_item, settle_answered

__all__ = [
    "Carry",
    "Concern",
    "FieldAnswer",
    "Move",
    "Outcome",
    "Question",
    "WantedRhythm",
    "add_agenda_item",
    "add_extra_session",
    "answer_clarity_question",
    "answer_escalation",
    "answer_field",
    "answer_ownership",
    "arrange_series",
    "ask_about_field",
    "cancel_occurrence",
    "carry_agreed_action",
    "change_rhythm",
    "close_session",
    "complete_agreed_action",
    "confirm_field",
    "dispose_design_input",
    "drop_agenda_item",
    "end_series",
    "escalate",
    "join_go_ahead",
    "make_calendar_feed",
    "move_occurrence",
    "name_owner",
    "next_open_decision",
    "note_presence",
    "open_session",
    "permit_raising",
    "plan_dates_ahead",
    "propose_going_back",
    "raise_design_input",
    "raise_joint_input",
    "record_go_ahead",
    "record_go_ahead_view",
    "record_result",
    "renew_carried_item",
    "reorder_agenda",
    "reply_to_clarity_answer",
    "reply_to_disposition",
    "reply_to_session",
    "restore_occurrence",
    "revoke_calendar_feed",
    "save_note",
    "settle_answered",
    "skip_occurrence",
    "start_series",
    "withdraw_go_ahead",
    "write_escalation_view",
]
