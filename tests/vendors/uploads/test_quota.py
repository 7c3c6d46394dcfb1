"""A request that is too large ends before it fills memory or disk, at every address."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory

from vendors.uploads.quota import QuotaUploadHandler, most_bytes_of_a_request

GIGABYTE = 1024**3


class Unread(io.BytesIO):
    """A body of which nobody may read a byte."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("The body was read.")

    readline = read


@pytest.mark.behaviour("A18")
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/vendor-room/questions/1/", "/accounts/login/"])
def test_a_gigabyte_is_refused_by_its_length_alone(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/vendor-room/sign-in/")
    answer = client.generic(
        "POST",
        address,
        b"x",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(GIGABYTE),
        **{"wsgi.input": Unread()},  # type: ignore[arg-type]
    )
    assert answer.status_code == 413
    assert "more than is taken at once" in answer.content.decode()
    assert ("/initiatives/" in answer.content.decode()) is False


@pytest.mark.behaviour("A18")
def test_what_grows_too_large_on_the_way_is_ended(settings: Any, tmp_path: Path) -> None:
    settings.UPLOAD_MAX_BYTES = settings.INVENTORY_MAX_BYTES = 100_000
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    handler = QuotaUploadHandler(RequestFactory().post("/"))
    piece = b"x" * 64_000
    for _ in range(most_bytes_of_a_request() // len(piece)):
        assert handler.receive_data_chunk(piece, 0) == piece
    with pytest.raises(RequestDataTooBig):
        handler.receive_data_chunk(piece, 0)
    assert list(tmp_path.iterdir()) == []
