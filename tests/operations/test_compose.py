"""What docker-compose.yml and the Dockerfile promise, as far as it shows without an engine."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE_TEXT)["services"]
OURS = ("migrate", "web", "worker", "beat")
DOCKERFILE = (ROOT / "Dockerfile").read_text()
LAST_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]


def test_the_compose_file_follows_the_compose_specification() -> None:
    schema = ["-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    result = subprocess.run(
        [sys.executable, *schema, "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_variable_of_the_compose_file_is_in_the_example() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))
    listed = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert used == listed


def test_every_required_variable_stops_compose_when_it_is_missing() -> None:
    example = (ROOT / ".env.example").read_text()
    required = set(re.findall(r"^([A-Z_]+)=", example.split("# Optional")[0], re.MULTILINE))
    assert set(re.findall(r"\$\{([A-Z_]+):\?", COMPOSE_TEXT)) == required


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_hardened(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert not service.get("privileged")


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_restarts_but_the_migration(name: str) -> None:
    assert SERVICES[name]["restart"] == ("no" if name == "migrate" else "unless-stopped")


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_application_waits_for_what_it_needs(name: str) -> None:
    assert {need: how["condition"] for need, how in SERVICES[name]["depends_on"].items()} == {
        "migrate": "service_completed_successfully",
        "postgres": "service_healthy",
        "redis": "service_healthy",
    }


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_only_the_migration_connects_as_the_owner(name: str) -> None:
    assert "joinery_owner" not in str(SERVICES[name])
    assert "joinery_owner" in SERVICES["migrate"]["environment"]["DATABASE_URL"]


def test_nothing_but_the_web_is_reachable_and_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_database_and_queue_are_on_a_network_without_a_way_out() -> None:
    assert yaml.safe_load(COMPOSE_TEXT)["networks"]["inside"]["internal"] is True
    assert SERVICES["postgres"]["networks"] == SERVICES["redis"]["networks"] == ["inside"]


def test_the_image_runs_as_nobody_special() -> None:
    assert re.search(r"^USER joinery$", LAST_STAGE, re.MULTILINE)
    assert "--uid 10001" in LAST_STAGE


def test_the_image_asks_after_its_own_health() -> None:
    assert re.search(r'^HEALTHCHECK .* CMD \["python", "scripts/probe.py"\]$', LAST_STAGE, re.M)


def test_the_image_has_no_build_tools() -> None:
    assert "pip uninstall" in LAST_STAGE
    assert not re.search(r"apt-get|gcc|npm|pip install", LAST_STAGE)


def test_the_image_installs_by_hash_and_serves_what_compose_serves() -> None:
    assert "--require-hashes --requirement requirements.lock" in DOCKERFILE
    command = re.search(r"^CMD (\[.*\])$", LAST_STAGE, re.MULTILINE)
    assert command
    assert yaml.safe_load(command[1]) == SERVICES["web"]["command"]


def test_what_the_image_copies_exists_and_is_let_through() -> None:
    allowed = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line.startswith("!")
    }
    apps = {path.parent.name for path in ROOT.glob("*/apps.py")}
    assert apps <= allowed
    assert {"templates", "static", "scripts/probe.py", "requirements.lock"} <= allowed


def test_only_the_worker_reads_the_key_that_signs_the_record() -> None:
    mounted = {name: [v for v in SERVICES[name]["volumes"] if "/keys" in v] for name in OURS}
    assert mounted == {
        "migrate": ["keys:/keys"],
        "web": [],
        "worker": ["keys:/keys:ro"],
        "beat": [],
    }
    for name in OURS:
        told = SERVICES[name]["environment"].get("JOINERY_RECORD_KEY_FILE")
        assert told == ("/keys/record" if mounted[name] else None)
    assert "audit create-key --if-missing" in SERVICES["migrate"]["command"][-1]
    assert re.search(r"install --directory --owner joinery .* /keys", LAST_STAGE)
