"""(state, verb) -> state, as data; and how something may come to run after it ran otherwise."""

from initiatives.vocabulary import InvitationState, OperationalStatus, Stage, Status

STATUS: dict[tuple[Status, str], Status] = {
    (Status.ACTIVE, "pause"): Status.PAUSED,
    (Status.ACTIVE, "stop"): Status.STOPPED,
    (Status.PAUSED, "stop"): Status.STOPPED,
    (Status.ACTIVE, "withdraw"): Status.WITHDRAWN,
    (Status.PAUSED, "withdraw"): Status.WITHDRAWN,
    (Status.PAUSED, "resume"): Status.ACTIVE,
    (Status.STOPPED, "resume"): Status.ACTIVE,
}

INVITATION: dict[tuple[InvitationState, str], InvitationState] = {
    (InvitationState.SENT, "accept"): InvitationState.ACCEPTED,
    (InvitationState.SENT, "decline"): InvitationState.DECLINED,
}

# What runs as an experiment, say, may next run as what stands here; the likeliest comes first.
OPERATIONAL_STATUS: dict[OperationalStatus, tuple[OperationalStatus, ...]] = {
    OperationalStatus.EXPERIMENT: (
        OperationalStatus.PILOT,
        OperationalStatus.OPERATIONAL,
        OperationalStatus.STOPPED,
    ),
    OperationalStatus.PILOT: (
        OperationalStatus.OPERATIONAL,
        OperationalStatus.EXPERIMENT,
        OperationalStatus.RETIRING,
        OperationalStatus.STOPPED,
    ),
    OperationalStatus.OPERATIONAL: (
        OperationalStatus.RETIRING,
        OperationalStatus.PILOT,
        OperationalStatus.STOPPED,
    ),
    OperationalStatus.RETIRING: (OperationalStatus.STOPPED, OperationalStatus.OPERATIONAL),
    OperationalStatus.STOPPED: (
        OperationalStatus.EXPERIMENT,
        OperationalStatus.PILOT,
        OperationalStatus.OPERATIONAL,
    ),
}

# As what something runs once its initiative has come into a stage; the page offers it.
FITTING_STATUS: dict[tuple[Stage, OperationalStatus], OperationalStatus] = {
    (Stage.OPERATION, OperationalStatus.EXPERIMENT): OperationalStatus.OPERATIONAL,
    (Stage.OPERATION, OperationalStatus.PILOT): OperationalStatus.OPERATIONAL,
    (Stage.RETIRED, OperationalStatus.EXPERIMENT): OperationalStatus.STOPPED,
    (Stage.RETIRED, OperationalStatus.PILOT): OperationalStatus.STOPPED,
    (Stage.RETIRED, OperationalStatus.OPERATIONAL): OperationalStatus.RETIRING,
    (Stage.RETIRED, OperationalStatus.RETIRING): OperationalStatus.STOPPED,
}
