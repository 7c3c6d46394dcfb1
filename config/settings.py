"""Settings, read from the environment. Every variable is described in docs/operations.md.

Without any variable Joinery runs embedded: SQLite, a file-system queue and a secret key of its
own below `JOINERY_DATA_DIR`. With `JOINERY_ENV=production` nothing is guessed: a missing variable
stops the start with a message that names it.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from config import logs, uploads
from config.environment import (
    BASE_DIR,
    DATA_DIR,
    PRODUCTION,
    embedded_secret_key,
    env,
    required_in_production,
)

DEBUG = env.bool("JOINERY_DEBUG", default=False) and not PRODUCTION
SECRET_KEY = required_in_production("SECRET_KEY", "") or embedded_secret_key()
ALLOWED_HOSTS = required_in_production("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = env.list("JOINERY_TRUSTED_ORIGINS", default=[])
BASE_URL = required_in_production(
    "JOINERY_BASE_URL", f"http://127.0.0.1:{env.int('PORT', default=8000)}"
)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "audit",
    "people",
    "initiatives",
    "vendors",
    "architecture",
    "governance",
    "portfolio",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "people.middleware.ViewerTimeZoneMiddleware",
    "people.middleware.SignInRequiredMiddleware",
    "config.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["config.templatetags.joinery"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data -------------------------------------------------------------------------------------

DATABASES = {
    "default": env.db_url_config(
        required_in_production("DATABASE_URL", f"sqlite:///{DATA_DIR / 'joinery.sqlite3'}")
    )
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured with 16 threads: without IMMEDIATE and WAL most concurrent writes fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    DATA_DIR.mkdir(parents=True, exist_ok=True)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required_in_production("REDIS_URL", "")
CACHES = {
    "default": {
        "BACKEND": "config.cache.SharedCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},  # seconds
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# --- background work --------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL or "joinery-files://"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"

# --- people and sign-in -----------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "people.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
# Whose address sign-in attempts are counted for: behind a proxy the one it names.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("JOINERY_BEHIND_PROXY", default=False))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

vars().update(env.email_url_config(required_in_production("EMAIL_URL", "consolemail://")))
EMAIL_TIMEOUT = 20  # seconds; people.delivery counts on an end
DEFAULT_FROM_EMAIL = env.str("JOINERY_FROM_EMAIL", default="Joinery <joinery@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
NOTICE_LEASE = env.int("JOINERY_NOTICE_LEASE", default=300)  # seconds
NOTICE_CHANNELS = [
    name.strip()
    for name in env.str("JOINERY_NOTICE_CHANNELS", default="slack,workflows").split(",")
    if name.strip()
]

# --- language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- static files -----------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("JOINERY_STATIC_ROOT", default=str(DATA_DIR / "static")))
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a folder it cannot find
_static_sources = (BASE_DIR / "static" / "build", BASE_DIR / "static" / "img")
STATICFILES_DIRS = [folder for folder in _static_sources if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.HashedFilesStorage"},
    "uploads": uploads.storage_settings(env.str("JOINERY_UPLOADS", default="")),
}
MEDIA_ROOT = DATA_DIR / "uploads"  # never served by address; only through views that check
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
INVENTORY_MAX_BYTES = env.int("JOINERY_INVENTORY_MAX_BYTES", default=25 * 1024 * 1024)
UPLOAD_MAX_BYTES = env.int("JOINERY_UPLOAD_MAX_BYTES", default=50 * 1024 * 1024)
UPLOAD_SCAN = env.str("JOINERY_UPLOAD_SCAN", default="")
UPLOAD_SCAN_SECONDS = env.int("JOINERY_UPLOAD_SCAN_SECONDS", default=120)
# Not /tmp, which is small and in memory where the image runs.
FILE_UPLOAD_TEMP_DIR = uploads.arrival_folder(DATA_DIR)
FILE_UPLOAD_HANDLERS = [
    "vendors.uploads.quota.QuotaUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
VENDOR_LINK_DAYS = env.int("JOINERY_VENDOR_LINK_DAYS", default=7)
VENDOR_SESSION_HOURS = env.int("JOINERY_VENDOR_SESSION_HOURS", default=8)

# --- safety -----------------------------------------------------------------------------------

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.refusals.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
# Whether the subdomains of an adopter's host speak HTTPS too is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if env.bool("JOINERY_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- the record -------------------------------------------------------------------------------

RECORD_SINKS = required_in_production(
    "JOINERY_RECORD_SINKS", f"dir:{DATA_DIR / 'checkpoints'}"
).split(",")
RECORD_KEY_FILE = env.str("JOINERY_RECORD_KEY_FILE", default=str(DATA_DIR / "record" / "keys"))

# --- what reaches upwards: an adopter adds a line --------------------------------------------

DESK_PANELS = [
    "governance.moving_panels.QuestionsToExecutivePanel",
    "governance.moving_panels.OwnershipPanel",
    "initiatives.desk.InvitationsPanel",
    "governance.desk.DecisionsAheadPanel",
    "governance.desk.OwedPanel",
    "vendors.panels.DeskPanel",
    "governance.signals.panels.DeskPanel",
    "governance.desk.SessionsPanel",
    "initiatives.desk.OwnInitiativesPanel",
    "people.desk.NoticesPanel",
    "initiatives.desk.DraftsPanel",
    "portfolio.desk.AtAGlancePanel",
    "portfolio.record.desk.WholeRecordPanel",
    "initiatives.desk.RecordPanel",
    "governance.signals.panels.FailingPanel",
    "people.desk.UndeliveredPanel",
    "vendors.evidence_desk.ScanFaultsPanel",
]
WORKSPACE_PANELS = [
    "governance.workspace.NextSessionPanel",
    "initiatives.workspace.InvitationPanel",
    "governance.workspace.OwedPanel",
    "governance.moving_panels.StagePanel",
    "governance.moving_panels.EscalationsPanel",
    "governance.signals.panels.WorkspacePanel",
    "governance.workspace.RhythmPanel",
    "governance.figures.panels.PracticesPanel",
    "vendors.panels.ComparisonPanel",
    "governance.workspace.DesignInputsPanel",
    "initiatives.workspace.DecisionsPanel",
    "initiatives.workspace.UseCasePanel",
    "initiatives.workspace.PeoplePanel",
    "initiatives.workspace.LatestPanel",
]
PORTFOLIO_PANELS = [
    "portfolio.panels.StagesPanel",
    "portfolio.panels.UnitsPanel",
    "portfolio.panels.InvolvementPanel",
    "governance.figures.panels.PortfolioPanel",
    "governance.signals.panels.PortfolioPanel",
    "architecture.panels.SprawlPanel",
    "portfolio.panels.ConcernsPanel",
    "portfolio.panels.WaitingPanel",
    "governance.moving_panels.WithoutOwnerPanel",
]
OWED_SOURCES = [
    "governance.carried.owed_carried",
    "governance.owed.missing_invitation",
    "governance.owed.unanswered_invitations",
    "governance.owed.unanswered_inputs",
    "governance.owed.agreed_actions",
    "vendors.owed.asked_criteria",
    "vendors.owed.missing_scores",
    "vendors.owed.vendor_answers",
    "vendors.owed.vendor_replies",
    "vendors.owed.choice",
    "governance.owed.half_filled_outcome",
    "architecture.owed.owed_designs",
    "governance.clarity.owed.open_questions",
    "governance.clarity.owed.needed_fields",
]
# Fields of the clarity profile that are read from where their facts are kept.
CLARITY_SOURCES = dict.fromkeys(
    ["RB-8", *(f"AR-{number}" for number in range(1, 11))],
    "architecture.clarity.from_integrations",
)
OWED_LOADERS = [
    "governance.carried.load_carried",
    "governance.clarity.facts.load_clarity",
    "vendors.open_ends.load_open_ends",
    "architecture.owed.load_designs",
]
SIGNAL_DETECTORS = [
    "governance.signals.arriving.arrives_finished",
    "governance.signals.choosing.vendor_before_criteria",
    "governance.signals.meeting.surface_shrinks",
    "governance.signals.asking.escalated_first",
    "governance.signals.arriving.isolated_trial",
    "governance.signals.arriving.pushed_back_or_silent",
    "governance.signals.arriving.endless_experiment",
    "governance.signals.owning.ownership_implied",
    "governance.signals.owning.abstract_risk",
    "governance.signals.linking.duplicate_links",
    "governance.signals.meeting.one_off_meeting",
    "governance.signals.asking.decided_without_owner",
    "governance.signals.carrying.carried_overdue",
    "governance.signals.carrying.late_bunching",
    "governance.signals.owning.risk_without_authority",
    "governance.signals.owning.short_term_only",
    "governance.signals.asking.ambiguity_left",
]
INPUT_SOURCES = ["governance.embodying.inputs_to_embody"]
TRAIL_SOURCES = ["governance.embodying.trail_of_inputs"]
INITIATIVE_FOLLOWERS = ["governance.actions.following.SessionFollower"]
AGENDA_SOURCES = [
    "governance.sessions.sources.carried_over",
    "governance.carried.carried_items",
    "governance.escalation_reads.returned_to_session",
    "governance.sessions.sources.overdue_actions",
    "vendors.agenda.scores_apart",
    "vendors.agenda.reopened_scores",
    "governance.sessions.sources.open_inputs",
    "governance.sessions.sources.open_questions",
    "governance.clarity.owed.governance_fields",
    "governance.sessions.sources.everything_owed",
    "governance.signals.agenda.open_signals_points",
]
HISTORY_LIMITS = ["governance.signals.history.not_told_yet"]
REOPENING_CAUSES = ["governance.reopening.causes_of"]
RECORD_QUESTIONS = ["portfolio.record.questions.GROUPS"]
INITIATIVE_FILTERS = [
    "governance.filters.ConcernFilter",
    "portfolio.filters.PartnershipFilter",
    "governance.figures.filters.InvolvementFilter",
    "governance.figures.filters.SignalFilter",
]

# --- API --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "people.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["people.api.parsers.ShallowJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "config.problems.problem_details",
    "UNAUTHENTICATED_USER": None,
    # Whose address a throttle counts: behind a proxy the one it names, else the connection's own.
    "NUM_PROXIES": int(env.bool("JOINERY_BEHIND_PROXY", default=False)),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Joinery API",
    "DESCRIPTION": "Register AI initiatives, invite IT, raise and answer design inputs, meet in "
    "working sessions.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "TAGS": [
        {"name": name}
        for name in (
            "auth",
            "initiatives",
            "invitations",
            "design-inputs",
            "owed-items",
            "integrations",
            "decision-records",
            "working-sessions",
            "agreed-actions",
            "go-aheads",
            "escalations",
            "signals",
            "figures",
            "norms",
            "criteria",
            "vendors",
            "vendor-candidates",
            "scores",
            "selection-records",
            "vendor-questions",
            "milestones",
            "status",
            "visibility",
            "history",
            "portfolio",
            "record",
            "registration-drafts",
            "people",
        )
    ],
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "Party": "people.vocabulary.Party",
        "Role": "people.vocabulary.Role",
        "Stage": "initiatives.vocabulary.Stage",
        "OperationalStatus": "initiatives.vocabulary.OperationalStatus",
        "Status": "initiatives.vocabulary.Status",
        "HowFar": "initiatives.vocabulary.HowFar",
        "MilestoneKind": "initiatives.vocabulary.MilestoneKind",
        "TimeQuality": "initiatives.vocabulary.TimeQuality",
        "InvitationState": "initiatives.vocabulary.InvitationState",
        "SystemKind": "architecture.vocabulary.SystemKind",
        "Criticality": "architecture.vocabulary.Criticality",
        "Lifecycle": "architecture.vocabulary.Lifecycle",
        "RelationKind": "architecture.vocabulary.RelationKind",
        "IntegrationStyle": "architecture.vocabulary.IntegrationStyle",
        "DataDirection": "architecture.vocabulary.DataDirection",
        "IdentityPattern": "architecture.vocabulary.IdentityPattern",
        "FragilityFlag": "architecture.vocabulary.FragilityFlag",
        "ReuseResult": "architecture.vocabulary.ReuseResult",
        "DesignState": "architecture.vocabulary.DesignState",
        "DesignAuthorityState": "architecture.vocabulary.DesignAuthorityState",
        "DebtDecision": "architecture.vocabulary.DebtDecision",
        "Conformance": "architecture.vocabulary.Conformance",
        "DecisionStatus": "architecture.vocabulary.DecisionStatus",
        "InputKind": "governance.vocabulary.InputKind",
        "InputState": "governance.vocabulary.InputState",
        "ConcernGroup": "governance.vocabulary.ConcernGroup",
        "StewardshipArea": "governance.vocabulary.StewardshipArea",
        "RaiserView": "governance.vocabulary.RaiserView",
        "FieldState": "governance.vocabulary.FieldState",
        "AnswerKind": [
            ("value", "Answer"),
            ("known_gap", "Known gap"),
            ("not_applicable", "Not applicable"),
        ],
        "OccurrenceState": "governance.vocabulary.OccurrenceState",
        "ItemResult": "governance.vocabulary.ItemResult",
        "SignalSeverity": "governance.vocabulary.SignalSeverity",
        "SignalState": "governance.vocabulary.SignalState",
        "GoAheadKind": "governance.vocabulary.GoAheadKind",
        "GoAheadReason": "governance.vocabulary.GoAheadReason",
        "GoAheadViewKind": "governance.vocabulary.GoAheadViewKind",
        "TriggerKind": "vendors.vocabulary.TriggerKind",
        "AssuranceKind": "vendors.vocabulary.AssuranceKind",
        "CandidateStage": "vendors.vocabulary.CandidateStage",
        "CriteriaState": "vendors.vocabulary.CriteriaState",
        "ScoredBy": "vendors.vocabulary.ScoredBy",
        "EvidenceStrength": "vendors.vocabulary.EvidenceStrength",
        "QuestionState": "vendors.vocabulary.QuestionState",
        "ControlOwner": "vendors.vocabulary.ControlOwner",
        "PlainAnswer": "vendors.vocabulary.PlainAnswer",
        "ScanState": "vendors.vocabulary.ScanState",
        "EscalationKind": "governance.vocabulary.EscalationKind",
        "EscalationAnswer": "governance.vocabulary.EscalationAnswer",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api_schema.add_problems",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}

LOGGING = logs.CONFIGURATION
