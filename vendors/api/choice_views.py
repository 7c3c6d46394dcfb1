"""Endpoints for the record of a choice and each side's view on it."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing
from people.api.pagination import Cursor
from people.models import User
from people.vocabulary import Party
from vendors import actions
from vendors.api import choice_serializers as serializers
from vendors.models import Candidate, SelectionRecord

TAGS = ["selection-records"]

CHOICE = OpenApiExample(
    "With something carried forward",
    {
        "candidate": 12,
        "why": "It runs beside the plant's own platform.",
        "view": "Planners liked its reasons best.",
        "exit_outline": "Everything leaves as CSV within a month.",
        "run_cost": {"amount": "24000.00", "currency": "EUR", "months": 12},
        "review_on": "2027-11-24",
        "gaps": [{"party": "it", "owner": 7, "due_on": "2026-12-15"}],
    },
    request_only=True,
)


class NewestRecordFirst(Cursor):
    """Choices, the newest first."""

    ordering = ("-started_at", "-pk")


def _records() -> QuerySet[SelectionRecord]:
    rows = SelectionRecord.objects.filter(recorded_at__isnull=False)
    return rows.select_related("initiative", "candidate__vendor", "recorded_by").prefetch_related(
        "gaps__criterion", "gaps__owner"
    )


class SelectionRecords(Listing, InitiativeEndpoint):
    """What was chosen at one initiative, and choosing."""

    serializer_class = serializers.SelectionRecordSerializer
    pagination_class = NewestRecordFirst

    @extend_schema(tags=TAGS, responses=serializers.SelectionRecordSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the choices of an initiative; the one that holds has no `superseded_at`."""
        return self.page_of(_records().filter(initiative=self.initiative()))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.NewSelectionSerializer,
        responses={201: serializers.SelectionRecordSerializer},
        examples=[CHOICE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Record a choice; it dates the selection, and both sides are told."""
        initiative = self.initiative()
        wanted = self.body(serializers.NewSelectionSerializer)
        supersedes = wanted.pop("supersedes", None)
        made = actions.record_selection(
            initiative,
            _choice(initiative, wanted),
            actor=self.viewer,
            supersedes=supersedes,
            submission_key=self.submission_key(),
        )
        found = _records().get(pk=made.pk)
        return Response(serializers.SelectionRecordSerializer(found).data, status=201)


def _choice(initiative: Initiative, wanted: dict[str, Any]) -> actions.Choice:
    candidate, cost = wanted.pop("candidate"), wanted.pop("run_cost")
    owners = User.objects.in_bulk([row["owner"] for row in wanted["gaps"]])
    gaps = {
        Party(row["party"]): actions.GapCare(
            owners.get(row["owner"]), row["due_on"], row["safeguard"]
        )
        for row in wanted.pop("gaps")
    }
    return actions.Choice(
        candidate=Candidate.objects.filter(initiative=initiative, pk=candidate).first(),
        run_cost=actions.RunCost(**cost) if cost else None,
        gaps=gaps,
        **wanted,
    )


class RecordEndpoint(Endpoint):
    """An address below one record."""

    def record(self) -> SelectionRecord:
        """The record named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        visible = Initiative.objects.visible_to(self.viewer)
        found = _records().filter(pk=self.kwargs["pk"], initiative__in=visible).first()
        if found is None:
            raise Http404
        return found


class SelectionRecordDetail(RecordEndpoint):
    """One record."""

    @extend_schema(tags=TAGS, responses=serializers.SelectionRecordSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show a choice with both views and what it carries forward."""
        return Response(serializers.SelectionRecordSerializer(self.record()).data)


class ViewOnChoice(RecordEndpoint):
    """The view of one's own side."""

    @extend_schema(
        tags=TAGS,
        request=serializers.ChoiceViewSerializer,
        responses=serializers.SelectionRecordSerializer,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Write how your side sees the choice; the other side's view stays as it is."""
        told = self.body(serializers.ChoiceViewSerializer)
        actions.write_selection_view(self.record(), **told, actor=self.viewer)
        return Response(serializers.SelectionRecordSerializer(self.record()).data)
