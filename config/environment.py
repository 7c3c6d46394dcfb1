"""What the environment says, and what is made up where it is silent (embedded only)."""

import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

PRODUCTION = env.str("JOINERY_ENV", default="embedded") == "production"
DATA_DIR = Path(env.str("JOINERY_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def required_in_production(name: str, default: str) -> str:
    """The variable's value; embedded, its default.

    Raises:
        ImproperlyConfigured: in production, when the variable is missing or empty.
    """
    value: str = env.str(name, default="")
    if value:
        return value
    if PRODUCTION:
        message = f"{name} is not set. Production needs it; docs/operations.md says what it holds."
        raise ImproperlyConfigured(message)
    return default


def embedded_secret_key() -> str:
    """A key of this installation's own, made at the first start and kept in the data folder."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()
