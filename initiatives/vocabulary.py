"""Stages, statuses, milestones and answers, in the words of DOMAIN 0, 4 and 5."""

from django.db import models


class Stage(models.TextChoices):
    """Where an initiative is; it moves by a go-ahead only."""

    DESIGN = "design", "Design"
    SELECTION = "selection", "Selection"
    INTEGRATION = "integration", "Integration"
    OPERATION = "operation", "Operation"
    RETIRED = "retired", "Retired"


class OperationalStatus(models.TextChoices):
    """How it runs, apart from the stage."""

    EXPERIMENT = "experiment", "Experiment"
    PILOT = "pilot", "Pilot"
    OPERATIONAL = "operational", "Operational"
    RETIRING = "retiring", "Retiring"
    STOPPED = "stopped", "Stopped"


class Status(models.TextChoices):
    """Whether work goes on (B66)."""

    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    STOPPED = "stopped", "Stopped"
    WITHDRAWN = "withdrawn", "Withdrawn"


class HowFar(models.TextChoices):
    """How far an initiative already is when it is registered; asked without blame (B60)."""

    NOTHING_YET = "nothing_yet", "Nothing yet"
    TOOL_IN_MIND = "tool_in_mind", "A tool in mind"
    PILOT_RUNNING = "pilot_running", "A pilot is running"
    IN_USE = "in_use", "Already in use"


class MilestoneKind(models.TextChoices):
    """Dated steps of an initiative, in the order they usually come (A12, A13)."""

    USE_CASE_BASELINE = "use_case_baseline", "Use case settled"
    LONGLIST = "longlist", "Longlist"
    SHORTLIST = "shortlist", "Shortlist"
    SELECTION = "selection", "Selection"
    CONTRACT = "contract", "Contract"
    DESIGN_BASELINE = "design_baseline", "Design baseline"
    BUILD_START = "build_start", "Build start"
    LIVE = "live", "Live"
    RETIREMENT = "retirement", "Retirement"


class TimeQuality(models.TextChoices):
    """Whether a time was noted as it happened or told afterwards."""

    RECORDED = "recorded", "Recorded"
    DECLARED = "declared", "Declared"


class ReopeningCause(models.TextChoices):
    """Why a decision that was taken goes back into the open (M15)."""

    SECURITY = "security", "Security"
    ARCHITECTURE = "architecture", "Architecture"
    OWNERSHIP = "ownership", "Ownership"
    COMPLIANCE = "compliance", "Compliance"
    SUPPORT = "support", "Support"
    DATA = "data", "Data"
    OTHER = "other", "Something else"


class InvitationState(models.TextChoices):
    """Where an invitation stands."""

    SENT = "sent", "Sent"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"


# What each answer to "how far" declares as taken, and which of it can still be reopened:
# what no contract or running system holds yet.
DECLARED_BY_HOW_FAR: dict[HowFar, dict[MilestoneKind, bool]] = {
    HowFar.NOTHING_YET: {},
    HowFar.TOOL_IN_MIND: {
        MilestoneKind.LONGLIST: True,
        MilestoneKind.SHORTLIST: True,
    },
    HowFar.PILOT_RUNNING: {
        MilestoneKind.LONGLIST: True,
        MilestoneKind.SHORTLIST: True,
        MilestoneKind.SELECTION: True,
        MilestoneKind.BUILD_START: True,
    },
    HowFar.IN_USE: {
        MilestoneKind.USE_CASE_BASELINE: True,
        MilestoneKind.LONGLIST: False,
        MilestoneKind.SHORTLIST: False,
        MilestoneKind.SELECTION: True,
        MilestoneKind.DESIGN_BASELINE: True,
        MilestoneKind.BUILD_START: False,
        MilestoneKind.LIVE: False,
    },
}

OPERATIONAL_STATUS_BY_HOW_FAR: dict[HowFar, OperationalStatus] = {
    HowFar.NOTHING_YET: OperationalStatus.EXPERIMENT,
    HowFar.TOOL_IN_MIND: OperationalStatus.EXPERIMENT,
    HowFar.PILOT_RUNNING: OperationalStatus.PILOT,
    HowFar.IN_USE: OperationalStatus.OPERATIONAL,
}
