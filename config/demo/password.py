"""The one password of the demo people."""

import secrets
from pathlib import Path

from config.environment import DATA_DIR, env

VARIABLE = "JOINERY_DEMO_PASSWORD"


def password_file() -> Path:
    """Where a made-up password is kept, readable by its owner only."""
    return DATA_DIR / "demo-password"


def given_password() -> str:
    """The password of the environment, else the one kept, else empty."""
    given: str = env.str(VARIABLE, default="")
    path = password_file()
    return given or (path.read_text(encoding="utf-8").strip() if path.exists() else "")


def take_password() -> str:
    """The given password, or a new one that is kept."""
    if given := given_password():
        return given
    made = "-".join(secrets.token_hex(2) for _ in range(4))
    path = password_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(made + "\n", encoding="utf-8")
    return made
