"""What design inputs say of why a decision opens again (M15)."""

from governance.vocabulary import ConcernGroup, InputState, StewardshipArea
from initiatives.models import Initiative
from initiatives.vocabulary import ReopeningCause

# The area says more than the group where it names the cause itself.
_BY_AREA = {
    StewardshipArea.DATA_INTEGRITY: ReopeningCause.DATA,
    StewardshipArea.COMPLIANCE: ReopeningCause.COMPLIANCE,
    StewardshipArea.MAINTAINABILITY: ReopeningCause.SUPPORT,
}
_BY_GROUP = {
    ConcernGroup.SEC: ReopeningCause.SECURITY,
    ConcernGroup.OWN: ReopeningCause.OWNERSHIP,
    ConcernGroup.ARC: ReopeningCause.ARCHITECTURE,
    ConcernGroup.GOV: ReopeningCause.COMPLIANCE,
    ConcernGroup.REL: ReopeningCause.SUPPORT,
}


def cause_of(area: str, group: str) -> ReopeningCause | None:
    """What an input of this area and group is about; None where that is no cause of rework."""
    return _BY_AREA.get(StewardshipArea(area)) or _BY_GROUP.get(ConcernGroup(group))


def causes_of(initiative: Initiative) -> dict[str, ReopeningCause]:
    """By decision, what the last design input on it is about; one query.

    One of `REOPENING_CAUSES`. A withdrawn input says nothing.
    """
    inputs = initiative.design_inputs.exclude(decision="").exclude(state=InputState.WITHDRAWN)
    rows = inputs.order_by("raised_at", "pk").values_list(
        "decision", "stewardship_area", "concern_group"
    )
    found: dict[str, ReopeningCause] = {}
    for decision, area, group in rows:
        cause = cause_of(area, group)
        if cause is not None:
            found[decision] = cause
    return found
