"""Endpoints of the map, of twins, of sprawl, and of looking for what is there already."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from architecture.api import map_serializers as shapes
from architecture.map.asking import asked
from architecture.map.data import map_as_data
from architecture.map.picture import picture
from architecture.map.reading import landscape
from architecture.reuse import Proposal, similar_integrations
from architecture.sprawl import sprawl
from architecture.twins import visible_twins
from people.api.endpoint import Endpoint, holding
from people.permissions import Permission

TAGS = ["systems"]
MOST_GROUPS = 500


class AcrossSystems(Endpoint):
    """An address that looks across initiatives."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.CATALOGUE_VIEW))


class SystemMap(AcrossSystems):
    """The map."""

    @extend_schema(
        tags=TAGS, parameters=[shapes.MapFilterSerializer], responses=shapes.MapSerializer
    )
    def get(self, request: Request) -> Response:
        """Show the map of systems, AI initiatives and their links, with where each stands."""
        given = request.query_params.dict()
        shapes.MapFilterSerializer(data=given).is_valid(raise_exception=True)
        wanted = asked(given)
        return Response(map_as_data(picture(landscape(self.viewer, wanted), wanted)))


class Twins(AcrossSystems):
    """Links that are there twice."""

    @extend_schema(
        tags=TAGS, parameters=[shapes.TwinFilterSerializer], responses=shapes.TwinsSerializer
    )
    def get(self, request: Request) -> Response:
        """List links that two initiatives or more have alike, among those you may see."""
        wanted = request.query_params.get("initiative", "")
        found = [
            group
            for group in visible_twins(self.viewer)
            if not wanted or any(link.initiative_ref == wanted for link in group.links)
        ]
        answer = {"count": len(found), "results": found[:MOST_GROUPS]}
        return Response(shapes.TwinsSerializer(answer).data)


class Sprawl(AcrossSystems):
    """How links grew."""

    @extend_schema(tags=["figures"], responses=shapes.SprawlSerializer)
    def get(self, request: Request) -> Response:
        """Show links, twins, custom artefacts and pilot debt, month by month."""
        return Response(shapes.SprawlSerializer(sprawl(self.viewer)).data)


class SimilarIntegrations(AcrossSystems):
    """Looking for what is there already."""

    @extend_schema(
        tags=TAGS,
        parameters=[
            OpenApiParameter("name", str),
            OpenApiParameter("purpose", str),
            OpenApiParameter("source", str, description="A system's slug."),
            OpenApiParameter("target", str, description="A system's slug."),
            OpenApiParameter("data_class", str, many=True),
        ],
        responses=shapes.SimilarIntegrationsSerializer,
    )
    def get(self, request: Request) -> Response:
        """Find integrations to reuse or extend: the same ends and data, or a purpose alike."""
        params = request.query_params
        given = {
            name: params[name] for name in ("name", "purpose", "source", "target") if name in params
        }
        read = shapes.ProposalSerializer(
            data={**given, "data_classes": params.getlist("data_class")}
        )
        read.is_valid(raise_exception=True)
        found = similar_integrations(Proposal(**read.validated_data), self.viewer)
        return Response(shapes.SimilarIntegrationsSerializer({"results": found}).data)
