"""Endpoints of decision records, as JSON and as MADR files."""

from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from architecture import integration_queries as queries
from architecture.actions.credits import credit_decision_inputs
from architecture.actions.decision_fields import Written
from architecture.actions.decision_states import replace_decision, settle_decision
from architecture.actions.decisions import change_decision, write_decision
from architecture.actions.madr import import_decisions
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
from people.queries import people_with_a_role

TAGS = ["decision-records"]


class OptionSerializer(serializers.Serializer[Any]):
    """An option that was considered, with what speaks for and against it."""

    title = serializers.CharField(allow_blank=True)
    description = serializers.CharField(default="", allow_blank=True)
    good = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)
    neutral = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)
    bad = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)


class SectionSerializer(serializers.Serializer[Any]):
    """A heading that the form does not know, with its text."""

    heading = serializers.CharField(max_length=200)
    text = serializers.CharField(allow_blank=True)


class WritingSerializer(serializers.Serializer[Any]):
    """What a decision record says; only the title is needed to begin."""

    title = serializers.CharField(allow_blank=True, help_text="At most 200 characters.")
    context = serializers.CharField(  # type: ignore[assignment]
        default="", allow_blank=True
    )
    drivers = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)
    options = OptionSerializer(many=True, default=list)
    chosen_option = serializers.CharField(default="", allow_blank=True)
    outcome = serializers.CharField(default="", allow_blank=True)
    consequences = serializers.ListField(
        child=serializers.CharField(), default=list, max_length=100
    )
    confirmation = serializers.CharField(default="", allow_blank=True)
    more_information = serializers.CharField(default="", allow_blank=True)
    consulted = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)
    informed = serializers.ListField(child=serializers.CharField(), default=list, max_length=100)
    integration = serializers.CharField(
        default="", allow_blank=True, help_text="Reference of the integration it is about."
    )
    deciders = serializers.PrimaryKeyRelatedField[User](
        many=True,
        queryset=people_with_a_role(),
        default=list,
        pk_field=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
    )
    named_deciders = serializers.ListField(
        child=serializers.CharField(), default=list, max_length=50
    )
    further_sections = SectionSerializer(many=True, default=list)


class RewordingSerializer(WritingSerializer):
    """The whole record anew."""

    version = serializers.IntegerField(
        required=False, allow_null=True, help_text="`version` as you last read it."
    )


class DecisionRecordSerializer(serializers.ModelSerializer[DecisionRecord]):
    """A decision record with its standing and what took its place."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    integration = serializers.SlugRelatedField[Integration](
        slug_field="reference", read_only=True, allow_null=True
    )
    replaced_by = serializers.SlugRelatedField[DecisionRecord](
        slug_field="reference", read_only=True, allow_null=True
    )
    options = OptionSerializer(many=True, read_only=True)
    further_sections = SectionSerializer(many=True, read_only=True)
    drivers = serializers.ListField(child=serializers.CharField(), read_only=True)
    consequences = serializers.ListField(child=serializers.CharField(), read_only=True)
    consulted = serializers.ListField(child=serializers.CharField(), read_only=True)
    informed = serializers.ListField(child=serializers.CharField(), read_only=True)
    deciders = serializers.SerializerMethodField()
    inputs = serializers.SerializerMethodField()
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = DecisionRecord
        fields: ClassVar = [
            "reference", "initiative", "integration", "title", "status", "context", "drivers",
            "options", "chosen_option", "outcome", "consequences", "confirmation",
            "more_information", "consulted", "informed", "further_sections", "deciders", "inputs",
            "decided_on", "replaced_by", "written_party", "written_at", "version", "page",
        ]  # fmt: skip
        read_only_fields = fields

    def get_deciders(self, record: DecisionRecord) -> list[str]:
        """Who decided, by name."""
        return [str(each) for each in record.deciders.all()]

    def get_inputs(self, record: DecisionRecord) -> list[str]:
        """References of the design inputs that are in it."""
        return [each.input_reference for each in record.embodied.all()]


class DecisionStandingSerializer(serializers.Serializer[Any]):
    """What became of a record."""

    status = serializers.ChoiceField(choices=DecisionStatus.choices)
    reason = serializers.CharField(default="", allow_blank=True)
    decided_on = serializers.DateField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False, allow_null=True)


class ReplacementSerializer(serializers.Serializer[Any]):
    """Which record takes the place of this one."""

    by = serializers.CharField(help_text="Reference of a decided record of the same initiative.")
    version = serializers.IntegerField(required=False, allow_null=True)


class MadrFileSerializer(serializers.Serializer[Any]):
    """One MADR file."""

    name = serializers.CharField(max_length=300)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)


class DecisionFilesSerializer(serializers.Serializer[Any]):
    """MADR files to take, and what becomes of those that lack parts."""

    files = MadrFileSerializer(many=True)
    only_whole = serializers.BooleanField(
        default=False, help_text="Leave files aside that lack parts, instead of taking them so far."
    )


class DecisionFilesTakenSerializer(serializers.Serializer[Any]):
    """What became of the files."""

    taken = serializers.ListField(child=serializers.CharField(), help_text="New references.")
    known = serializers.ListField(child=serializers.CharField(), help_text="Here already.")
    left = serializers.DictField(child=serializers.CharField(), help_text="Left aside, and why.")
    notes = serializers.DictField(child=serializers.CharField())


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
