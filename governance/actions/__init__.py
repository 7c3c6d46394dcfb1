"""Raising, answering and replying: the design conversation in writing."""

from governance.actions.answering import dispose_design_input, reply_to_disposition
from governance.actions.raising import (
    Concern,
    next_open_decision,
    permit_raising,
    raise_design_input,
)

__all__ = [
    "Concern",
    "dispose_design_input",
    "next_open_decision",
    "permit_raising",
    "raise_design_input",
    "reply_to_disposition",
]
