"""Pages of 50 rows by cursor, stable while rows are added."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DataError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

PAGE_SIZE = 50


class Cursor(CursorPagination):
    """Pages of a list; subclasses name the ordering, unique fields last."""

    page_size = PAGE_SIZE
    # Rows that share a position, as imported ones may, are stepped over by offset.
    offset_cutoff = 100_000

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError, DataError):
            raise NotFound(self.invalid_cursor_message) from None


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
