"""Pages of 50 rows by cursor, stable while rows are added."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from rest_framework.exceptions import NotFound
from rest_framework.exceptions import ValidationError as ApiValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

PAGE_SIZE = 50


def unreadable_cursor() -> ApiValidationError:
    """What to say about a cursor that this API did not give."""
    message = "This cursor cannot be read. Begin without it and follow `next`."
    return ApiValidationError({"cursor": [message]})


class Cursor(CursorPagination):
    """Pages of a list; subclasses name the ordering, unique fields last."""

    page_size = PAGE_SIZE
    # Rows that share a position, as imported ones may, are stepped over by offset.
    offset_cutoff = 100_000

    def decode_cursor(self, request: Request) -> Any:
        """The place asked for; None at the beginning.

        Raises:
            ValidationError: it is none that this API gave.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise unreadable_cursor() from None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError, DataError):
            raise unreadable_cursor() from None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page, in the words of OpenAPI 3.1."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "Address of the page after; null on the last."},
                "previous": {**link, "description": "Address of the page before."},
                "results": schema,
            },
        }


class ByName(Cursor):
    """Alphabetical."""

    ordering = ("name", "pk")


class ByFullName(Cursor):
    """People, alphabetical."""

    ordering = ("full_name", "pk")


class NewestTokenFirst(Cursor):
    """API tokens, newest first."""

    ordering = ("-created_at", "-pk")


class ByIdDescending(Cursor):
    """Rows whose id grows with time, newest first."""

    ordering = ("-id",)
