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


class SessionPurpose(models.TextChoices):
    """What one date of a series is for, where it is for something of its own (D06)."""

    ORDINARY = "ordinary", "What the agenda brings"
    CRITERIA = "criteria", "Criteria"
    READINESS = "readiness", "Readiness"


class ItemResult(models.TextChoices):
    """What an agenda item ends in."""

    INPUT = "input", "Design input"
    DECISION = "decision", "Decision"
    ACTION = "action", "Owner and date"
    AGAIN = "again", "Again next time"


class FieldState(models.TextChoices):
    """Where a field of the clarity profile stands; derived."""

    UNANSWERED = "unanswered", "Unanswered"
    DRAFTED = "drafted", "Drafted"
    KNOWN_GAP = "known_gap", "Known gap"
    ANSWERED = "answered", "Answered"
    QUESTIONED = "questioned", "Questioned"
    STALE = "stale", "Stale"
    NOT_APPLICABLE = "not_applicable", "Not applicable"


class GoAheadKind(models.TextChoices):
    """Whether anything was owed when a stage was left."""

    CLEAR = "clear", "Clear"
    CARRIED_FORWARD = "carried_forward", "Carried forward"


class GoAheadReason(models.TextChoices):
    """Why something is carried forward instead of answered first."""

    DEADLINE = "deadline", "A deadline"
    LEARNING_NEEDED = "learning_needed", "Only doing it will tell"
    DEPENDENCY = "dependency", "It depends on something else"
    LOW_CONSEQUENCE = "low_consequence", "Little happens if it stays open"
    EXTERNAL_OBLIGATION = "external_obligation", "An obligation from outside"
    OTHER = "other", "Something else"


class GoAheadViewKind(models.TextChoices):
    """How a party sees a go-ahead; no answer is what stands until one is given."""

    AGREE = "agree", "Agree"
    SEE_IT_DIFFERENTLY = "see_it_differently", "See it differently"
    NOT_CONSULTED = "not_consulted", "Not consulted"
    NO_ANSWER = "no_answer", "No answer"


class EscalationKind(models.TextChoices):
    """What an executive is asked for."""

    DECISION_NEEDED = "decision_needed", "A decision"
    MEANS_NEEDED = "means_needed", "Means"
    DEADLOCK = "deadlock", "A way out of a deadlock"
    INCIDENT = "incident", "An incident"
    LEGAL = "legal", "A legal matter"


class EscalationAnswer(models.TextChoices):
    """What an executive may answer."""

    HEAR_BOTH = "hear_both", "Hear both sides"
    RETURN_TO_SESSION = "return_to_session", "Return it to the session"
    GIVE_MEANS = "give_means", "Give means"
    DECIDE_AND_NAME_OWNER = "decide_and_name_owner", "Decide and name an owner"


class SignalSeverity(models.TextChoices):
    """How soon a signal should be talked about."""

    HEADS_UP = "heads_up", "Heads-up"
    NEEDS_CONVERSATION = "needs_conversation", "Worth a conversation"
    TIME_CRITICAL = "time_critical", "Cannot wait"


class SignalState(models.TextChoices):
    """Where a signal stands."""

    NEW = "new", "New"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    EXPLAINED = "explained", "Explained"
    RESOLVED = "resolved", "Resolved"
    EXPIRED = "expired", "Expired"
