"""Shapes of criteria and their sets."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from vendors.api.shared import LONG, SeenSerializer
from vendors.models import WORDING, CriteriaSet, Criterion, CriterionTemplate
from vendors.vocabulary import CriterionGroup, ScoredBy


class WordingSerializer(serializers.Serializer[Any]):
    """What a criterion says: the question, and what earns 0, 2 and 4."""

    group = serializers.ChoiceField(choices=CriterionGroup.choices)
    question = serializers.CharField(max_length=300)
    anchor_0 = serializers.CharField(max_length=300)
    anchor_2 = serializers.CharField(max_length=300)
    anchor_4 = serializers.CharField(max_length=300)
    scored_by = serializers.ChoiceField(choices=ScoredBy.choices)
    evidence_wanted = serializers.CharField(max_length=500, allow_blank=True, default="")
    framework_refs = serializers.ListField(
        child=serializers.CharField(max_length=100),
        default=list,
        help_text="Each with its edition, as in OWASP-LLM:LLM03@2026.",
    )


class WordingChangeSerializer(WordingSerializer, SeenSerializer):
    """The criterion in other words."""


class LibraryCriterionSerializer(serializers.ModelSerializer[CriterionTemplate]):
    """A criterion of the library."""

    framework_refs = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = CriterionTemplate
        fields: ClassVar = ["key", *WORDING, "is_shipped", "retired_at", "version"]
        read_only_fields = fields


class CriterionSerializer(serializers.ModelSerializer[Criterion]):
    """A criterion that one side asks of every candidate."""

    framework_refs = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Criterion
        fields: ClassVar = ["key", "party", *WORDING, "weight", "version"]
        read_only_fields = fields


class CriteriaSetSerializer(serializers.ModelSerializer[CriteriaSet]):
    """One side's criteria: the version in effect, else the one being drafted."""

    criteria = serializers.SerializerMethodField()
    is_drafted_anew = serializers.SerializerMethodField()
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = CriteriaSet
        fields: ClassVar = [
            "party",
            "number",
            "state",
            "asked_party",
            "asked_at",
            "published_at",
            "change_reason",
            "criteria",
            "is_drafted_anew",
            "version",
            "page",
        ]
        read_only_fields = fields

    @extend_schema_field(CriterionSerializer(many=True))
    def get_criteria(self, found: CriteriaSet) -> Any:
        """The criteria of this version."""
        own = [each for each in self.context["criteria"] if each.party == found.party]
        return CriterionSerializer(own, many=True).data

    def get_is_drafted_anew(self, found: CriteriaSet) -> bool:
        """Whether the side words the next version."""
        return found.party in self.context["drafts"]


class CriteriaSetsSerializer(serializers.Serializer[Any]):
    """The criteria of both sides; a side that was never asked is left out."""

    results = CriteriaSetSerializer(many=True)


class NewCriterionSerializer(serializers.Serializer[Any]):
    """A criterion from the library by its key, or one in words of its own."""

    key = serializers.CharField(
        max_length=20, required=False, help_text="Of a criterion in /criteria/."
    )
    wording = WordingSerializer(required=False)


class PublicationSerializer(SeenSerializer):
    """Publishing what is drafted; from the second version on say what changed."""

    change_reason = serializers.CharField(max_length=LONG, allow_blank=True, default="")


class WeightsSerializer(serializers.Serializer[Any]):
    """Weights by the criterion's key; null weighs nothing in."""

    weights = serializers.DictField(
        child=serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
    )
