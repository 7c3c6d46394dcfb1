"""The API's form of `initiatives.pagination`: one opaque cursor, links both ways."""

from typing import Any

from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from initiatives.pagination import page_of
from people.api.pagination import Cursor, unreadable_cursor

_FORWARD = "a"
_BACK = "b"


class ByPlace(Cursor):
    """Pages in an order that the view gives as `keys`."""

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        keys: tuple[str, ...] = view.keys  # type: ignore[union-attr]
        cursor = request.query_params.get(self.cursor_query_param, "")
        place = cursor[1:]
        self.address = request.build_absolute_uri()
        if cursor.startswith(_BACK):
            self.found = page_of(queryset, keys, before=place)
        else:
            self.found = page_of(queryset, keys, after=place)
        if self.found.lost or (cursor and cursor[0] not in {_FORWARD, _BACK}):
            raise unreadable_cursor()
        return self.found.rows

    def get_next_link(self) -> str | None:
        return self._link(_FORWARD, self.found.after)

    def get_previous_link(self) -> str | None:
        return self._link(_BACK, self.found.before)

    def _link(self, direction: str, place: str) -> str | None:
        if not place:
            return None
        return replace_query_param(self.address, self.cursor_query_param, direction + place)


class NewestInvitationFirst(Cursor):
    """Invitations, newest first."""

    ordering = ("-invited_at", "-pk")


class OldestInvitationFirst(Cursor):
    """Invitations, oldest first."""

    ordering = ("invited_at", "pk")


class LastSavedFirst(Cursor):
    """Drafts, last saved first."""

    ordering = ("-saved_at", "-pk")
