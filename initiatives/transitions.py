"""(state, verb) -> state, as data."""

from initiatives.vocabulary import InvitationState, Status

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
