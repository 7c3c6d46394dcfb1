"""Refusing what is too large before it fills memory or disk."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

FORM_BYTES = 512 * 1024  # what the other fields and the wrapping of a form may take


def most_bytes_of_a_request() -> int:
    """The largest body with files that any address takes."""
    most: int = max(settings.UPLOAD_MAX_BYTES, settings.INVENTORY_MAX_BYTES)
    return most + FORM_BYTES


class QuotaUploadHandler(FileUploadHandler):
    """Stands first among the handlers: ends a request that is, or grows, too large.

    It guards every address, so that nobody fills the disk through one that expects no file.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803 - Django calls it so
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse by the length that the request itself tells, before anything is read.

        Raises:
            RequestDataTooBig: it tells too much.
        """
        if content_length > most_bytes_of_a_request():
            raise RequestDataTooBig(f"The request has {content_length} bytes.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what arrives; the other handlers keep it.

        Raises:
            RequestDataTooBig: it became too much on the way.
        """
        self._taken += len(raw_data)
        if self._taken > most_bytes_of_a_request():
            raise RequestDataTooBig(f"The request had {self._taken} bytes of files and went on.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that kept it."""
