"""Endpoints for the library of criteria and for what each side asks."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from initiatives.api.views import InitiativeEndpoint
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing
from people.api.pagination import Cursor
from people.models import User
from vendors import actions, policies
from vendors.api import criteria_serializers as serializers
from vendors.api.shared import WhySerializer
from vendors.models import Criterion, CriterionTemplate
from vendors.queries import criteria_in, find_criterion, library, sets_of
from vendors.vocabulary import SIDES, CriterionGroup

TAGS = ["criteria"]
PARTY = OpenApiParameter("party", str, OpenApiParameter.PATH, enum=[each.value for each in SIDES])


class ReachesBeyondATable(BasePermission):
    """Lets those ask whose role reaches beyond one table."""

    message = "You have no role that reaches beyond one table."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, User) and policies.may_see_library(request.user)


class ByGroupAndKey(Cursor):
    """Criteria by what they are about."""

    ordering = ("group", "key", "pk")


class Library(Listing):
    """Criteria that any initiative may take."""

    serializer_class = serializers.LibraryCriterionSerializer
    pagination_class = ByGroupAndKey
    permission_classes = (*Listing.permission_classes, ReachesBeyondATable)

    @extend_schema(
        tags=TAGS,
        parameters=[
            OpenApiParameter("search", str, description="Words that must all occur."),
            OpenApiParameter("group", enum=CriterionGroup.values),
        ],
        responses=serializers.LibraryCriterionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the criteria of the library."""
        asked = request.query_params
        words = asked.get("search", "").replace("\0", "")
        return self.page_of(library(words, group=asked.get("group", "")))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.WordingSerializer,
        responses={201: serializers.LibraryCriterionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Add a criterion of your own to the library."""
        wording = actions.Wording(**self.body(serializers.WordingSerializer))
        made = actions.add_template(
            wording, actor=self.viewer, submission_key=self.submission_key()
        )
        return Response(serializers.LibraryCriterionSerializer(made).data, status=201)


class LibraryEndpoint(Endpoint):
    """An address below one criterion of the library."""

    permission_classes = (*Endpoint.permission_classes, ReachesBeyondATable)

    def template(self) -> CriterionTemplate:
        """The criterion named in the address.

        Raises:
            Http404: there is none.
        """
        found = CriterionTemplate.objects.filter(key=self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found


class LibraryCriterion(LibraryEndpoint):
    """One criterion of the library."""

    @extend_schema(tags=TAGS, responses=serializers.LibraryCriterionSerializer)
    def get(self, request: Request, key: str) -> Response:
        """Show a criterion of the library."""
        return Response(serializers.LibraryCriterionSerializer(self.template()).data)

    @extend_schema(
        tags=TAGS,
        request=serializers.WordingChangeSerializer,
        responses=serializers.LibraryCriterionSerializer,
    )
    def put(self, request: Request, key: str) -> Response:
        """Word one of your own anew; what initiatives took from it keeps its words."""
        wanted = self.body(serializers.WordingChangeSerializer)
        version = wanted.pop("version", None)
        found = actions.change_template(
            self.template(), actions.Wording(**wanted), actor=self.viewer, version=version
        )
        return Response(serializers.LibraryCriterionSerializer(found).data)


class Retirement(LibraryEndpoint):
    """Taking a criterion from the library."""

    @extend_schema(
        tags=TAGS,
        request=WhySerializer,
        responses=serializers.LibraryCriterionSerializer,
    )
    def post(self, request: Request, key: str) -> Response:
        """Take one of your own from the library; who asks it goes on asking it."""
        told = self.body(WhySerializer)
        found = actions.retire_template(self.template(), **told, actor=self.viewer)
        return Response(serializers.LibraryCriterionSerializer(found).data)


class CriteriaEndpoint(InitiativeEndpoint):
    """An address below the criteria of one initiative."""

    def sets(self, *, status: int = 200) -> Response:
        """The criteria of both sides as they are now."""
        initiative = self.initiative()
        effective, drafts = sets_of(initiative)
        found = [effective[side] for side in SIDES if side in effective]
        for each in found:
            each.initiative = initiative
        context = {"criteria": criteria_in(effective, initiative), "drafts": drafts}
        shown = serializers.CriteriaSetsSerializer({"results": found}, context=context)
        return Response(shown.data, status=status)

    def criterion(self) -> Criterion:
        """The criterion named in the address, of the side named in it.

        Raises:
            Http404: there is none.
        """
        found = find_criterion(self.initiative(), self.kwargs["key"])
        if found.party != self.kwargs["party"]:
            raise Http404
        return found


class CriteriaSets(CriteriaEndpoint):
    """The criteria of both sides."""

    @extend_schema(tags=TAGS, responses=serializers.CriteriaSetsSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show what each side asks of the candidates."""
        return self.sets()


class CriteriaRequest(CriteriaEndpoint):
    """Asking a side for its criteria."""

    @extend_schema(
        tags=TAGS,
        parameters=[PARTY],
        request=None,
        responses=serializers.CriteriaSetsSerializer,
    )
    def post(self, request: Request, reference: str, party: str) -> Response:
        """Ask a side for its criteria, filled in from the library."""
        actions.request_criteria(self.initiative(), party, actor=self.viewer)
        return self.sets()


class CriteriaDraft(CriteriaEndpoint):
    """Drafting a side's criteria."""

    @extend_schema(
        tags=TAGS,
        parameters=[PARTY],
        request=None,
        responses=serializers.CriteriaSetsSerializer,
    )
    def post(self, request: Request, reference: str, party: str) -> Response:
        """Begin your side's criteria, or their next version."""
        actions.draft_criteria(self.initiative(), party, actor=self.viewer)
        return self.sets()


class CriteriaPublication(CriteriaEndpoint):
    """Publishing a side's criteria."""

    @extend_schema(
        tags=TAGS,
        parameters=[PARTY],
        request=serializers.PublicationSerializer,
        responses=serializers.CriteriaSetsSerializer,
    )
    def post(self, request: Request, reference: str, party: str) -> Response:
        """Publish what your side has drafted; scores by words that changed are open again."""
        told = self.body(serializers.PublicationSerializer)
        actions.publish_criteria(self.initiative(), party, **told, actor=self.viewer)
        return self.sets()


class NewCriterion(CriteriaEndpoint):
    """Adding to a side's criteria."""

    @extend_schema(
        tags=TAGS,
        parameters=[PARTY],
        request=serializers.NewCriterionSerializer,
        responses={201: serializers.CriterionSerializer},
    )
    def post(self, request: Request, reference: str, party: str) -> Response:
        """Add a criterion to your side's draft, from the library or in your own words."""
        wanted = self.body(serializers.NewCriterionSerializer)
        made = self._add(party, wanted)
        return Response(serializers.CriterionSerializer(made).data, status=201)

    def _add(self, party: str, wanted: dict[str, Any]) -> Criterion:
        initiative = self.initiative()
        if "wording" in wanted:
            wording = actions.Wording(**wanted["wording"])
            return actions.add_criterion(initiative, party, wording, actor=self.viewer)
        if "key" not in wanted:
            raise ValidationError({"key": ["Send the key of a criterion, or `wording`."]})
        return actions.take_from_library(initiative, party, wanted["key"], actor=self.viewer)


class CriterionWords(CriteriaEndpoint):
    """The words of one criterion."""

    @extend_schema(
        tags=TAGS,
        parameters=[PARTY],
        request=serializers.WordingChangeSerializer,
        responses=serializers.CriterionSerializer,
    )
    def put(self, request: Request, reference: str, party: str, key: str) -> Response:
        """Word a criterion of your side anew; words that somebody scored by are kept."""
        wanted = self.body(serializers.WordingChangeSerializer)
        version = wanted.pop("version", None)
        found = actions.change_criterion(
            self.criterion(), actions.Wording(**wanted), actor=self.viewer, version=version
        )
        return Response(serializers.CriterionSerializer(found).data)


class CriterionWithdrawal(CriteriaEndpoint):
    """Leaving a criterion out."""

    @extend_schema(
        tags=TAGS,
        parameters=[PARTY],
        request=WhySerializer,
        responses=serializers.CriteriaSetsSerializer,
    )
    def post(self, request: Request, reference: str, party: str, key: str) -> Response:
        """Leave a criterion of your side out of the next version; its scores are kept."""
        told = self.body(WhySerializer)
        actions.withdraw_criterion(self.criterion(), **told, actor=self.viewer)
        return self.sets()


class Weights(CriteriaEndpoint):
    """How much criteria weigh."""

    @extend_schema(
        tags=TAGS,
        request=serializers.WeightsSerializer,
        responses=serializers.CriteriaSetsSerializer,
    )
    def put(self, request: Request, reference: str) -> Response:
        """Say how much criteria weigh; they sort nothing and hide no score."""
        told = self.body(serializers.WeightsSerializer)
        actions.set_weights(self.initiative(), told["weights"], actor=self.viewer)
        return self.sets()
