"""Endpoints for what sessions agreed somebody will do."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as shapes
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions
from governance.api import agenda_serializers as serializers
from governance.api import examples
from governance.api.people import at_table
from governance.models import AgreedAction
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import Endpoint, Listing, holding
from people.api.pagination import Cursor
from people.permissions import Permission

TAGS = ["agreed-actions"]
_PK = OpenApiParameter("pk", int, OpenApiParameter.PATH)


class NearestDayFirst(Cursor):
    """Agreed actions, those due first at the top."""

    ordering = ("due_on", "pk")


class ActionFilterSerializer(shapes.Serializer[Any]):
    """How a list of agreed actions can be narrowed."""

    state = shapes.ChoiceField(["open", "done"], required=False)


class ActionListing(Listing):
    """A list of agreed actions."""

    serializer_class = serializers.AgreedActionSerializer
    pagination_class = NearestDayFirst

    def narrowed(self, rows: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
        """The rows that the address asks for.

        Raises:
            ValidationError: a value is none of the choices.
        """
        read = ActionFilterSerializer(data=self.request.query_params.dict())
        read.is_valid(raise_exception=True)
        if "state" in read.validated_data:
            rows = rows.filter(done_at__isnull=read.validated_data["state"] == "open")
        return _with_session(rows)


class OwnAgreedActions(ActionListing):
    """What the person has taken on."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[ActionFilterSerializer],
        responses=serializers.AgreedActionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List what you agreed to do, what is due first at the top."""
        visible = Initiative.objects.visible_to(self.viewer)
        return self.page_of(
            self.narrowed(AgreedAction.objects.filter(owner=self.viewer, initiative__in=visible))
        )


class AgreedActions(ActionListing, InitiativeEndpoint):
    """What both sides of one initiative have taken on."""

    @extend_schema(
        tags=TAGS,
        parameters=[ActionFilterSerializer],
        responses=serializers.AgreedActionSerializer(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List what both sides agreed to do, what is due first at the top."""
        return self.page_of(
            self.narrowed(AgreedAction.objects.filter(initiative=self.initiative()))
        )


class ActionEndpoint(Endpoint):
    """An address below one agreed action."""

    def agreed(self) -> AgreedAction:
        """The agreed action named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        visible = Initiative.objects.visible_to(self.viewer)
        rows = _with_session(AgreedAction.objects.filter(initiative__in=visible))
        found: AgreedAction = get_object_or_404(rows, pk=self.kwargs["pk"])
        return found


class AgreedActionDetail(ActionEndpoint):
    """One agreed action."""

    @extend_schema(tags=TAGS, parameters=[_PK], responses=serializers.AgreedActionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show an agreed action: who does what by when."""
        return Response(serializers.AgreedActionSerializer(self.agreed()).data)


class Completion(ActionEndpoint):
    """It is done."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.CompletionSerializer,
        responses=serializers.AgreedActionSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say that an agreed action is done."""
        wanted = self.body(serializers.CompletionSerializer)
        done = actions.complete_agreed_action(self.agreed(), **wanted, actor=self.viewer)
        return Response(serializers.AgreedActionSerializer(done).data)


class Carry(ActionEndpoint):
    """Another day."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.CarrySerializer,
        responses=serializers.AgreedActionSerializer,
        examples=[examples.CARRY],
    )
    def post(self, request: Request, pk: int) -> Response:
        """Carry an agreed action to another day, with a reason; what was promised first stays."""
        action = self.agreed()
        wanted = self.body(serializers.CarrySerializer)
        owner = wanted.pop("owner", None)
        carried = actions.carry_agreed_action(
            action,
            **wanted,
            owner=at_table(action.initiative, owner, "owner") if owner else None,
            actor=self.viewer,
        )
        return Response(serializers.AgreedActionSerializer(carried).data)


def _with_session(rows: QuerySet[AgreedAction]) -> QuerySet[AgreedAction]:
    return rows.select_related("initiative", "owner", "item__occurrence__series")
