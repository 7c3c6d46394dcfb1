"""Endpoints for initiatives themselves."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives import actions, desk_queries, queries
from initiatives.api import serializers
from initiatives.api.pagination import ByPlace
from initiatives.filters import SORTS, filtered_initiatives
from initiatives.models import Initiative
from initiatives.similarity import similar_initiatives
from initiatives.vocabulary import OperationalStatus, Stage, Status
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.permissions import Permission

TAGS = ["initiatives"]
_ORDERS = [order for name in SORTS for order in (name, f"-{name}")]


class InitiativeEndpoint(Endpoint):
    """An address below one initiative; whoever may not know of it finds nothing there."""

    def initiative(self) -> Initiative:
        """The initiative named in the address.

        Raises:
            Http404: there is none, or the person may not know of it.
        """
        return queries.find_initiative(self.kwargs["reference"], self.viewer)

    def shown(self, initiative: Initiative, *, status: int = 200) -> Response:
        """The initiative as it is now."""
        found = queries.find_workspace(initiative.reference, self.viewer)
        return Response(serializers.InitiativeDetailSerializer(found).data, status=status)


class Initiatives(Listing, InitiativeEndpoint):
    """The list, and registering."""

    serializer_class = serializers.InitiativeSerializer
    pagination_class = ByPlace
    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[
            OpenApiParameter("search", str, description="Words that must all occur."),
            OpenApiParameter("stage", enum=Stage.values),
            OpenApiParameter("status", enum=Status.values),
            OpenApiParameter("operational_status", enum=OperationalStatus.values),
            OpenApiParameter("unit", int, description="A unit's id."),
            OpenApiParameter("concern", description="A concern group with open design inputs."),
            OpenApiParameter("sort", enum=_ORDERS, description="Newest first without it."),
        ],
        responses=serializers.InitiativeSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the initiatives you may see, 50 a page."""
        params = request.query_params.dict()
        found = filtered_initiatives(self.viewer, {**params, "q": params.get("search", "")})
        if found.not_understood:
            raise ValidationError({name: [why] for name, why in found.not_understood.items()})
        self.keys = found.keys
        return self.page_of(found.initiatives)

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.RegistrationSerializer,
        responses={201: serializers.InitiativeDetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Register an idea; IT sees it at once."""
        idea = self.body(serializers.RegistrationSerializer)
        draft = idea.pop("draft", None)
        initiative = actions.register_initiative(
            **idea,
            draft=desk_queries.find_draft(draft, self.viewer) if draft else None,
            actor=self.viewer,
            submission_key=self.submission_key(),
        )
        return self.shown(initiative, status=201)


class SimilarInitiatives(Endpoint):
    """Meeting a duplicate before it is made."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[OpenApiParameter("title", str), OpenApiParameter("problem", str)],
        responses=serializers.SimilarInitiativesSerializer,
    )
    def get(self, request: Request) -> Response:
        """Find initiatives much like an idea, the most alike first."""
        title, problem = (
            request.query_params.get(name, "").replace("\0", "")[:5000]
            for name in ("title", "problem")
        )
        found = similar_initiatives(title, problem, self.viewer)
        return Response(serializers.SimilarInitiativesSerializer({"results": found}).data)


class InitiativeDetail(InitiativeEndpoint):
    """One initiative."""

    @extend_schema(tags=TAGS, responses=serializers.InitiativeDetailSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show an initiative with its table."""
        found = queries.find_workspace(reference, self.viewer)
        return Response(serializers.InitiativeDetailSerializer(found).data)

    @extend_schema(
        tags=TAGS,
        request=serializers.UseCaseChangeSerializer,
        responses=serializers.InitiativeDetailSerializer,
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Word the use case anew; how it read before is kept."""
        initiative = self.initiative()
        changes: dict[str, Any] = self.body(serializers.UseCaseChangeSerializer)
        version = changes.pop("version")
        actions.change_use_case(initiative, changes=changes, version=version, actor=self.viewer)
        return self.shown(initiative)


class UseCaseVersions(Listing, InitiativeEndpoint):
    """How the use case read before."""

    serializer_class = serializers.UseCaseVersionSerializer
    pagination_class = ByPlace
    keys = ("-number",)

    @extend_schema(tags=TAGS, responses=serializers.UseCaseVersionSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the wordings of the use case, newest first."""
        return self.page_of(self.initiative().versions.all())


class Lead(InitiativeEndpoint):
    """Leading what nobody leads."""

    @extend_schema(tags=TAGS, request=None, responses=serializers.InitiativeDetailSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Take the lead of an initiative without one, such as an imported one."""
        initiative = self.initiative()
        actions.take_over_lead(initiative, actor=self.viewer)
        return self.shown(initiative)
