"""Endpoints for keys, the person who asks, units and IT architects."""

from django.contrib.auth import authenticate
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle

from people import actions, queries
from people.api import serializers
from people.api.endpoint import Endpoint, Listing, holding
from people.api.pagination import ByFullName, ByName, NewestTokenFirst
from people.api.throttles import FailedSignIns
from people.models import ApiToken, Unit, User
from people.permissions import Permission


class IssueToken(Endpoint):
    """Where a token comes from."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_throttles(self) -> list[BaseThrottle]:
        self.failures = FailedSignIns()
        return [self.failures]

    def get_authenticate_header(self, request: Request) -> str:
        return "Bearer"

    @extend_schema(
        tags=["auth"],
        auth=[],
        request=serializers.TokenRequestSerializer,
        responses={201: serializers.IssuedTokenSerializer},
    )
    def post(self, request: Request) -> Response:
        """Issue a token for an e-mail address and password; it is shown this once."""
        wanted = self.body(serializers.TokenRequestSerializer)
        user = authenticate(
            request._request,  # noqa: SLF001 - DRF's documented way to Django's request
            email=wanted["email"].strip(),
            password=wanted["password"],
        )
        if not isinstance(user, User):
            raise AuthenticationFailed(
                "No active person has this e-mail address and password.", "wrong_credentials"
            )
        self.failures.forgive()
        _, token = actions.issue_token(user, wanted["name"], actor=user)
        return Response({"token": token}, status=201)


class Tokens(Listing):
    """The person's own tokens."""

    serializer_class = serializers.TokenSerializer
    pagination_class = NewestTokenFirst

    @extend_schema(tags=["auth"], responses=serializers.TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List your tokens, also those revoked."""
        return self.page_of(ApiToken.objects.filter(user=self.viewer))


class TokenRevocation(Endpoint):
    """Ending a token."""

    @extend_schema(tags=["auth"], request=None, responses=serializers.TokenSerializer)
    def post(self, request: Request, pk: str) -> Response:
        """Revoke one of your tokens at once; doing it again changes nothing."""
        token = get_object_or_404(ApiToken, pk=pk, user=self.viewer)
        actions.revoke_token(token, actor=self.viewer)
        token.refresh_from_db()
        return Response(serializers.TokenSerializer(token).data)


class Profile(Endpoint):
    """The person who asks."""

    @extend_schema(tags=["people"], responses=serializers.ProfileSerializer)
    def get(self, request: Request) -> Response:
        """Show who you are here."""
        return Response(serializers.ProfileSerializer(self.viewer).data)

    @extend_schema(
        tags=["people"],
        request=serializers.ProfileSerializer,
        responses=serializers.ProfileSerializer,
    )
    def patch(self, request: Request) -> Response:
        """Change your name, time zone or language."""
        changes = self.body(serializers.ProfileSerializer, partial=True)
        kept = ("full_name", "time_zone", "language")
        wanted = {name: changes.get(name, getattr(self.viewer, name)) for name in kept}
        user = actions.change_profile(self.viewer, actor=self.viewer, **wanted)
        return Response(serializers.ProfileSerializer(user).data)


class Units(Listing):
    """Units of the organisation."""

    serializer_class = serializers.UnitSerializer
    pagination_class = ByName
    permission_classes = (*Listing.permission_classes, holding(Permission.UNIT_VIEW))

    @extend_schema(tags=["people"], responses=serializers.UnitSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the units; `id` is what registering takes as `unit`."""
        return self.page_of(queries.units())


class UnitDetail(Endpoint):
    """One unit."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.UNIT_VIEW))

    @extend_schema(
        tags=["people"],
        parameters=[OpenApiParameter("pk", int, OpenApiParameter.PATH)],
        responses=serializers.UnitDutySerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show a unit and who answers for IT there today."""
        unit: Unit = get_object_or_404(queries.units(), pk=pk)
        unit.on_duty = queries.on_duty_for(unit)  # type: ignore[attr-defined]
        return Response(serializers.UnitDutySerializer(unit).data)


class Architects(Listing):
    """Who may be invited."""

    serializer_class = serializers.ArchitectSerializer
    pagination_class = ByFullName
    permission_classes = (*Listing.permission_classes, holding(Permission.UNIT_VIEW))

    @extend_schema(tags=["people"], responses=serializers.ArchitectSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the IT architects who may be invited or stand in."""
        return self.page_of(queries.it_architects())
