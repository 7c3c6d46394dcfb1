"""Endpoints for design inputs and what is owed."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as shapes
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions, queries
from governance.api import serializers
from governance.models import DesignInput
from governance.owed import owed_across, owed_items
from governance.vocabulary import ConcernGroup, InputKind, InputState, StewardshipArea
from initiatives.api.pagination import ByPlace
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.permissions import Permission
from people.text import tidy
from people.vocabulary import Party

TAGS = ["design-inputs"]


class InputFilterSerializer(shapes.Serializer[Any]):
    """How a list of design inputs can be narrowed; never by person."""

    search = shapes.CharField(required=False, help_text="Words that must all occur.")
    state = shapes.ChoiceField(InputState.choices, required=False)
    kind = shapes.ChoiceField(InputKind.choices, required=False)
    concern_group = shapes.ChoiceField(ConcernGroup.choices, required=False)
    stewardship_area = shapes.ChoiceField(StewardshipArea.choices, required=False)
    raised_party = shapes.ChoiceField(
        [Party.BUSINESS, Party.IT], required=False, help_text="The side that raised it."
    )


class InputTimingSerializer(InputFilterSerializer):
    """Within one initiative also by the decision it concerns."""

    timing = shapes.ChoiceField(
        ["can_shape", "late"],
        required=False,
        help_text="`can_shape`: open while its decision is not taken; `late`: raised after it.",
    )


class InputListing(Listing):
    """A list of design inputs, newest first."""

    serializer_class = serializers.DesignInputSerializer
    pagination_class = ByPlace
    keys = ("-raised_at", "-pk")

    def narrowed(
        self, rows: QuerySet[DesignInput], wanted: dict[str, str]
    ) -> QuerySet[DesignInput]:
        """The rows that the address asks for, with what a row shows."""
        rows = queries.search_inputs(rows, _search(wanted))
        for name in ("state", "stewardship_area"):
            if name in wanted:
                rows = rows.filter(**{name: wanted[name]})
        return rows.select_related("raised_by", "initiative").prefetch_related(
            "initiative__milestones"
        )

    def wanted(self, shape: type[shapes.Serializer[Any]]) -> dict[str, str]:
        """The filters in the address.

        Raises:
            ValidationError: a value is none of the choices.
        """
        read = shape(data=self.request.query_params.dict())
        read.is_valid(raise_exception=True)
        return dict(read.validated_data)


class AllDesignInputs(InputListing):
    """Design inputs of every initiative that the person may see."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[InputFilterSerializer],
        responses=serializers.DesignInputSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the design inputs of all initiatives you may see, newest first."""
        visible = DesignInput.objects.filter(
            initiative__in=Initiative.objects.visible_to(self.viewer)
        )
        return self.page_of(self.narrowed(visible, self.wanted(InputFilterSerializer)))


class DesignInputs(InputListing, InitiativeEndpoint):
    """Design inputs of one initiative, and raising."""

    @extend_schema(
        tags=TAGS,
        parameters=[InputTimingSerializer],
        responses=serializers.DesignInputSerializer(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List the design inputs of an initiative, newest first."""
        initiative = self.initiative()
        wanted = self.wanted(InputTimingSerializer)
        rows = queries.inputs_of(initiative)
        if "timing" in wanted:
            placed = queries.placed_inputs(initiative, _search(wanted))
            rows = rows.filter(pk__in=[each.design_input.pk for each in placed])
        return self.page_of(self.narrowed(rows, wanted))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.RaisingSerializer,
        responses={201: serializers.DesignInputSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Raise a design input; the other side owes its answer. IT's first one is its joining."""
        initiative = self.initiative()
        concern = actions.Concern(**self.body(serializers.RaisingSerializer))
        design_input = actions.raise_design_input(
            initiative, concern, actor=self.viewer, submission_key=self.submission_key()
        )
        return Response(serializers.DesignInputSerializer(design_input).data, status=201)


class DesignInputDetail(Endpoint):
    """One design input."""

    @extend_schema(tags=TAGS, responses=serializers.DesignInputSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show a design input with when it was raised, answered and applied."""
        found = queries.find_design_input(reference, self.viewer)
        return Response(serializers.DesignInputSerializer(found).data)


class Disposition(Endpoint):
    """Answering."""

    @extend_schema(
        tags=TAGS,
        request=serializers.DispositionSerializer,
        responses=serializers.DesignInputSerializer,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Answer a design input, take it into discussion again, or withdraw your own."""
        design_input = queries.find_design_input(reference, self.viewer)
        answer = self.body(serializers.DispositionSerializer)
        design_input = actions.dispose_design_input(design_input, **answer, actor=self.viewer)
        return Response(serializers.DesignInputSerializer(design_input).data)


class Reply(Endpoint):
    """The raiser's word on the answer."""

    @extend_schema(
        tags=TAGS, request=serializers.ReplySerializer, responses=serializers.DesignInputSerializer
    )
    def post(self, request: Request, reference: str) -> Response:
        """Say how you see the answer to what you raised; it is said once and stays."""
        design_input = queries.find_design_input(reference, self.viewer)
        reply = self.body(serializers.ReplySerializer)
        design_input = actions.reply_to_disposition(design_input, **reply, actor=self.viewer)
        return Response(serializers.DesignInputSerializer(design_input).data)


class OwedItems(InitiativeEndpoint):
    """What the two sides of one initiative owe each other."""

    @extend_schema(tags=["owed-items"], responses=serializers.LedgerSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show what business owes IT and what IT owes business, oldest first."""
        owed = queries.ledger(owed_items(self.initiative(), self.viewer))
        return Response(serializers.LedgerSerializer(owed).data)


class AllOwedItems(Endpoint):
    """What is owed at every table the person sits at."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(tags=["owed-items"], responses=serializers.LedgerSerializer)
    def get(self, request: Request) -> Response:
        """Show what both sides owe at the tables you sit at, oldest first."""
        return Response(serializers.LedgerSerializer(owed_across(self.viewer)).data)


def _search(wanted: dict[str, str]) -> queries.InputSearch:
    given = {
        "words": tidy(wanted.get("search", "")),
        "kind": wanted.get("kind", ""),
        "concern": wanted.get("concern_group", ""),
        "party": wanted.get("raised_party", ""),
        "timing": wanted.get("timing", ""),
    }
    return queries.InputSearch(**given)
