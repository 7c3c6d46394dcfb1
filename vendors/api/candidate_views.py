"""Endpoints for candidates and scores."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint
from people.errors import InvalidInput
from vendors import actions
from vendors.api import vendor_serializers as serializers
from vendors.api.shared import WhySerializer
from vendors.comparing import Cell
from vendors.models import Candidate, Vendor
from vendors.queries import find_candidate, find_criterion, matrix_of

CANDIDATES, SCORES = ["vendor-candidates"], ["scores"]


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
