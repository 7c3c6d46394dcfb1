"""Criteria, scores, candidates and vendors in the words of DOMAIN 0, 2 and 3."""

from django.db import models

from people.vocabulary import Party

LOWEST, HIGHEST = 0, 4
SIDES = (Party.BUSINESS, Party.IT)


class CriterionGroup(models.TextChoices):
    """What a criterion is about."""

    SEC = "SEC", "Security and data exposure"
    OWN = "OWN", "Ownership and accountability"
    ARC = "ARC", "Architectural sprawl"
    GOV = "GOV", "Governance"
    LOC = "LOC", "Lock-in and survivability"
    REL = "REL", "Performance and reliability"


class ScoredBy(models.TextChoices):
    """Which sides score a criterion; both means two scores, shown as a pair."""

    IT = "it", "IT"
    BUSINESS = "business", "Business"
    BOTH = "both", "Both sides"

    @property
    def sides(self) -> tuple[Party, ...]:
        """The sides that owe a score."""
        return SIDES if self == ScoredBy.BOTH else (Party(self.value),)


class CriteriaState(models.TextChoices):
    """Where a side's criteria stand."""

    ASKED_FOR = "asked_for", "Asked for"
    DRAFTED = "drafted", "Drafted"
    PUBLISHED = "published", "Published"


class CandidateStage(models.TextChoices):
    """How far a candidate has come."""

    LONGLIST = "longlist", "Longlist"
    SHORTLIST = "shortlist", "Shortlist"
    SELECTED = "selected", "Selected"
    NOT_TAKEN_FURTHER = "not_taken_further", "Not taken further"


class EvidenceStrength(models.TextChoices):
    """What stands behind a score; it caps the score (DOMAIN 3)."""

    CLAIMED = "claimed", "Claimed"
    DOCUMENTED = "documented", "Documented"
    ATTESTED = "attested", "Attested"
    TESTED_BY_US = "tested_by_us", "Tested by us"

    @property
    def highest_score(self) -> int:
        """The highest score that this strength carries."""
        return _HIGHEST_BY_STRENGTH[self]


_HIGHEST_BY_STRENGTH = {
    EvidenceStrength.CLAIMED: 2,
    EvidenceStrength.DOCUMENTED: 3,
    EvidenceStrength.ATTESTED: HIGHEST,
    EvidenceStrength.TESTED_BY_US: HIGHEST,
}


class Supersession(models.TextChoices):
    """Why a score no longer counts; it is kept."""

    SCORED_AGAIN = "scored_again", "Scored again"
    CRITERION_CHANGED = "criterion_changed", "The criterion changed"
    CRITERION_WITHDRAWN = "criterion_withdrawn", "The criterion was withdrawn"
    VENDOR_CHANGED = "vendor_changed", "Something changed at the vendor"


class AssuranceKind(models.TextChoices):
    """Assurance by others that a vendor can show as evidence."""

    SOC2 = "soc2", "SOC 2"
    ISO27001 = "iso27001", "ISO/IEC 27001"
    ISO42001 = "iso42001", "ISO/IEC 42001"
    CAIQ_V4 = "caiq_v4", "CAIQ v4"
    AI_CAIQ = "ai_caiq", "AI-CAIQ"
    SIG_LITE = "sig_lite", "SIG Lite"
    SIG_CORE = "sig_core", "SIG Core"
    PENTEST = "pentest", "Penetration test"
    OTHER = "other", "Something else"


class ControlOwner(models.TextChoices):
    """Whose duty a control is, as a vendor answers it."""

    VENDOR = "vendor", "The vendor"
    US = "us", "Us"
    THIRD_PARTY = "third_party", "A third party"
    SHARED = "shared", "Shared"


class PlainAnswer(models.TextChoices):
    """The short answer that questionnaires ask for beside the words."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_APPLICABLE = "not_applicable", "Does not apply"


class QuestionState(models.TextChoices):
    """Where a question to a vendor stands."""

    OPEN = "open", "Waits for the vendor"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ScanState(models.TextChoices):
    """What a look for harmful content found in an uploaded file."""

    WAITING = "waiting", "Not looked through yet"
    CLEAN = "clean", "Nothing harmful found"
    HARMFUL = "harmful", "Harmful content found"
    FAILED = "failed", "Could not be looked through"
    NOT_CONFIGURED = "not_configured", "No scanner is set up"


class TriggerKind(models.TextChoices):
    """What reopens the scores of a vendor (B46)."""

    CONTRACT_END = "contract_end", "The contract ends"
    OWNERSHIP_CHANGE = "ownership_change", "The vendor changed hands"
    MODEL_CHANGE = "model_change", "The model changed"
    INCIDENT = "incident", "An incident"
    REVIEW_DUE = "review_due", "The review is due"
