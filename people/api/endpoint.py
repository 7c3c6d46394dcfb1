"""What every endpoint shares: who asks, in which time zone, and reading the body."""

import uuid
import zoneinfo
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from people.models import User, person
from people.permissions import Permission, may

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    uuid.UUID,
    OpenApiParameter.HEADER,
    description="A UUID of your own. Sent again under the same key, this creates nothing new "
    "and answers with what the first request made.",
)


class Endpoint(APIView):
    """One address of the API, for people who are signed in or hold a token."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(timezone.get_current_timezone()):
            return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Days are those of the person's own time zone, as on the pages."""
        super().initial(request, *args, **kwargs)
        if isinstance(request.user, User):
            timezone.activate(zoneinfo.ZoneInfo(request.user.time_zone))

    @property
    def viewer(self) -> User:
        """Who asks."""
        return person(self.request.user)

    def body(self, shape: type[Serializer[Any]], **options: Any) -> dict[str, Any]:
        """The request's body in the given shape.

        Raises:
            ValidationError: a field is missing or of the wrong type.
        """
        read = shape(data=self.request.data, context={"request": self.request}, **options)
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)

    def submission_key(self) -> uuid.UUID | None:
        """The `Idempotency-Key`, made the person's and the address's own; None without one.

        Raises:
            ValidationError: it is no UUID.
        """
        given = self.request.headers.get("Idempotency-Key")
        if given is None:
            return None
        try:
            key = uuid.UUID(given)
        except ValueError:
            raise ValidationError(
                {"Idempotency-Key": ["The key is no UUID. Make a new one for each creation."]}
            ) from None
        # Two people may pick the same key, and one key may be used at two addresses.
        return uuid.uuid5(key, f"{self.viewer.pk} {self.request.path}")


class Listing(Endpoint, GenericAPIView[Any]):
    """An address that lists rows in pages."""

    filter_backends = ()

    def page_of(self, rows: QuerySet[Any]) -> Response:
        """One page of the rows."""
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


def holding(permission: Permission) -> type[BasePermission]:
    """Lets those ask whose role holds the permission."""

    class Holding(BasePermission):
        message = "You have no role yet, so there is nothing here for you."

        def has_permission(self, request: Request, view: APIView) -> bool:
            return isinstance(request.user, User) and may(request.user, permission)

    return Holding
