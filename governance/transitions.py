"""Which states a design input may move to, and what may be done to a session, as data.

Every answer can be talked about again; only a withdrawn input stays withdrawn.
"""

from governance.vocabulary import InputState, OccurrenceState

_ANSWERS = frozenset(
    {
        InputState.INCORPORATED,
        InputState.ADAPTED,
        InputState.DECLINED,
        InputState.DEFERRED,
        InputState.WITHDRAWN,
    }
)

DESIGN_INPUT: dict[InputState, frozenset[InputState]] = {
    InputState.RAISED: _ANSWERS | {InputState.DISCUSSED},
    InputState.DISCUSSED: _ANSWERS,
    InputState.DEFERRED: _ANSWERS | {InputState.DISCUSSED},
    InputState.INCORPORATED: frozenset({InputState.DISCUSSED}),
    InputState.ADAPTED: frozenset({InputState.DISCUSSED}),
    InputState.DECLINED: frozenset({InputState.DISCUSSED}),
    InputState.WITHDRAWN: frozenset(),
}

# What may be done to one date of a series that nobody has opened.
OCCURRENCE: dict[OccurrenceState, frozenset[str]] = {
    OccurrenceState.PLANNED: frozenset({"open", "move", "cancel", "skip"}),
    OccurrenceState.MOVED: frozenset({"open", "move", "cancel", "skip"}),
    OccurrenceState.CANCELLED: frozenset({"restore"}),
    OccurrenceState.PLANNED_SKIP: frozenset({"restore"}),
    OccurrenceState.HELD: frozenset(),
}
