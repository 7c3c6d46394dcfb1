"""Endpoints of the catalogue of systems."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from architecture.actions import (
    SystemFacts,
    add_system,
    change_system,
    merge_systems,
    take_catalogue,
)
from architecture.actions.catalogue_imports import look_at
from architecture.api import systems_serializers as shapes
from architecture.catalogue.planning import OWN_TABLE, report_on
from architecture.catalogue.reading import read_catalogue_file
from architecture.catalogue.tables import own_mapping_text
from architecture.models import System
from architecture.policies import may_keep_catalogue
from architecture.queries import filtered_systems, find_system, links_of, touching
from architecture.vocabulary import Criticality, Lifecycle, SystemKind
from initiatives.api.pagination import ByPlace
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.errors import NotPermitted
from people.permissions import Permission

TAGS = ["systems"]


class CatalogueEndpoint(Endpoint):
    """An address of the catalogue."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.CATALOGUE_VIEW))

    def system(self) -> System:
        """The system named in the address.

        Raises:
            Http404: there is none.
        """
        return find_system(self.kwargs["slug"])

    def shown(self, slug: str, *, status: int = 200) -> Response:
        """The system as it is now, with what touches it."""
        found = (
            System.objects.select_related("site", "owner", "merged_into")
            .prefetch_related("relations__target")
            .annotate(links=links_of("source") + links_of("target"))
            .get(slug=slug)
        )
        seen = touching(found, self.viewer).integrations
        shown = shapes.SystemDetailSerializer(found, context={"touching": seen})
        return Response(shown.data, status=status)


class Systems(Listing, CatalogueEndpoint):
    """The catalogue, and adding to it."""

    serializer_class = shapes.SystemSerializer
    pagination_class = ByPlace
    permission_classes = CatalogueEndpoint.permission_classes
    keys = ("name", "pk")

    @extend_schema(
        tags=TAGS,
        parameters=[
            OpenApiParameter("search", str, description="Words that must all occur."),
            OpenApiParameter("kind", enum=SystemKind.values),
            OpenApiParameter("site", description="A site's id, or none."),
            OpenApiParameter("ot", enum=["yes", "no"]),
            OpenApiParameter("criticality", enum=[*Criticality.values, "none"]),
            OpenApiParameter("lifecycle", enum=Lifecycle.values),
        ],
        responses=shapes.SystemSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the systems, by name, 50 a page."""
        params = request.query_params.dict()
        found = filtered_systems({**params, "q": params.get("search", "")})
        if found.not_understood:
            raise ValidationError({name: [why] for name, why in found.not_understood.items()})
        return self.page_of(found.systems)

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=shapes.SystemFactsSerializer,
        responses={201: shapes.SystemDetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Add a system."""
        facts = SystemFacts(**self.body(shapes.SystemFactsSerializer))
        made = add_system(facts, actor=self.viewer, submission_key=self.submission_key())
        return self.shown(made.slug, status=201)


class SystemDetail(CatalogueEndpoint):
    """One system."""

    @extend_schema(tags=TAGS, responses=shapes.SystemDetailSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """Show a system with what touches it."""
        return self.shown(self.system().slug)

    @extend_schema(
        tags=TAGS,
        request=shapes.SystemChangeSerializer,
        responses=shapes.SystemDetailSerializer,
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Say something new of a system; what is not sent stays."""
        system = self.system()
        changes: dict[str, Any] = self.body(shapes.SystemChangeSerializer)
        version = changes.pop("version")
        now = {name: getattr(system, name) for name in SystemFacts.__dataclass_fields__}
        change_system(system, SystemFacts(**{**now, **changes}), version=version, actor=self.viewer)
        return self.shown(system.slug)


class Merge(CatalogueEndpoint):
    """Making two entries one."""

    @extend_schema(
        tags=TAGS, request=shapes.MergeSerializer, responses=shapes.SystemDetailSerializer
    )
    def post(self, request: Request, slug: str) -> Response:
        """Merge a system into another; every link follows and the history is kept."""
        system = self.system()
        body = self.body(shapes.MergeSerializer)
        merge_systems(system, actor=self.viewer, **body)
        return self.shown(body["into"].slug)


class SystemsImport(CatalogueEndpoint):
    """Taking a file of systems."""

    @extend_schema(
        tags=TAGS,
        request=shapes.SystemsImportSerializer,
        responses=shapes.SystemsReportSerializer,
    )
    def post(self, request: Request) -> Response:
        """Take a file of systems, whole or not at all; or only see what it would do."""
        if not may_keep_catalogue(self.viewer):
            raise NotPermitted(
                "IT architects keep the catalogue of systems.",
                way_out="Ask one of them to bring the file.",
            )
        body = self.body(shapes.SystemsImportSerializer)
        mapping = own_mapping_text() if body["mapping"] == OWN_TABLE else body["mapping"]
        file = read_catalogue_file(
            body["content"].encode(),
            mapping,
            file_name=body["file_name"],
            today=timezone.localdate(),
        )
        if body["dry_run"]:
            report = report_on(look_at(file))
        else:
            report = take_catalogue(
                file,
                about=file,
                only_good_rows=body["only_good_rows"],
                missing=body["missing"],
                actor=self.viewer,
            )
        told = {**report, "taken": not body["dry_run"]}
        return Response(shapes.SystemsReportSerializer(told).data)
