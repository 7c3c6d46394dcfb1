"""Which states a design and a decision record may move to, as data.

A baseline is never jumped over, so that its day is known (A13); a design may go back to the
drawing board from anywhere but the end.
"""

from architecture.vocabulary import DecisionStatus, DesignState

DESIGN: dict[DesignState, frozenset[DesignState]] = {
    DesignState.SKETCHED: frozenset(
        {DesignState.DESIGNED, DesignState.BASELINED, DesignState.RETIRED}
    ),
    DesignState.DESIGNED: frozenset(
        {DesignState.BASELINED, DesignState.SKETCHED, DesignState.RETIRED}
    ),
    DesignState.BASELINED: frozenset(
        {DesignState.BUILT, DesignState.DESIGNED, DesignState.RETIRED}
    ),
    DesignState.BUILT: frozenset({DesignState.LIVE, DesignState.DESIGNED, DesignState.RETIRED}),
    DesignState.LIVE: frozenset({DesignState.DESIGNED, DesignState.RETIRED}),
    DesignState.RETIRED: frozenset(),
}

# A decided record is replaced by writing the one that takes its place.
DECISION: dict[DecisionStatus, frozenset[DecisionStatus]] = {
    DecisionStatus.PROPOSED: frozenset({DecisionStatus.DECIDED, DecisionStatus.NOT_TAKEN}),
    DecisionStatus.DECIDED: frozenset({DecisionStatus.RETIRED, DecisionStatus.REPLACED}),
    DecisionStatus.NOT_TAKEN: frozenset({DecisionStatus.PROPOSED}),
    DecisionStatus.RETIRED: frozenset(),
    DecisionStatus.REPLACED: frozenset(),
}
