"""The pages: bring a file, look, take it, see how far it is and what came of it."""

import csv
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse, reverse_lazy
from kombu.exceptions import OperationalError

from initiatives import tasks
from initiatives.inventory.progress import ProgressKeeper
from initiatives.models import Initiative, InventoryImport
from people.models import User
from tests.initiatives.inventory.sample import MAPPING, ROWS, as_csv, bring, changed, take

SignIn = Callable[[User], Client]
State = InventoryImport.State
BRING = reverse_lazy("initiatives:import")


@pytest.fixture
def client(signed_in: SignIn, architect: User) -> Client:
    """An IT architect's browser."""
    return signed_in(architect)


@pytest.fixture
def enqueued(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids handed to the background; nothing runs."""
    ids: list[str] = []
    monkeypatch.setattr(tasks.run_inventory_import, "delay", ids.append)
    return ids


def upload(client: Client, content: bytes, mapping: str | None = MAPPING, **data: Any) -> Any:
    files = {"file": SimpleUploadedFile("werke.csv", content)}
    if mapping is not None:
        files["own_mapping"] = SimpleUploadedFile("werke.toml", mapping.encode())
    return client.post(BRING, {"mapping": "own", **files, **data})


def address(name: str, import_: InventoryImport) -> str:
    return reverse(f"initiatives:{name}", args=[import_.pk])


def test_from_the_file_to_the_report(
    client: Client, enqueued: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    assert upload(client, as_csv(ROWS)).status_code == 302
    found = InventoryImport.objects.get()
    preview = client.get(address("import-show", found))
    assert "Take 3 initiatives" in preview.text
    assert "Späte Aufträge erkennen" in preview.text
    assert not Initiative.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        taken = client.post(address("import-take", found))
    assert taken.status_code == 302
    assert enqueued == [str(found.pk)]
    running = client.get(address("import-show", found))
    assert 'hx-trigger="every 1s"' in running.text
    assert "Look again" in running.text

    tasks.run_inventory_import(str(found.pk))
    done = client.get(address("import-show", found))
    assert "werke.csv is taken" in done.text
    assert Initiative.objects.count() == 3


def test_a_double_click_runs_once(
    client: Client, architect: User, enqueued: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    found = bring(architect)

    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address("import-take", found))

    assert enqueued == [str(found.pk)]


def test_bad_rows_are_shown_and_the_choice_is_the_users(
    client: Client, architect: User, enqueued: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    found = bring(architect, as_csv(changed(ROWS, 1, "Stand", "Idea")))
    preview = client.get(address("import-show", found)).text
    assert ", leave out 1 row" in preview
    assert "Idea" in preview

    none = client.post(address("import-take", found))
    assert none.status_code == 422
    assert "1 row cannot be taken, so none was." in none.text
    assert not enqueued

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import-take", found), {"rows": "good"})
    found.refresh_from_db()
    assert found.only_good_rows
    assert enqueued == [str(found.pk)]


def test_findings_download_as_a_table(client: Client, architect: User) -> None:
    found = bring(architect, as_csv(changed(ROWS, 1, "Beginn", "22-Nov")))

    response = client.get(address("import-findings", found))

    rows = list(csv.reader(response.content.decode("utf-8-sig").splitlines()))
    assert rows[1][:3] == ["3", "Beginn", "22-Nov"]


def test_progress_is_shown_and_ends_with_a_reload(client: Client, architect: User) -> None:
    found = bring(architect)
    InventoryImport.objects.update(state=State.RUNNING)
    ProgressKeeper(found.pk).tell("Taking", 2, 3)

    shown = client.get(address("import-progress", found), headers={"HX-Request": "true"})
    assert '<progress max="3" value="2">' in shown.text

    InventoryImport.objects.update(state=State.DONE)
    ended = client.get(address("import-progress", found), headers={"HX-Request": "true"})
    assert ended.headers["HX-Refresh"] == "true"
    assert "See what came of it" in client.get(address("import-progress", found)).text


def test_a_failed_import_says_why_and_the_way_out(client: Client, architect: User) -> None:
    found = bring(architect)
    InventoryImport.objects.update(state=State.FAILED, failure="The work was interrupted.")

    page = client.get(address("import-show", found)).text

    assert "Nothing was taken from werke.csv" in page
    assert "The work was interrupted." in page
    assert "Bring the file again" in page


def test_a_queue_out_of_reach_is_said(
    client: Client,
    architect: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fail(_: str) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.run_inventory_import, "delay", fail)
    found = bring(architect)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import-take", found))

    found.refresh_from_db()
    assert found.state == State.FAILED
    assert "Background work cannot be reached" in found.failure


@pytest.mark.parametrize(
    ("content", "mapping", "says"),
    [
        (b"", MAPPING, "The file is empty."),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), MAPPING, "a PNG picture"),
        (as_csv(ROWS).decode().encode("cp1252"), MAPPING, "not in the encoding utf-8"),
        (as_csv(ROWS), None, "No mapping was given."),
        (as_csv(ROWS), MAPPING.replace("[columns]", "[colums]"), "at colums"),
    ],
    ids=["empty", "picture", "encoding", "no mapping", "bad mapping"],
)
def test_what_cannot_be_used_is_said_at_its_field(
    client: Client, content: bytes, mapping: str | None, says: str
) -> None:
    response = upload(client, content, mapping)

    assert response.status_code == 422
    assert says in response.text
    assert not InventoryImport.objects.exists()


def test_a_mapping_that_is_no_text(client: Client) -> None:
    files = {
        "file": SimpleUploadedFile("werke.csv", as_csv(ROWS)),
        "own_mapping": SimpleUploadedFile("werke.toml", b"\xff\xfe\x00"),
    }

    response = client.post(BRING, {"mapping": "own", **files})

    assert "The mapping is not UTF-8 text." in response.text


def test_a_file_of_30_mb(client: Client) -> None:
    response = upload(client, bytes(30 * 1000 * 1000))

    assert response.status_code == 422
    assert "30.0 MB; at most 26.2 MB" in response.text


def test_a_file_of_100_mb_is_not_even_read(client: Client) -> None:
    response = upload(client, bytes(100 * 1024 * 1024))

    assert response.status_code == 413
    assert "more than is taken at once" in response.text


def test_nothing_chosen(client: Client) -> None:
    assert client.post(BRING, {}).status_code == 422


def test_a_shipped_mapping_can_be_adapted(client: Client) -> None:
    address = reverse("initiatives:import-mapping", args=["us-federal-2024"])

    assert 'name = "us-federal-2024"' in client.get(address).text
    assert client.get(address.replace("2024", "1999")).status_code == 404


@pytest.mark.parametrize("who", ["lead", "executive", "auditor", "outsider"])
def test_others_see_none_of_it(
    who: str, request: pytest.FixtureRequest, signed_in: SignIn, architect: User
) -> None:
    found = bring(architect)
    client = signed_in(request.getfixturevalue(who))

    for name in ("import-show", "import-progress", "import-findings"):
        assert client.get(address(name, found)).status_code == 403
    assert client.get(BRING).status_code == 403
    assert upload(client, as_csv(ROWS)).status_code == 403
    assert client.post(address("import-take", found)).status_code == 403
    found.refresh_from_db()
    assert found.state == State.READY


@pytest.mark.django_db
def test_nobody_signed_in_is_asked_to(client: Client) -> None:
    client.logout()

    assert client.get(BRING).status_code == 302


def test_an_import_that_is_not_there(client: Client) -> None:
    gone = reverse("initiatives:import-show", args=[uuid.uuid4()])

    assert client.get(gone).status_code == 404


def test_nothing_to_take_is_said(client: Client, architect: User) -> None:
    take(as_csv(ROWS))

    assert "Nothing to take" in client.get(address("import-show", bring(architect))).text


def test_what_a_file_says_is_shown_as_text(client: Client, architect: User) -> None:
    found = bring(architect, as_csv(changed(ROWS, 1, "Vorhaben", "<script>alert(1)</script>")))

    page = client.get(address("import-show", found)).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
