"""Production guesses nothing: what is missing stops the start and is named."""

import os
import subprocess
import sys

import pytest

REQUIRED = {
    "ALLOWED_HOSTS": "joinery.example.org",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:5432/none",
    "EMAIL_URL": "smtp://localhost:25",
    "JOINERY_BASE_URL": "https://joinery.example.org",
    "JOINERY_RECORD_SINKS": "mailto:auditor@example.org",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "SECRET_KEY": "not-a-real-one-but-long-enough-for-the-check-of-its-length-0123456789",
}


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in production with nothing but these variables."""
    keep = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        env={**keep, "JOINERY_ENV": "production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_everything_is_set() -> None:
    result = check(REQUIRED)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_variable_stops_the_start_and_is_named(missing: str) -> None:
    result = check({name: value for name, value in REQUIRED.items() if name != missing})
    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr


@pytest.mark.parametrize("empty", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_an_empty_variable_counts_as_missing(empty: str) -> None:
    result = check({**REQUIRED, empty: ""})
    assert result.returncode != 0
    assert f"{empty} is not set" in result.stderr


@pytest.mark.parametrize(("behind_proxy", "trusted"), [("true", "1 1"), ("false", "0 0")])
def test_sign_in_is_slowed_down_by_the_address_that_a_proxy_names(
    behind_proxy: str, trusted: str
) -> None:
    told = "from config.settings import *; "
    told += "print(ALLAUTH_TRUSTED_PROXY_COUNT, REST_FRAMEWORK['NUM_PROXIES'])"
    result = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, **REQUIRED, "JOINERY_BEHIND_PROXY": behind_proxy},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == trusted
