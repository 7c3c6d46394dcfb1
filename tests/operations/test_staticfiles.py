"""Static files have names that change with their content, where they were collected."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from config.staticfiles import HashedFilesStorage


@pytest.fixture
def storage(tmp_path: Path, settings: Any) -> HashedFilesStorage:
    settings.STATIC_ROOT = tmp_path
    storage = HashedFilesStorage(location=tmp_path, base_url="/static/")
    storage.save("app.css", ContentFile(b"body { color: black }"))
    return storage


def collect(storage: HashedFilesStorage) -> None:
    """What collectstatic does after copying."""
    for _name, _hashed, error in storage.post_process({"app.css": (storage, "app.css")}):
        assert not isinstance(error, Exception)


def test_a_collected_file_is_named_after_its_content(storage: HashedFilesStorage) -> None:
    collect(storage)
    address = storage.url("app.css")
    assert address.startswith("/static/app.")
    assert address != "/static/app.css"


def test_embedded_a_file_not_collected_keeps_its_name(storage: HashedFilesStorage) -> None:
    assert storage.url("missing.css") == "/static/missing.css"


def test_in_production_a_file_not_collected_is_an_error(
    storage: HashedFilesStorage, settings: Any
) -> None:
    settings.PRODUCTION = True
    collect(storage)
    with pytest.raises(ValueError, match=r"missing\.css"):
        storage.url("missing.css")
