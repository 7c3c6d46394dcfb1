"""The design conversation: inputs and answers in writing, and the standing working session."""

from governance.actions.agenda import add_agenda_item, drop_agenda_item, reorder_agenda
from governance.actions.agreed import carry_agreed_action, complete_agreed_action
from governance.actions.answering import dispose_design_input, reply_to_disposition
from governance.actions.feeds import make_calendar_feed, revoke_calendar_feed
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

__all__ = [
    "Concern",
    "Outcome",
    "WantedRhythm",
    "add_agenda_item",
    "add_extra_session",
    "arrange_series",
    "cancel_occurrence",
    "carry_agreed_action",
    "change_rhythm",
    "close_session",
    "complete_agreed_action",
    "dispose_design_input",
    "drop_agenda_item",
    "end_series",
    "make_calendar_feed",
    "move_occurrence",
    "next_open_decision",
    "note_presence",
    "open_session",
    "permit_raising",
    "plan_dates_ahead",
    "raise_design_input",
    "record_result",
    "reorder_agenda",
    "reply_to_disposition",
    "reply_to_session",
    "restore_occurrence",
    "revoke_calendar_feed",
    "save_note",
    "skip_occurrence",
    "start_series",
]
