"""Endpoints for vendors and what changes at them."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing
from people.api.pagination import ByName, Cursor
from vendors import actions
from vendors.api import vendor_serializers as serializers
from vendors.api.criteria_views import ReachesBeyondATable
from vendors.models import AssuranceArtifact, EvidenceFile, ReopeningTrigger, Vendor

VENDORS = ["vendors"]


class LatestFirst(Cursor):
    """What happened, the latest first."""

    ordering = ("-happened_on", "-pk")


class Vendors(Listing):
    """The vendors that somebody has named as a candidate."""

    serializer_class = serializers.VendorSerializer
    pagination_class = ByName
    permission_classes = (*Listing.permission_classes, ReachesBeyondATable)

    @extend_schema(
        tags=VENDORS,
        parameters=[OpenApiParameter("search", str, description="Words that must all occur.")],
        responses=serializers.VendorSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the vendors we know."""
        found = Vendor.objects.all()
        for word in request.query_params.get("search", "").replace("\0", "").split()[:8]:
            found = found.filter(name__icontains=word)
        return self.page_of(found)


class VendorEndpoint(Endpoint):
    """An address below one vendor."""

    permission_classes = (*Endpoint.permission_classes, ReachesBeyondATable)

    def vendor(self) -> Vendor:
        """The vendor named in the address.

        Raises:
            Http404: there is none.
        """
        related = ("processing_places", "sub_processors", "assurance")
        found = Vendor.objects.prefetch_related(*related).filter(pk=self.kwargs["pk"]).first()
        if found is None:
            raise Http404
        return found

    def shown(self, *, status: int = 200) -> Response:
        """The vendor as it is now."""
        return Response(serializers.VendorDetailSerializer(self.vendor()).data, status=status)


class VendorDetail(VendorEndpoint):
    """One vendor."""

    @extend_schema(tags=VENDORS, responses=serializers.VendorDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show what we know of a vendor."""
        return self.shown()

    @extend_schema(
        tags=VENDORS,
        request=serializers.VendorChangeSerializer,
        responses=serializers.VendorDetailSerializer,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Say what is known of a vendor now."""
        wanted = self.body(serializers.VendorChangeSerializer)
        places = wanted.pop("processing_places", None)
        helpers = wanted.pop("sub_processors", None)
        version = wanted.pop("version", None)
        actions.change_vendor(
            self.vendor(),
            actions.VendorFacts(**wanted),
            actor=self.viewer,
            places=_rows(places, "place", "purpose"),
            sub_processors=_rows(helpers, "name", "place", "purpose"),
            version=version,
        )
        return self.shown()


def _rows(rows: list[dict[str, Any]] | None, *names: str) -> Any:
    if rows is None:
        return None
    return [tuple(row.get(name, "") for name in names) for row in rows]


class AssuranceOfVendor(VendorEndpoint):
    """Who vouches for a vendor."""

    @extend_schema(
        tags=VENDORS,
        request=serializers.NewAssuranceSerializer,
        responses={201: serializers.VendorDetailSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Note a report or questionnaire with its edition and its days."""
        told = self.body(serializers.NewAssuranceSerializer)
        if told["file"] is not None:
            # One that is not there, or not theirs to open, is refused by the action alike.
            told["file"] = EvidenceFile(pk=told["file"])
        given = actions.Assurance(**told)
        actions.add_assurance(self.vendor(), given, actor=self.viewer)
        return self.shown(status=201)


class AssuranceDetail(VendorEndpoint):
    """One report."""

    @extend_schema(tags=VENDORS, responses=serializers.VendorDetailSerializer)
    def delete(self, request: Request, pk: int, assurance: int) -> Response:
        """Take a report off; it stays on record."""
        reports = AssuranceArtifact.objects.filter(vendor=self.vendor(), pk=assurance)
        found = reports.select_related("vendor").first()
        if found is None:
            raise Http404
        actions.remove_assurance(found, actor=self.viewer)
        return self.shown()


class Triggers(Listing, VendorEndpoint):
    """What happened at a vendor and opened its scores."""

    serializer_class = serializers.TriggerSerializer
    pagination_class = LatestFirst

    @extend_schema(tags=VENDORS, responses=serializers.TriggerSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """List what happened at a vendor, at tables you may see."""
        here = Q(initiative=None) | Q(initiative__in=Initiative.objects.visible_to(self.viewer))
        found = ReopeningTrigger.objects.filter(here, vendor=self.vendor())
        return self.page_of(found.select_related("initiative"))

    @extend_schema(
        tags=VENDORS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.NewTriggerSerializer,
        responses={201: serializers.TriggerSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record what happened; the vendor's scores are open again, and both sides are told."""
        wanted = self.body(serializers.NewTriggerSerializer)
        reference = wanted.pop("initiative")
        made = actions.record_trigger(
            self.vendor(),
            actions.VendorChange(**wanted),
            actor=self.viewer,
            initiative=find_initiative(reference, self.viewer) if reference else None,
            submission_key=self.submission_key(),
        )
        return Response(serializers.TriggerSerializer(made).data, status=201)
