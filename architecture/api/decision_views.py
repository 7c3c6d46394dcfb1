"""Endpoints of decision records, as JSON and as MADR files."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from architecture import integration_queries as queries
from architecture.actions.credits import credit_decision_inputs
from architecture.actions.decision_fields import Written
from architecture.actions.decision_states import replace_decision, settle_decision
from architecture.actions.decisions import change_decision, write_decision
from architecture.actions.madr import import_decisions
from architecture.api.decision_serializers import (
    DecisionFilesSerializer,
    DecisionFilesTakenSerializer,
    DecisionRecordSerializer,
    DecisionStandingSerializer,
    ReplacementSerializer,
    RewordingSerializer,
    WritingSerializer,
)
from architecture.api.integration_serializers import CreditsSerializer
from architecture.decision_folder import Brought, madr_of
from architecture.madr import write_madr
from architecture.models import DecisionRecord, Integration
from architecture.vocabulary import DecisionStatus
from initiatives.api.pagination import ByPlace
from initiatives.api.views import InitiativeEndpoint
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.errors import InvalidInput
from people.models import User
from people.permissions import Permission

TAGS = ["decision-records"]


class DecisionEndpoint(Endpoint):
    """An address below one decision record."""

    def record(self) -> DecisionRecord:
        """The record named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        return queries.find_decision(self.kwargs["reference"], self.viewer)

    def shown(self, record: DecisionRecord, *, status: int = 200) -> Response:
        """The record as it is now."""
        found = queries.find_decision(record.reference, self.viewer)
        return Response(DecisionRecordSerializer(found).data, status=status)


class DecisionListing(Listing):
    """A list of decision records, newest first."""

    serializer_class = DecisionRecordSerializer
    pagination_class = ByPlace
    keys = ("-written_at", "-pk")


class AllDecisionRecords(DecisionListing):
    """Decision records of every initiative that the person may see."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[OpenApiParameter("status", enum=DecisionStatus.values)],
        responses=DecisionRecordSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the decision records of all initiatives you may see, newest first."""
        rows = queries.decisions_visible_to(self.viewer)
        status = request.query_params.get("status", "")
        return self.page_of(rows.filter(status=status) if status in DecisionStatus.values else rows)


class DecisionRecords(DecisionListing, InitiativeEndpoint):
    """Decision records of one initiative, and writing one."""

    @extend_schema(tags=TAGS, responses=DecisionRecordSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the decision records of an initiative, newest first."""
        rows = DecisionRecord.objects.filter(initiative=self.initiative())
        return self.page_of(queries.with_deciders(rows))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=WritingSerializer,
        responses={201: DecisionRecordSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Write a decision record; it is proposed until somebody records what became of it."""
        initiative = self.initiative()
        written = _written(self.body(WritingSerializer), self.viewer)
        made = write_decision(
            initiative, written, actor=self.viewer, submission_key=self.submission_key()
        )
        found = queries.find_decision(made.reference, self.viewer)
        return Response(DecisionRecordSerializer(found).data, status=201)


class DecisionDetail(DecisionEndpoint):
    """One decision record."""

    @extend_schema(tags=TAGS, responses=DecisionRecordSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show a decision record."""
        return Response(DecisionRecordSerializer(self.record()).data)

    @extend_schema(tags=TAGS, request=RewordingSerializer, responses=DecisionRecordSerializer)
    def put(self, request: Request, reference: str) -> Response:
        """Reword a record that is still proposed."""
        record = self.record()
        told = self.body(RewordingSerializer)
        version = told.pop("version", None)
        written = _written(told, self.viewer)
        return self.shown(change_decision(record, written, actor=self.viewer, version=version))


class Standing(DecisionEndpoint):
    """What became of a record."""

    @extend_schema(
        tags=TAGS, request=DecisionStandingSerializer, responses=DecisionRecordSerializer
    )
    def post(self, request: Request, reference: str) -> Response:
        """Record that it is decided, not taken, retired or proposed again."""
        record = self.record()
        told = self.body(DecisionStandingSerializer)
        return self.shown(settle_decision(record, actor=self.viewer, **told))


class Replacement(DecisionEndpoint):
    """What took the place of a record."""

    @extend_schema(tags=TAGS, request=ReplacementSerializer, responses=DecisionRecordSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Name the record that takes the place of this one; a circle is refused."""
        record = self.record()
        told = self.body(ReplacementSerializer)
        visible = queries.decisions_visible_to(self.viewer)
        following = visible.filter(reference=told["by"]).first()
        replaced = replace_decision(
            record, by=following, actor=self.viewer, version=told.get("version")
        )
        return self.shown(replaced)


class DecisionInputs(DecisionEndpoint):
    """The design inputs that are in it."""

    @extend_schema(tags=TAGS, request=CreditsSerializer, responses=DecisionRecordSerializer)
    def put(self, request: Request, reference: str) -> Response:
        """Say which design inputs a decision took in."""
        record = self.record()
        wanted = self.body(CreditsSerializer)["inputs"]
        return self.shown(credit_decision_inputs(record, wanted, actor=self.viewer))


class DecisionMarkdown(DecisionEndpoint):
    """The record as a MADR file."""

    @extend_schema(tags=TAGS, responses={(200, "text/markdown"): OpenApiTypes.STR})
    def get(self, request: Request, reference: str) -> HttpResponse:
        """Show a decision record as a MADR file."""
        return HttpResponse(write_madr(madr_of(self.record())), content_type="text/markdown")


class DecisionFiles(InitiativeEndpoint):
    """MADR files to take."""

    @extend_schema(
        tags=TAGS, request=DecisionFilesSerializer, responses=DecisionFilesTakenSerializer
    )
    def post(self, request: Request, reference: str) -> Response:
        """Take decision records from MADR files; what is here already is left as it is."""
        initiative = self.initiative()
        told = self.body(DecisionFilesSerializer)
        brought = Brought({each["name"]: each["text"] for each in told["files"]})
        files = brought.to_take(only_whole=told["only_whole"])
        taken = import_decisions(initiative, files, actor=self.viewer)
        to_take = {each.name for each in files}
        left = {
            each.name: each.why
            or "It lacks " + ", ".join(each.reading.missing if each.reading else ())
            for each in brought.read()
            if each.name not in to_take
        }
        answer = {
            "taken": [each.reference for each in taken.taken],
            "known": taken.known,
            "left": {**left, **taken.refused},
            "notes": taken.notes,
        }
        return Response(DecisionFilesTakenSerializer(answer).data)


def _written(told: dict[str, Any], viewer: User) -> Written:
    reference = told.pop("integration")
    integration = None
    if reference:
        integration = Integration.objects.visible_to(viewer).filter(reference=reference).first()
        if integration is None:
            raise InvalidInput(
                f"There is no integration “{reference[:40]}”.",
                way_out="Look in /api/v1/integrations/.",
                field="integration",
            )
    return Written(**told, integration=integration)
