"""Endpoints for pausing, stopping, resuming, withdrawing, and who sees an initiative."""

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from initiatives import actions
from initiatives.api import serializers
from initiatives.api.pagination import ByPlace
from initiatives.api.views import InitiativeEndpoint
from people.api.endpoint import Listing

Endpoint = TypeVar("Endpoint", bound=Callable[..., Response])

_STATUS = ["status"]
_VISIBILITY = ["visibility"]


def _told(serializer: type[Serializer[Any]]) -> Callable[[Endpoint], Endpoint]:
    """Describes an endpoint that is told something and answers with the initiative."""
    return extend_schema(
        tags=_STATUS, request=serializer, responses=serializers.InitiativeDetailSerializer
    )


class Pause(InitiativeEndpoint):
    """Pausing."""

    @_told(serializers.InterruptingSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Pause the work: why, and what would resume it."""
        initiative = self.initiative()
        told = self.body(serializers.InterruptingSerializer)
        return self.shown(actions.pause_initiative(initiative, **told, actor=self.viewer))


class Stop(InitiativeEndpoint):
    """Stopping."""

    @_told(serializers.InterruptingSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Stop the work: why, and what would resume it."""
        initiative = self.initiative()
        told = self.body(serializers.InterruptingSerializer)
        return self.shown(actions.stop_initiative(initiative, **told, actor=self.viewer))


class Resume(InitiativeEndpoint):
    """Going on."""

    @_told(serializers.ReasonSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Go on after a pause or a stop: what has changed."""
        initiative = self.initiative()
        told = self.body(serializers.ReasonSerializer)
        return self.shown(actions.resume_initiative(initiative, **told, actor=self.viewer))


class Withdrawal(InitiativeEndpoint):
    """Taking the idea back."""

    @_told(serializers.ReasonSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Withdraw the initiative; it stays readable and does not resume."""
        initiative = self.initiative()
        told = self.body(serializers.ReasonSerializer)
        return self.shown(actions.withdraw_initiative(initiative, **told, actor=self.viewer))


class OperationalStatusEndpoint(Listing, InitiativeEndpoint):
    """How it runs, from an experiment to operation and out of it again."""

    serializer_class = serializers.OperationalStatusChangeSerializer
    pagination_class = ByPlace
    keys = ("-recorded_at", "-pk")

    @extend_schema(tags=_STATUS, responses=serializers.OperationalStatusChangeSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List how it came to run as it does, newest first."""
        return self.page_of(self.initiative().operational_status_changes.select_related("by"))

    @extend_schema(
        tags=_STATUS,
        request=serializers.OperationalStatusChangingSerializer,
        responses={201: serializers.OperationalStatusChangeSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Record that it runs as something else since a day, with what shows it."""
        initiative = self.initiative()
        told = self.body(serializers.OperationalStatusChangingSerializer)
        change = actions.change_operational_status(
            initiative, told.pop("status"), **told, actor=self.viewer
        )
        return Response(serializers.OperationalStatusChangeSerializer(change).data, status=201)


class Restrictions(Listing, InitiativeEndpoint):
    """Who sees the initiative, and since when."""

    serializer_class = serializers.RestrictionSerializer
    pagination_class = ByPlace
    keys = ("-since", "-pk")

    @extend_schema(tags=_VISIBILITY, responses=serializers.RestrictionSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the restrictions there are and were, newest first."""
        return self.page_of(self.initiative().restrictions.select_related("it_member", "by"))

    @extend_schema(
        tags=_VISIBILITY,
        request=serializers.RestrictingSerializer,
        responses={201: serializers.RestrictionSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Let only the table, one IT member and auditors see it, for a reason and a while."""
        initiative = self.initiative()
        told = self.body(serializers.RestrictingSerializer)
        restriction = actions.restrict_visibility(initiative, **told, actor=self.viewer)
        return Response(serializers.RestrictionSerializer(restriction).data, status=201)


class Opening(InitiativeEndpoint):
    """Ending a restriction."""

    @extend_schema(tags=_VISIBILITY, request=None, responses=serializers.InitiativeDetailSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Let everybody with a role see it again."""
        initiative = self.initiative()
        actions.open_visibility(initiative, actor=self.viewer)
        return self.shown(initiative)
