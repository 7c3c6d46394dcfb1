"""Systems, integrations, design authority and decision records in the words of DOMAIN 1 and 4."""

from django.db import models


class SystemKind(models.TextChoices):
    """What a system of the catalogue is (A20)."""

    APPLICATION = "application", "Application"
    IDENTITY_PROVIDER = "identity_provider", "Identity provider"
    DATA_PLATFORM = "data_platform", "Data platform"
    INTEGRATION_PLATFORM = "integration_platform", "Gateway or integration platform"
    SERVICE = "service", "Shared service"
    INTERFACE = "interface", "Interface"
    DATABASE = "database", "Database"
    CONTROL_SYSTEM = "control_system", "Control system"
    DEVICE = "device", "Machine or device"
    INFRASTRUCTURE = "infrastructure", "Infrastructure"
    AI_SERVICE = "ai_service", "AI service"
    OTHER = "other", "Something else"


class Criticality(models.TextChoices):
    """How long the organisation can do without a system; the words of field AR-2."""

    HIGHEST = "highest", "Must not be down"
    HIGH = "high", "Can be down for an hour"
    MEDIUM = "medium", "Can be down for a day"
    LOW = "low", "Can be down for a week"


class Lifecycle(models.TextChoices):
    """Where a system is in its life."""

    PLANNED = "planned", "Planned"
    EXPERIMENTAL = "experimental", "Experimental"
    PRODUCTION = "production", "In production"
    DEPRECATED = "deprecated", "Being replaced"
    RETIRED = "retired", "Retired"


class RelationKind(models.TextChoices):
    """What one system of the catalogue is to another, apart from any initiative."""

    DEPENDS_ON = "depends_on", "Depends on"
    NEEDED_BY = "needed_by", "Is needed by"
    PART_OF = "part_of", "Is part of"
    PROVIDES = "provides", "Provides"
    CONSUMES = "consumes", "Consumes"


class IntegrationStyle(models.TextChoices):
    """How an integration connects; what lies above existing systems stands first (AR-1, B82)."""

    OVERLAY_READ_ONLY = "overlay_read_only", "Overlay, read only"
    EVENT_SUBSCRIBE = "event_subscribe", "Subscribes to events"
    API_VIA_GATEWAY = "api_via_gateway", "API through the gateway"
    SHARED_SERVICE = "shared_service", "Shared service"
    EMBEDDED_IN_APP = "embedded_in_app", "Embedded in an application"
    BATCH_FILE = "batch_file", "Files in batches"
    DIRECT_DB = "direct_db", "Straight into a database"
    POINT_TO_POINT = "point_to_point", "Point to point"
    UI_AUTOMATION = "ui_automation", "Operates a user interface"
    MANUAL_TRANSFER = "manual_transfer", "Carried over by hand"


OVERLAY_STYLES = frozenset(
    {
        IntegrationStyle.OVERLAY_READ_ONLY,
        IntegrationStyle.EVENT_SUBSCRIBE,
        IntegrationStyle.API_VIA_GATEWAY,
        IntegrationStyle.SHARED_SERVICE,
    }
)
# The styles of which two with the same ends and data are twins (D10).
LINK_STYLES = frozenset(
    {
        IntegrationStyle.POINT_TO_POINT,
        IntegrationStyle.DIRECT_DB,
        IntegrationStyle.BATCH_FILE,
        IntegrationStyle.UI_AUTOMATION,
    }
)


class DataDirection(models.TextChoices):
    """What an integration does with the data of the systems at its ends; words of AR-2."""

    READ = "read", "Reads"
    WRITE = "write", "Writes"
    READ_WRITE = "read_write", "Reads and writes"


WRITING = frozenset({DataDirection.WRITE, DataDirection.READ_WRITE})


class IdentityPattern(models.TextChoices):
    """How an integration says who it is (AR-4)."""

    SSO_OIDC = "sso_oidc", "Single sign-on, OIDC"
    SSO_SAML = "sso_saml", "Single sign-on, SAML"
    SCIM = "scim", "SCIM"
    WORKLOAD_IDENTITY = "workload_identity", "Workload identity"
    STATIC_SECRET = "static_secret", "Static secret"
    LOCAL_ACCOUNTS = "local_accounts", "Local accounts"


class FragilityFlag(models.TextChoices):
    """Why an integration may break (AR-7)."""

    UNVERSIONED = "unversioned", "It has no versions"
    UNDOCUMENTED = "undocumented", "It is not documented"
    SINGLE_PERSON = "single_person", "One person knows it"
    PREVIEW_API = "preview_api", "Its interface is a preview"
    SCRAPING = "scraping", "It reads screens"
    NO_TEST_ENV = "no_test_env", "It cannot be tested apart"
    RATE_LIMITED = "rate_limited", "It is limited in calls"


class ReuseResult(models.TextChoices):
    """What came of looking for what is there already (AR-5, B30)."""

    REUSED = "reused", "Reused"
    EXTENDED = "extended", "Extended"
    NEW_WITH_REASON = "new_with_reason", "New, with a reason"


class DesignAuthorityState(models.TextChoices):
    """Where the offer of design authority stands (A21)."""

    OFFERED = "offered", "Offered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    HANDED_OVER = "handed_over", "Handed over"


class DesignState(models.TextChoices):
    """How far the design of an integration is; only its holder sets it (A19)."""

    SKETCHED = "sketched", "Sketched"
    DESIGNED = "designed", "Designed"
    BASELINED = "baselined", "Baselined"
    BUILT = "built", "Built"
    LIVE = "live", "Live"
    RETIRED = "retired", "Retired"


class DebtDecision(models.TextChoices):
    """What becomes of something that a pilot leaves behind (AR-10, B34)."""

    KEEP = "keep", "Keep"
    REPLACE = "replace", "Replace"
    RETIRE = "retire", "Retire"


class Conformance(models.TextChoices):
    """How what runs relates to the agreed design, after TOGAF (B101)."""

    IRRELEVANT = "irrelevant", "Nothing in common with the design"
    CONSISTENT = "consistent", "Some in common, nothing against it"
    COMPLIANT = "compliant", "All it has is in the design, but not all of the design"
    CONFORMANT = "conformant", "The whole design, and more"
    FULLY_CONFORMANT = "fully_conformant", "Exactly the design"
    NON_CONFORMANT = "non_conformant", "Something differs from the design"


class DecisionStatus(models.TextChoices):
    """Where a decision record stands; MADR's own names live in `madr_statuses.json`."""

    PROPOSED = "proposed", "Proposed"
    DECIDED = "decided", "Decided"
    NOT_TAKEN = "not_taken", "Not taken"
    RETIRED = "retired", "Retired"
    REPLACED = "replaced", "Replaced"


# A decision that was replaced or retired later was taken once, and counts once.
TAKEN_ONCE = frozenset({DecisionStatus.DECIDED, DecisionStatus.REPLACED, DecisionStatus.RETIRED})
