"""Shapes of decision records, and of the MADR files they come in."""

from typing import Any, ClassVar

from rest_framework import serializers

from architecture.models import DecisionRecord, Integration
from architecture.vocabulary import DecisionStatus
from people.models import User
from people.queries import people_with_a_role


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
