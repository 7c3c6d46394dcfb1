"""Shapes of the choice."""

from typing import Any, ClassVar

from rest_framework import serializers

from people.api.fields import LARGEST_ID
from people.api.serializers import PersonSerializer
from vendors.api.shared import LONG, LONGER, SIDE_CHOICES, SeenSerializer
from vendors.models import SelectionGap, SelectionRecord


class SelectionGapSerializer(serializers.ModelSerializer[SelectionGap]):
    """What was not assessed when the choice was recorded."""

    criterion = serializers.CharField(source="criterion.key", read_only=True)
    question = serializers.CharField(source="criterion.question", read_only=True)
    owner = PersonSerializer(read_only=True)

    class Meta:
        model = SelectionGap
        fields: ClassVar = ["criterion", "question", "party", "owner", "due_on", "safeguard"]
        read_only_fields = fields


class SelectionRecordSerializer(serializers.ModelSerializer[SelectionRecord]):
    """A choice with its reasons, both views, gaps and a way out; superseded ones are kept."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    candidate = serializers.IntegerField(source="candidate_id", read_only=True)
    candidate_name = serializers.CharField(source="candidate.name", read_only=True)
    recorded_by = PersonSerializer(read_only=True)
    gaps = SelectionGapSerializer(many=True, read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = SelectionRecord
        fields: ClassVar = [
            "id",
            "initiative",
            "candidate",
            "candidate_name",
            "why",
            "weighed",
            "business_view",
            "business_view_at",
            "it_view",
            "it_view_at",
            "exit_outline",
            "run_cost_amount",
            "run_cost_currency",
            "run_cost_months",
            "benefit_months",
            "single_candidate_reason",
            "review_on",
            "gaps",
            "recorded_by",
            "recorded_party",
            "recorded_at",
            "superseded_at",
            "version",
            "page",
        ]
        read_only_fields = fields


class CareSerializer(serializers.Serializer[Any]):
    """Who of a side assesses what it left open, by when, and what holds until then."""

    party = serializers.ChoiceField(choices=SIDE_CHOICES)
    owner = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="A person's id, of the table."
    )
    due_on = serializers.DateField()
    safeguard = serializers.CharField(max_length=LONG, allow_blank=True, default="")


class RunCostSerializer(serializers.Serializer[Any]):
    """What running it costs over so many months."""

    amount = serializers.DecimalField(max_digits=14, decimal_places=2)
    currency = serializers.CharField(max_length=3)
    months = serializers.IntegerField(min_value=1, max_value=600)


class NewSelectionSerializer(serializers.Serializer[Any]):
    """The choice; `gaps` has a row for each side that has not assessed something."""

    candidate = serializers.IntegerField(min_value=1)
    why = serializers.CharField(max_length=LONGER)
    weighed = serializers.CharField(max_length=LONGER, allow_blank=True, default="")
    view = serializers.CharField(
        max_length=LONGER, allow_blank=True, default="", help_text="How your side sees it."
    )
    exit_outline = serializers.CharField(max_length=LONGER, allow_blank=True, default="")
    run_cost = RunCostSerializer(required=False, allow_null=True, default=None)
    benefit_months = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=600
    )
    review_on = serializers.DateField(required=False, allow_null=True, default=None)
    sole_reason = serializers.CharField(max_length=LONG, allow_blank=True, default="")
    gaps = CareSerializer(many=True, default=list)
    supersedes = serializers.IntegerField(
        required=False,
        min_value=0,
        help_text="Id of the record you saw, 0 for none; left out, nothing is checked.",
    )


class ChoiceViewSerializer(SeenSerializer):
    """How your side sees the choice."""

    text = serializers.CharField(max_length=LONGER)
