"""Endpoints for decisions: planned, taken, open to change."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives import actions, queries
from initiatives.api import milestone_serializers as serializers
from initiatives.api.pagination import ByPlace
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative, Milestone
from initiatives.vocabulary import MilestoneKind
from people.api.endpoint import Listing

TAGS = ["milestones"]
KIND = OpenApiParameter("kind", str, OpenApiParameter.PATH, enum=MilestoneKind.values)


class Milestones(InitiativeEndpoint):
    """The decisions of one initiative."""

    @extend_schema(tags=TAGS, responses=serializers.MilestonesSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """List every decision with its state: open, taken or reopenable."""
        found = queries.decisions_of(self.initiative())
        return Response(serializers.MilestonesSerializer({"results": found}).data)


class MilestoneEndpoint(InitiativeEndpoint):
    """A verb on one decision."""

    def answer(self, milestone: Milestone) -> Response:
        """The decision as it is now."""
        decision = queries.Decision(MilestoneKind(milestone.kind), milestone)
        return Response(serializers.MilestoneSerializer(decision).data)

    def named(self) -> tuple[Initiative, str]:
        """The initiative and the kind of decision in the address."""
        return self.initiative(), self.kwargs["kind"]


class Plan(MilestoneEndpoint):
    """Dating a decision ahead."""

    @extend_schema(
        tags=TAGS,
        parameters=[KIND],
        request=serializers.PlanSerializer,
        responses=serializers.MilestoneSerializer,
    )
    def post(self, request: Request, reference: str, kind: str) -> Response:
        """Say when a decision is meant to be taken."""
        named = self.named()
        told = self.body(serializers.PlanSerializer)
        return self.answer(actions.plan_milestone(*named, **told, actor=self.viewer))


class Take(MilestoneEndpoint):
    """Taking a decision."""

    @extend_schema(
        tags=TAGS,
        parameters=[KIND],
        request=serializers.TakingSerializer,
        responses=serializers.MilestoneSerializer,
    )
    def post(self, request: Request, reference: str, kind: str) -> Response:
        """Record that a decision was taken, today or on an earlier day."""
        named = self.named()
        told = self.body(serializers.TakingSerializer)
        return self.answer(actions.take_milestone(*named, **told, actor=self.viewer))


class ToldDate(MilestoneEndpoint):
    """The true day of a declared decision."""

    @extend_schema(
        tags=TAGS,
        parameters=[KIND],
        request=serializers.ToldDateSerializer,
        responses=serializers.MilestoneSerializer,
    )
    def post(self, request: Request, reference: str, kind: str) -> Response:
        """Tell the day of a decision that was declared as taken without one."""
        named = self.named()
        told = self.body(serializers.ToldDateSerializer)
        return self.answer(actions.declare_milestone_date(*named, **told, actor=self.viewer))


class Reopenable(MilestoneEndpoint):
    """Whether a taken decision can still change."""

    @extend_schema(
        tags=TAGS,
        parameters=[KIND],
        request=serializers.ReopenableSerializer,
        responses=serializers.MilestoneSerializer,
    )
    def post(self, request: Request, reference: str, kind: str) -> Response:
        """Say whether a taken decision can still change."""
        named = self.named()
        told = self.body(serializers.ReopenableSerializer)
        return self.answer(actions.mark_reopenable(*named, **told, actor=self.viewer))


class Reopen(MilestoneEndpoint):
    """Taking a decision back into the open."""

    @extend_schema(
        tags=TAGS,
        parameters=[KIND],
        request=serializers.ReopenSerializer,
        responses=serializers.MilestoneSerializer,
    )
    def post(self, request: Request, reference: str, kind: str) -> Response:
        """Take a decision back into the open; the record keeps when it had been taken."""
        named = self.named()
        told = self.body(serializers.ReopenSerializer)
        return self.answer(actions.reopen_milestone(*named, **told, actor=self.viewer))


class Reopenings(Listing, InitiativeEndpoint):
    """Decisions that were taken back into the open."""

    serializer_class = serializers.ReopeningSerializer
    pagination_class = ByPlace
    keys = ("-at", "-pk")

    @extend_schema(tags=TAGS, responses=serializers.ReopeningSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List which decisions were reopened, for what cause, newest first."""
        return self.page_of(self.initiative().reopenings.all())
