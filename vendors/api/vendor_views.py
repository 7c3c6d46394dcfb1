"""Endpoints for vendors, candidates and scores."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing
from people.api.pagination import ByName, Cursor
from people.errors import InvalidInput
from vendors import actions
from vendors.api import vendor_serializers as serializers
from vendors.api.criteria_views import ReachesBeyondATable
from vendors.api.shared import WhySerializer
from vendors.comparing import Cell
from vendors.models import AssuranceArtifact, Candidate, ReopeningTrigger, Vendor
from vendors.queries import find_candidate, find_criterion, matrix_of

VENDORS, CANDIDATES, SCORES = ["vendors"], ["vendor-candidates"], ["scores"]


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
        given = actions.Assurance(**self.body(serializers.NewAssuranceSerializer))
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


class CandidatesEndpoint(InitiativeEndpoint):
    """An address below the candidates of one initiative."""

    def candidates(self, initiative: Initiative) -> QuerySet[Candidate]:
        """The initiative's candidates with their vendors."""
        found = Candidate.objects.filter(initiative=initiative)
        return found.select_related("vendor", "initiative").order_by("added_at", "pk")

    def listed(self) -> Response:
        """The candidates as they are now."""
        found = self.candidates(self.initiative())
        return Response(serializers.CandidatesSerializer({"results": found}).data)


class Candidates(CandidatesEndpoint):
    """What an initiative chooses among."""

    @extend_schema(tags=CANDIDATES, responses=serializers.CandidatesSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """List the candidates of an initiative, at most 60."""
        return self.listed()

    @extend_schema(
        tags=CANDIDATES,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.NewCandidateSerializer,
        responses={201: serializers.CandidateSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Add a candidate: a vendor known or new, or building it in-house."""
        initiative = self.initiative()
        wanted = self.body(serializers.NewCandidateSerializer)
        made = actions.add_candidate(
            initiative,
            actions.NewCandidate(**{**wanted, "vendor": _vendor_named(wanted.get("vendor"))}),
            actor=self.viewer,
            submission_key=self.submission_key(),
        )
        return Response(serializers.CandidateSerializer(made).data, status=201)


def _vendor_named(key: int | None) -> Vendor | None:
    if key is None:
        return None
    found = Vendor.objects.filter(pk=key).first()
    if found is None:
        raise InvalidInput(
            f"There is no vendor {key}.", way_out="Look in /api/v1/vendors/.", field="vendor"
        )
    return found


class Longlist(CandidatesEndpoint):
    """Dating the longlist."""

    @extend_schema(
        tags=CANDIDATES,
        request=serializers.ListDatingSerializer,
        responses=serializers.CandidatesSerializer,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Date the longlist as it stands."""
        told = self.body(serializers.ListDatingSerializer)
        actions.take_longlist(self.initiative(), **told, actor=self.viewer)
        return self.listed()


class Shortlist(CandidatesEndpoint):
    """Making the shortlist."""

    @extend_schema(
        tags=CANDIDATES,
        request=serializers.ShortlistSerializer,
        responses=serializers.CandidatesSerializer,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Put candidates on the shortlist and date it."""
        initiative = self.initiative()
        told = self.body(serializers.ShortlistSerializer)
        chosen = self.candidates(initiative).filter(pk__in=told.pop("candidates"))
        actions.take_shortlist(initiative, list(chosen), **told, actor=self.viewer)
        return self.listed()


class CandidateEndpoint(Endpoint):
    """An address below one candidate."""

    def candidate(self) -> Candidate:
        """The candidate named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        visible = Candidate.objects.filter(
            pk=self.kwargs["pk"], initiative__in=Initiative.objects.visible_to(self.viewer)
        )
        found = visible.select_related("initiative").first()
        if found is None:
            raise Http404
        return find_candidate(found.initiative, found.pk)

    def shown(self, candidate: Candidate) -> Response:
        """The candidate as it is now."""
        found = find_candidate(candidate.initiative, candidate.pk)
        return Response(serializers.CandidateSerializer(found).data)


class CandidateDetail(CandidateEndpoint):
    """One candidate."""

    @extend_schema(tags=CANDIDATES, responses=serializers.CandidateSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show a candidate."""
        return Response(serializers.CandidateSerializer(self.candidate()).data)


class Leaving(CandidateEndpoint):
    """Taking a candidate no further."""

    @extend_schema(
        tags=CANDIDATES,
        request=WhySerializer,
        responses=serializers.CandidateSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take a candidate no further; its scores and answers are kept."""
        told = self.body(WhySerializer)
        return self.shown(actions.leave_candidate(self.candidate(), **told, actor=self.viewer))


class Reconsideration(CandidateEndpoint):
    """Considering a candidate again."""

    @extend_schema(
        tags=CANDIDATES,
        request=WhySerializer,
        responses=serializers.CandidateSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Consider a candidate again, on the list it was on."""
        told = self.body(WhySerializer)
        return self.shown(actions.consider_again(self.candidate(), **told, actor=self.viewer))


class Scores(InitiativeEndpoint):
    """The comparison of one initiative."""

    @extend_schema(tags=SCORES, responses=serializers.ComparisonSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show every cell of the comparison by side, as you may know it."""
        matrix = matrix_of(self.initiative(), self.viewer)
        return Response(serializers.ComparisonSerializer({"results": matrix.cells}).data)


class ScoreOfCandidate(CandidateEndpoint):
    """Your side's score of one candidate under one criterion."""

    @extend_schema(
        tags=SCORES,
        request=serializers.GivenScoreSerializer,
        responses=serializers.ComparedCellSerializer,
    )
    def put(self, request: Request, pk: int, key: str) -> Response:
        """Score for your side; the other side's score shows once both have scored."""
        candidate = self.candidate()
        criterion = find_criterion(candidate.initiative, key)
        wanted = self.body(serializers.GivenScoreSerializer)
        version = wanted.pop("version", None)
        actions.give_score(
            candidate,
            criterion,
            actions.GivenScore(**wanted),
            actor=self.viewer,
            version=version,
        )
        return Response(serializers.ComparedCellSerializer(self._cell(candidate, key)).data)

    def _cell(self, candidate: Candidate, key: str) -> Cell:
        matrix = matrix_of(candidate.initiative, self.viewer)
        for cell in matrix.cells:
            if cell.candidate.pk == candidate.pk and cell.criterion.key == key:
                return cell
        raise Http404
