"""A whole Joinery with the demo, on its own port, and a browser to use it with."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a-demo-password-for-tests"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
QUIET_BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A running Joinery, the environment it runs in, and its log, where what it mails stands."""

    url: str
    log: Path
    environment: dict[str, str] = field(default_factory=dict)

    def manage(self, *arguments: str) -> None:
        """Run a management command beside it."""
        _manage(self.environment, *arguments)

    def sign_in(self, page: Page, who: str) -> None:
        """Sign in as one of the demo people, by the name before the @."""
        page.goto(f"{self.url}/accounts/login/")
        page.get_by_label("Email").fill(f"{who}@example.org")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{self.url}/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _fresh_database(url: str) -> tuple[str, Callable[[], None]]:
    """A database of its own on the server of the address, and how to drop it."""
    parts = urlsplit(url)
    name = f"joinery_browser_{os.getpid()}"

    def run(statement: str) -> None:
        connection = psycopg2.connect(urlunsplit(parts._replace(path="/postgres")))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
        connection.close()

    run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    run(f"CREATE DATABASE {name}")
    fresh = urlunsplit(parts._replace(path=f"/{name}"))
    return fresh, lambda: run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _environment(folder: Path, port: int) -> tuple[dict[str, str], Callable[[], None]]:
    environment = {
        **os.environ,
        "JOINERY_DATA_DIR": str(folder),
        "JOINERY_DEMO_PASSWORD": PASSWORD,
        "JOINERY_BASE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
    }
    database = environment.get("DATABASE_URL", "")
    if not database.startswith("postgres"):
        return environment, lambda: None
    environment["DATABASE_URL"], drop = _fresh_database(database)
    return environment, drop


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _wait_until_ready(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.3)
    pytest.fail(f"Joinery did not become ready; exit status {server.poll()}")


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Joinery with the demo: web, worker and scheduler as `make run` starts them."""
    folder = tmp_path_factory.mktemp("joinery")
    port = _free_port()
    environment, drop = _environment(folder, port)
    log = (folder / "log").open("wb")
    try:
        _manage(environment, "migrate", "--noinput")
        _manage(environment, "collectstatic", "--noinput")
        _manage(environment, "load_demo", "--if-empty")
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}", server)
            yield Site(f"http://127.0.0.1:{port}", folder / "log", environment)
        finally:
            server.terminate()
            server.wait(timeout=30)
    finally:
        log.close()
        drop()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; a machine without one skips visibly, but CI fails."""
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium on this machine, and CI needs one.")
        pytest.skip("There is no Chromium on this machine.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_BROWSER)
        yield chromium
        chromium.close()


@pytest.fixture
def new_person(browser: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a browser context of one more person: `new_person("it.architect", width=390)`."""
    contexts: list[BrowserContext] = []

    def open_for(who: str, *, width: int = 1440, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 600 else 844},
            color_scheme=scheme,  # type: ignore[arg-type]
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if who:
            site.sign_in(page, who)
        return page

    yield open_for
    for context in contexts:
        context.close()
