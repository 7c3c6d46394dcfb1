"""One way of logging for web, worker and scheduler: lines to read embedded, JSON in production."""

import logging
import logging.config
import re
from typing import Any

import structlog

from config.environment import PRODUCTION

HEALTH_ADDRESSES = ("/healthz", "/readyz")
# Addresses that are keys: whoever reads the log must not be able to use them.
_KEYS = re.compile(
    r"(/calendar/|/sessions/reply/|/notices/stop/|/vendor-room/enter/|/accounts/password/reset/key/)"
    r"[^/\s\"]+"
)


def renderer() -> structlog.typing.Processor:
    """What turns an event into a line."""
    if PRODUCTION:
        return structlog.processors.JSONRenderer()
    # Plain tracebacks: the rich ones print local variables, which hold what is nobody's business.
    return structlog.dev.ConsoleRenderer(
        colors=False,
        pad_event_to=0,
        pad_level=False,
        exception_formatter=structlog.dev.plain_traceback,
    )


def without_request(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Drop the request object that Django attaches: its text repeats the message."""
    event.pop("request", None)
    return event


def without_keys(
    _logger: Any, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Cut the secret part out of addresses that work without signing in."""
    event["event"] = _KEYS.sub(r"\1…", str(event.get("event", "")))
    return event


def steps() -> list[structlog.typing.Processor]:
    """What is added to every event, whoever logged it."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        without_request,
        without_keys,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def line_formatter() -> logging.Formatter:
    """Formats records of the standard library and of structlog alike."""
    tracebacks = [structlog.processors.format_exc_info] if PRODUCTION else []
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=steps(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *tracebacks,
            renderer(),
        ],
    )


class NoHealthChecks(logging.Filter):
    """Leaves out the access lines of health checks, which come every few seconds."""

    def filter(self, record: logging.LogRecord) -> bool:
        """False for a request to a health address."""
        request = record.args if isinstance(record.args, dict) else {}
        return request.get("U") not in HEALTH_ADDRESSES


CONFIGURATION: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.line_formatter"}},
    "filters": {"no_health_checks": {"()": "config.logs.NoHealthChecks"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "access": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_health_checks"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        "gunicorn.access": {
            "level": "INFO" if PRODUCTION else "WARNING",
            "handlers": ["access"],
            "propagate": False,
        },
        # Django answers HEAD with a body and leaves it to the server to drop it, as this one does.
        "gunicorn.http.wsgi": {"level": "ERROR"},
        # Each run of each scheduled task would be two lines every few seconds.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        # Each time a bucket is asked it would tell where its credentials come from.
        "botocore": {"level": "WARNING"},
    },
}


def configure() -> None:
    """Set up logging in a process that Django has not set it up for."""
    logging.config.dictConfig(CONFIGURATION)
