"""Design inputs and working sessions in the words of DOMAIN 0 and 8."""

from django.db import models


class InputKind(models.TextChoices):
    """What a design input is; one form serves them all (A24)."""

    CONSTRAINT = "constraint", "Constraint"
    REQUIREMENT = "requirement", "Requirement"
    RISK = "risk", "Risk"
    ALTERNATIVE = "alternative", "Alternative"
    PROPOSED_SOLUTION = "proposed_solution", "Proposed solution"
    QUESTION = "question", "Question"
    REUSE_OPPORTUNITY = "reuse_opportunity", "Reuse opportunity"
    EVIDENCE = "evidence", "Evidence"


class StewardshipArea(models.TextChoices):
    """Which of IT's duties a design input touches (B03 to B08)."""

    STABILITY = "stability", "Stability"
    SECURITY_ACCESS = "security_access", "Security and access"
    DATA_INTEGRITY = "data_integrity", "Data integrity"
    VENDOR_RISK = "vendor_risk", "Vendor risk"
    COMPLIANCE = "compliance", "Compliance"
    MAINTAINABILITY = "maintainability", "Maintainability"


class ConcernGroup(models.TextChoices):
    """Which group of concerns a design input belongs to."""

    SEC = "SEC", "Security and data"
    OWN = "OWN", "Ownership"
    ARC = "ARC", "Architecture"
    GOV = "GOV", "Governance"
    LOC = "LOC", "Lock-in"
    REL = "REL", "Performance and reliability"


class InputState(models.TextChoices):
    """Where a design input stands."""

    RAISED = "raised", "Raised"
    DISCUSSED = "discussed", "Discussed"
    INCORPORATED = "incorporated", "Incorporated"
    ADAPTED = "adapted", "Adapted"
    DECLINED = "declined", "Declined"
    DEFERRED = "deferred", "Deferred"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RaiserView(models.TextChoices):
    """How the raiser sees a disposition; it changes nothing and stays."""

    AGREE = "agree", "Agree"
    SEE_IT_DIFFERENTLY = "see_it_differently", "See it differently"


OPEN_STATES = frozenset({InputState.RAISED, InputState.DISCUSSED, InputState.DEFERRED})
APPLIED_STATES = frozenset({InputState.INCORPORATED, InputState.ADAPTED})
REASONED_STATES = frozenset({InputState.ADAPTED, InputState.DECLINED})
ANSWERS = APPLIED_STATES | {InputState.DECLINED, InputState.DEFERRED}


class OccurrenceState(models.TextChoices):
    """Where one date of a series stands."""

    PLANNED = "planned", "Planned"
    MOVED = "moved", "Moved"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    PLANNED_SKIP = "planned_skip", "Left out as planned"

    @classmethod
    def expected(cls) -> frozenset["OccurrenceState"]:
        """States in which the session is still to take place."""
        return frozenset({cls.PLANNED, cls.MOVED})


class ItemResult(models.TextChoices):
    """What an agenda item ends in."""

    INPUT = "input", "Design input"
    DECISION = "decision", "Decision"
    ACTION = "action", "Owner and date"
    AGAIN = "again", "Again next time"
