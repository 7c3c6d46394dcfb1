"""Design inputs, standing working sessions and what they agree on."""

from governance.models.design_inputs import DesignInput
from governance.models.room import AgendaItem, AgreedAction, PartyPresence, SessionNote
from governance.models.sessions import (
    CalendarFeed,
    SessionOccurrence,
    SessionReply,
    SessionRhythm,
    SessionSeries,
)

__all__ = [
    "AgendaItem",
    "AgreedAction",
    "CalendarFeed",
    "DesignInput",
    "PartyPresence",
    "SessionNote",
    "SessionOccurrence",
    "SessionReply",
    "SessionRhythm",
    "SessionSeries",
]
