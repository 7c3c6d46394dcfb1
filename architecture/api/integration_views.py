"""Endpoints of integrations: proposing, place of interpretation, credits, trail."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from architecture import integration_queries as queries
from architecture.actions.credits import credit_inputs
from architecture.actions.integrations import (
    Proposal,
    place_interpretation,
    propose_integration,
)
from architecture.api import integration_serializers as shapes
from architecture.models import Integration
from architecture.vocabulary import DesignState
from initiatives.api.pagination import ByPlace
from initiatives.api.views import InitiativeEndpoint
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.errors import InvalidInput
from people.models import User
from people.permissions import Permission

TAGS = ["integrations"]


class IntegrationEndpoint(Endpoint):
    """An address below one integration."""

    def integration(self) -> Integration:
        """The integration named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        return queries.find_integration(self.kwargs["reference"], self.viewer)

    def shown(self, integration: Integration, *, status: int = 200) -> Response:
        """The integration as it is now."""
        found = queries.find_integration(integration.reference, self.viewer)
        return Response(shapes.IntegrationSerializer(found).data, status=status)


class IntegrationListing(Listing):
    """A list of integrations, newest first."""

    serializer_class = shapes.IntegrationSerializer
    pagination_class = ByPlace
    keys = ("-registered_at", "-pk")

    def shown_to_viewer(self, rows: QuerySet[Integration]) -> Response:
        """One page of the rows, with what the viewer may know of each."""
        rows = queries.with_ends(rows).select_related("identity_provider")
        return self.page_of(queries.with_reuse(rows, self.viewer))


def reused(reference: str, viewer: User) -> Integration | None:
    """The integration that is used again; None where none is named.

    Raises:
        InvalidInput: there is none, or the person may not know of its initiative.
    """
    if not reference:
        return None
    found = Integration.objects.visible_to(viewer).filter(reference=reference).first()
    if found is None:
        raise InvalidInput(
            f"There is no integration “{reference[:40]}”.",
            way_out="Look in /api/v1/integrations/.",
            field="reuses",
        )
    return found


class AllIntegrations(IntegrationListing):
    """Integrations of every initiative that the person may see."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[OpenApiParameter("design_state", enum=DesignState.values)],
        responses=shapes.IntegrationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the integrations of all initiatives you may see, newest first."""
        rows = Integration.objects.visible_to(self.viewer).select_related("initiative")
        state = request.query_params.get("design_state", "")
        if state in DesignState.values:
            rows = rows.filter(design_state=state)
        return self.shown_to_viewer(rows)


class Integrations(IntegrationListing, InitiativeEndpoint):
    """Integrations of one initiative, and proposing."""

    @extend_schema(tags=TAGS, responses=shapes.IntegrationSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the integrations of an initiative, newest first."""
        rows = Integration.objects.filter(initiative=self.initiative())
        return self.shown_to_viewer(rows.select_related("initiative"))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=shapes.ProposingSerializer,
        responses={201: shapes.IntegrationSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Propose an integration, with what came of looking for what is there."""
        initiative = self.initiative()
        told = self.body(shapes.ProposingSerializer)
        told["reuses"] = reused(told["reuses"], self.viewer)
        made = propose_integration(
            initiative, Proposal(**told), actor=self.viewer, submission_key=self.submission_key()
        )
        found = queries.find_integration(made.reference, self.viewer)
        return Response(shapes.IntegrationSerializer(found).data, status=201)


class IntegrationDetail(IntegrationEndpoint):
    """One integration."""

    @extend_schema(tags=TAGS, responses=shapes.IntegrationSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show an integration with its design state and who holds the design."""
        return Response(shapes.IntegrationSerializer(self.integration()).data)


class Interpretation(IntegrationEndpoint):
    """The one place of interpretation."""

    @extend_schema(tags=TAGS, request=None, responses=shapes.IntegrationSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Name it as the initiative's one place of interpretation; the last is released."""
        return self.shown(place_interpretation(self.integration(), actor=self.viewer))


class Embodied(IntegrationEndpoint):
    """The design inputs it took in."""

    @extend_schema(tags=TAGS, request=shapes.CreditsSerializer, responses=shapes.CreditsSerializer)
    def put(self, request: Request, reference: str) -> Response:
        """Say which design inputs the design took in."""
        integration = self.integration()
        wanted = self.body(shapes.CreditsSerializer)["inputs"]
        credit_inputs(integration, wanted, actor=self.viewer)
        named = [each.input_reference for each in queries.inputs_on(integration)]
        return Response({"inputs": named})


class Trail(IntegrationEndpoint):
    """Why is it like this?"""

    @extend_schema(
        tags=TAGS,
        responses={200: shapes.TrailStepSerializer(many=True), 404: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, reference: str) -> Response:
        """Show the inputs, sessions, decisions, design states and incidents in their order."""
        steps: Any = queries.trail_of(self.integration())
        return Response(shapes.TrailStepSerializer(steps, many=True).data)
