"""Shapes of vendors, candidates, scores and what changes at a vendor."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from people.api.fields import LARGEST_ID
from people.vocabulary import Party
from vendors.api.shared import LONG, LONGER, SeenSerializer
from vendors.comparing import Cell, Earlier, SideScore, Standing
from vendors.models import (
    AssuranceArtifact,
    Candidate,
    ProcessingPlace,
    ReopeningTrigger,
    SubProcessor,
    Vendor,
)
from vendors.vocabulary import HIGHEST, LOWEST, AssuranceKind, EvidenceStrength, TriggerKind


class ProcessingPlaceSerializer(serializers.ModelSerializer[ProcessingPlace]):
    """Where a vendor processes data."""

    class Meta:
        model = ProcessingPlace
        fields: ClassVar = ["place", "purpose"]


class SubProcessorSerializer(serializers.ModelSerializer[SubProcessor]):
    """Who works for a vendor on our data."""

    class Meta:
        model = SubProcessor
        fields: ClassVar = ["name", "place", "purpose"]


class AssuranceSerializer(serializers.ModelSerializer[AssuranceArtifact]):
    """A report or questionnaire by which others vouch for a vendor."""

    class Meta:
        model = AssuranceArtifact
        fields: ClassVar = [
            "id",
            "kind",
            "edition",
            "scope",
            "issued_on",
            "expires_on",
            "link",
            "file",
        ]
        read_only_fields = fields


class NewAssuranceSerializer(serializers.Serializer[Any]):
    """A report with its edition and its days."""

    kind = serializers.ChoiceField(choices=AssuranceKind.choices)
    edition = serializers.CharField(max_length=60, allow_blank=True, default="")
    scope = serializers.CharField(max_length=500, allow_blank=True, default="")
    issued_on = serializers.DateField(required=False, allow_null=True, default=None)
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)
    link = serializers.CharField(max_length=500, allow_blank=True, default="")
    file = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="The id of a file that the vendor has sent, as its question names it.",
    )


_FACTS = [
    "name",
    "website",
    "country",
    "founded_year",
    "headcount",
    "ownership",
    "funding",
    "customers",
    "viability_checked_on",
    "contract_ends_on",
    "review_on",
    "notes",
]


class VendorSerializer(serializers.ModelSerializer[Vendor]):
    """What we know of a vendor."""

    class Meta:
        model = Vendor
        fields: ClassVar = ["id", *_FACTS, "version"]
        read_only_fields = fields


class VendorDetailSerializer(VendorSerializer):
    """With where it processes data, who works for it and who vouches for it."""

    processing_places = ProcessingPlaceSerializer(many=True, read_only=True)
    sub_processors = SubProcessorSerializer(many=True, read_only=True)
    assurance = serializers.SerializerMethodField()

    class Meta(VendorSerializer.Meta):
        fields: ClassVar = [
            *VendorSerializer.Meta.fields,
            "processing_places",
            "sub_processors",
            "assurance",
        ]
        read_only_fields = fields

    @extend_schema_field(AssuranceSerializer(many=True))
    def get_assurance(self, vendor: Vendor) -> Any:
        """What has not been taken off."""
        kept = [each for each in vendor.assurance.all() if each.removed_at is None]
        return AssuranceSerializer(kept, many=True).data


class VendorChangeSerializer(SeenSerializer):
    """What is known now; what is left out becomes unknown, lists that are left out stay."""

    name = serializers.CharField(max_length=200)
    website = serializers.CharField(max_length=300, allow_blank=True, default="")
    country = serializers.CharField(max_length=2, allow_blank=True, default="")
    founded_year = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1600, max_value=2100
    )
    headcount = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=10_000_000
    )
    ownership = serializers.CharField(max_length=500, allow_blank=True, default="")
    funding = serializers.CharField(max_length=500, allow_blank=True, default="")
    customers = serializers.CharField(max_length=500, allow_blank=True, default="")
    viability_checked_on = serializers.DateField(required=False, allow_null=True, default=None)
    contract_ends_on = serializers.DateField(required=False, allow_null=True, default=None)
    review_on = serializers.DateField(required=False, allow_null=True, default=None)
    notes = serializers.CharField(max_length=LONGER, allow_blank=True, default="")
    processing_places = ProcessingPlaceSerializer(many=True, required=False)
    sub_processors = SubProcessorSerializer(many=True, required=False)


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """Something an initiative may choose; without a vendor it would be built in-house."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    name = serializers.CharField(read_only=True)
    vendor_name = serializers.CharField(source="vendor.name", read_only=True, allow_null=True)
    is_in_house = serializers.BooleanField(read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Candidate
        fields: ClassVar = [
            "id",
            "initiative",
            "name",
            "vendor",
            "vendor_name",
            "title",
            "is_in_house",
            "stage",
            "added_party",
            "added_at",
            "shortlisted_at",
            "selected_at",
            "left_at",
            "left_reason",
            "sole_reason",
            "version",
            "page",
        ]
        read_only_fields = fields


class NewCandidateSerializer(serializers.Serializer[Any]):
    """A vendor by id or by name, known or new; or what would be built in-house."""

    vendor = serializers.IntegerField(required=False, min_value=1, help_text="A vendor's id.")
    vendor_name = serializers.CharField(max_length=200, allow_blank=True, default="")
    in_house = serializers.BooleanField(default=False)
    title = serializers.CharField(max_length=200, allow_blank=True, default="")


class ListDatingSerializer(serializers.Serializer[Any]):
    """When the list was made; a list of one says why there is no other."""

    taken_on = serializers.DateField(required=False, allow_null=True, default=None)
    sole_reason = serializers.CharField(max_length=LONG, allow_blank=True, default="")


class ShortlistSerializer(ListDatingSerializer):
    """Which candidates are on the shortlist."""

    candidates = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), max_length=60
    )


class CandidatesSerializer(serializers.Serializer[Any]):
    """Candidates, the first one added first."""

    results = CandidateSerializer(many=True)


class EarlierScoreSerializer(serializers.Serializer[Earlier]):
    """What stood there before, as far as you may know it."""

    value = serializers.IntegerField(allow_null=True)
    strength = serializers.CharField()
    because = serializers.CharField()
    on = serializers.DateTimeField()
    note = serializers.CharField()


class SideScoreSerializer(serializers.Serializer[SideScore]):
    """One side's part; `hidden` is scored and shown once the other side has scored too."""

    party = serializers.ChoiceField(choices=Party.choices)
    standing = serializers.ChoiceField(choices=[(each.value, each.value) for each in Standing])
    value = serializers.IntegerField(allow_null=True)
    strength = serializers.CharField()
    note = serializers.CharField()
    link = serializers.CharField()
    gap_reason = serializers.CharField()
    scored_at = serializers.DateTimeField(allow_null=True)
    before_publication = serializers.BooleanField()
    version = serializers.IntegerField()
    earlier = EarlierScoreSerializer(many=True)


class ComparedCellSerializer(serializers.Serializer[Cell]):
    """One candidate under one criterion, by side; never a single figure of both."""

    candidate = serializers.IntegerField(source="candidate.pk")
    criterion = serializers.CharField(source="criterion.key")
    parts = SideScoreSerializer(many=True)
    difference = serializers.IntegerField(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """Every cell of candidates that are considered, as you may know it."""

    results = ComparedCellSerializer(many=True)


class GivenScoreSerializer(SeenSerializer):
    """Your side's score; without a value it could not be assessed, and `gap_reason` says why."""

    value = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=LOWEST, max_value=HIGHEST
    )
    strength = serializers.ChoiceField(
        choices=EvidenceStrength.choices, allow_blank=True, default=""
    )
    evidence_note = serializers.CharField(max_length=LONG, allow_blank=True, default="")
    evidence_link = serializers.CharField(max_length=500, allow_blank=True, default="")
    gap_reason = serializers.CharField(max_length=LONG, allow_blank=True, default="")


class TriggerSerializer(serializers.ModelSerializer[ReopeningTrigger]):
    """What happened at a vendor and opened its scores."""

    initiative = serializers.CharField(
        source="initiative.reference", read_only=True, allow_null=True
    )

    class Meta:
        model = ReopeningTrigger
        fields: ClassVar = [
            "id",
            "vendor",
            "initiative",
            "kind",
            "what",
            "happened_on",
            "recorded_party",
            "recorded_at",
        ]
        read_only_fields = fields


class NewTriggerSerializer(serializers.Serializer[Any]):
    """What happened; without an initiative it counts wherever the vendor is a candidate."""

    kind = serializers.ChoiceField(choices=TriggerKind.choices)
    what = serializers.CharField(max_length=LONG)
    happened_on = serializers.DateField()
    initiative = serializers.CharField(
        max_length=20, allow_blank=True, default="", help_text="As in AI-2026-0001."
    )
