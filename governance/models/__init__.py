"""Design inputs, sessions, clarity, go-aheads, escalations and signals."""

from governance.models.clarity import ClarityAnswer, ClarityQuestion
from governance.models.design_inputs import DesignInput
from governance.models.escalations import Escalation
from governance.models.go_ahead import CarriedItem, GoAhead, GoAheadView
from governance.models.room import (
    AgendaItem,
    AgreedAction,
    PartyPresence,
    SessionNote,
    WaitingItem,
)
from governance.models.sessions import (
    CalendarFeed,
    RestingDate,
    SessionOccurrence,
    SessionReply,
    SessionRhythm,
    SessionSeries,
)
from governance.models.signals import DetectorRun, Norm, Signal

__all__ = [
    "AgendaItem",
    "AgreedAction",
    "CalendarFeed",
    "CarriedItem",
    "ClarityAnswer",
    "ClarityQuestion",
    "DesignInput",
    "DetectorRun",
    "Escalation",
    "GoAhead",
    "GoAheadView",
    "Norm",
    "PartyPresence",
    "RestingDate",
    "SessionNote",
    "SessionOccurrence",
    "SessionReply",
    "SessionRhythm",
    "SessionSeries",
    "Signal",
    "WaitingItem",
]
