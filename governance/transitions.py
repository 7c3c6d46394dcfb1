"""Which states a design input may move to, as data.

Every answer can be talked about again; only a withdrawn input stays withdrawn.
"""

from governance.vocabulary import InputState

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
