"""Endpoints of what an integration consists of: its parts, and the lists that are put whole."""

from collections.abc import Callable, Mapping
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from architecture.actions import afterwards, linking, parts
from architecture.api import part_serializers as shapes
from architecture.api.integration_serializers import (
    EndsSerializer,
    IntegrationSerializer,
    ReuseSerializer,
)
from architecture.api.integration_views import TAGS, IntegrationEndpoint, reused
from architecture.models import Integration


class Part(IntegrationEndpoint):
    """Facts of one part."""

    @extend_schema(
        tags=TAGS,
        parameters=[OpenApiParameter("part", str, OpenApiParameter.PATH, enum=list(parts.PARTS))],
        request=shapes.PartSerializer,
        responses=IntegrationSerializer,
    )
    def patch(self, request: Request, reference: str, part: str) -> Response:
        """Change facts of one part; only the holder does, once somebody holds the design."""
        integration = self.integration()
        told = self.body(shapes.PartSerializer)
        version = told.pop("version", None)
        changed = parts.change_part(integration, part, told, actor=self.viewer, version=version)
        return self.shown(changed)


class Ends(IntegrationEndpoint):
    """What it links."""

    @extend_schema(tags=TAGS, request=EndsSerializer, responses=IntegrationSerializer)
    def put(self, request: Request, reference: str) -> Response:
        """Say where the data comes from and where it goes; as for every part of the design."""
        integration = self.integration()
        told = self.body(EndsSerializer)
        return self.shown(linking.change_ends(integration, actor=self.viewer, **told))


class Reuse(IntegrationEndpoint):
    """What it uses again."""

    @extend_schema(tags=TAGS, request=ReuseSerializer, responses=IntegrationSerializer)
    def put(self, request: Request, reference: str) -> Response:
        """Say anew whether something is used again; two links become one that is shared."""
        integration = self.integration()
        told = self.body(ReuseSerializer)
        told["reuses"] = reused(told["reuses"], self.viewer)
        return self.shown(linking.decide_reuse(integration, actor=self.viewer, **told))


class RowsEndpoint(IntegrationEndpoint):
    """A list that belongs to an integration: shown, and put as a whole."""

    shape: type[Any]
    row: type[Any]
    related = ""
    act: Callable[..., Integration]
    can_be_none = True

    def listed(self) -> Response:
        """The rows as they are."""
        rows = getattr(self.integration(), self.related).all()
        return Response({"rows": self.row(rows, many=True).data})

    def put_rows(self) -> Response:
        """Make the list what was sent."""
        integration = self.integration()
        told: Mapping[str, Any] = self.body(self.shape)
        options = {"has_none": told["has_none"]} if self.can_be_none else {}
        rows = [{**row, "pk": row.get("id")} for row in told["rows"]]
        type(self).act(integration, rows, actor=self.viewer, version=told.get("version"), **options)
        return self.listed()


class Dependencies(RowsEndpoint):
    """What it relies on."""

    shape, row, related = shapes.DependenciesSerializer, shapes.DependencySerializer, "dependencies"
    act = staticmethod(parts.set_dependencies)
    can_be_none = False

    @extend_schema(tags=TAGS, responses=shapes.DependenciesSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show what an integration relies on."""
        return self.listed()

    @extend_schema(
        tags=TAGS, request=shapes.DependenciesSerializer, responses=shapes.DependenciesSerializer
    )
    def put(self, request: Request, reference: str) -> Response:
        """Say what an integration relies on, with the fallback of each."""
        return self.put_rows()


class FragilityFlags(RowsEndpoint):
    """Why it may break."""

    shape, row, related = shapes.FragilitiesSerializer, shapes.FragilitySerializer, "fragilities"
    act = staticmethod(parts.set_fragility)

    @extend_schema(tags=TAGS, responses=shapes.FragilitiesSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show why an integration may break."""
        return self.listed()

    @extend_schema(
        tags=TAGS, request=shapes.FragilitiesSerializer, responses=shapes.FragilitiesSerializer
    )
    def put(self, request: Request, reference: str) -> Response:
        """Say why an integration may break, and what is done about it."""
        return self.put_rows()


class Artefacts(RowsEndpoint):
    """What exists for it alone."""

    shape, row, related = shapes.ArtefactsSerializer, shapes.ArtefactSerializer, "artefacts"
    act = staticmethod(parts.set_artefacts)

    @extend_schema(tags=TAGS, responses=shapes.ArtefactsSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show what exists for an integration alone."""
        return self.listed()

    @extend_schema(
        tags=TAGS, request=shapes.ArtefactsSerializer, responses=shapes.ArtefactsSerializer
    )
    def put(self, request: Request, reference: str) -> Response:
        """Say what exists for an integration alone."""
        return self.put_rows()


class Debts(RowsEndpoint):
    """What a pilot leaves behind."""

    shape, row, related = shapes.DebtsSerializer, shapes.DebtSerializer, "debts"
    act = staticmethod(afterwards.set_pilot_debt)

    @extend_schema(tags=TAGS, responses=shapes.DebtsSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show what a pilot leaves behind, closed items too."""
        return self.listed()

    @extend_schema(tags=TAGS, request=shapes.DebtsSerializer, responses=shapes.DebtsSerializer)
    def put(self, request: Request, reference: str) -> Response:
        """Say what of a pilot is kept, replaced or retired; closed items stay as they are."""
        return self.put_rows()
