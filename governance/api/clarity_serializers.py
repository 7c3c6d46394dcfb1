"""Shapes of the clarity profile."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.clarity.coverage import Coverage
from governance.clarity.profile import FieldStanding
from governance.models import ClarityAnswer, ClarityQuestion
from governance.vocabulary import FieldState, RaiserView
from initiatives.vocabulary import Stage
from people.api.serializers import PersonSerializer
from people.vocabulary import Party


class LinkSerializer(serializers.Serializer[Any]):
    """A link to evidence."""

    title = serializers.CharField(default="", allow_blank=True)
    address = serializers.CharField(allow_blank=True, help_text="A web address.")


class ClarityAnswerSerializer(serializers.ModelSerializer[ClarityAnswer]):
    """What stands in a field; `rows` hold the parts that the catalogue describes."""

    kind = serializers.ChoiceField(choices=ClarityAnswer.Kind.choices, read_only=True)
    rows = serializers.ListField(child=serializers.DictField(), read_only=True)
    evidence = LinkSerializer(many=True, read_only=True)
    gap_owner = PersonSerializer(read_only=True, allow_null=True)
    written_by = PersonSerializer(read_only=True)
    written_party = serializers.ChoiceField(choices=Party.choices, read_only=True)
    confirmed_party = serializers.ChoiceField(
        choices=Party.choices, allow_blank=True, read_only=True
    )

    class Meta:
        model = ClarityAnswer
        fields: ClassVar = [
            "field",
            "kind",
            "rows",
            "evidence",
            "review_on",
            "reason",
            "gap_owner",
            "gap_due_on",
            "gap_safeguard",
            "written_by",
            "written_party",
            "written_at",
            "confirmed_party",
            "version",
        ]
        read_only_fields = fields


class ClarityQuestionSerializer(serializers.ModelSerializer[ClarityQuestion]):
    """A question against a field, its answer and the asker's word on it."""

    asked_by = PersonSerializer(read_only=True)
    asked_party = serializers.ChoiceField(choices=Party.choices, read_only=True)
    answering_party = serializers.SerializerMethodField()
    answering_parties = serializers.ListField(
        child=serializers.ChoiceField(choices=Party.choices), read_only=True
    )
    answered_by = PersonSerializer(read_only=True, allow_null=True)
    asker_view = serializers.ChoiceField(
        choices=RaiserView.choices, allow_blank=True, read_only=True
    )

    class Meta:
        model = ClarityQuestion
        fields: ClassVar = [
            "id",
            "field",
            "text",
            "asked_by",
            "asked_party",
            "answering_party",
            "answering_parties",
            "asked_at",
            "wanted_by",
            "answer",
            "answered_by",
            "answered_at",
            "asker_view",
            "asker_reply",
            "version",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=Party.choices, allow_null=True))
    def get_answering_party(self, question: ClarityQuestion) -> str | None:
        """The one side that owes the answer; null where oversight asks both."""
        parties = question.answering_parties
        return parties[0] if len(parties) == 1 else None


class PartSerializer(serializers.Serializer[Any]):
    """One value of a row."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField(
        help_text="text, long, choice, choices, person (`person:12` or `post:3`), unit_or_post, "
        "number, date, yes, link, or subject (the id of a decision type or an integration)."
    )
    choices = serializers.DictField(child=serializers.CharField())
    required_from = serializers.ChoiceField(
        choices=Stage.choices, allow_null=True, help_text="The stage that cannot be left without."
    )


class StandingSerializer(serializers.Serializer[FieldStanding]):
    """Where one field stands, who owes it, and what would answer it."""

    field = serializers.CharField(source="field.id")
    area = serializers.CharField(source="field.area")
    label = serializers.CharField(source="field.label")  # type: ignore[assignment]
    question = serializers.CharField(source="field.question")
    state = serializers.ChoiceField(choices=FieldState.choices)
    owing = serializers.ListField(child=serializers.ChoiceField(choices=Party.choices))
    since = serializers.DateTimeField()
    what_answers = serializers.CharField(allow_blank=True)
    leave = serializers.DictField(
        source="field.leave",
        child=serializers.ChoiceField(choices=["answered", "gap"]),
        help_text="By stage: what leaving it takes; `gap`: a known gap is enough.",
    )
    kept_at = serializers.CharField(
        source="kept.address",
        default="",
        help_text="The page where its rows are kept, if not on the profile; it is changed there.",
    )
    answer = ClarityAnswerSerializer(allow_null=True)


class FieldDetailSerializer(StandingSerializer):
    """The same with what the field asks for and its questions."""

    rows = serializers.CharField(
        source="field.rows", help_text="one, list, per_type (DO-2) or per_integration (AR-1)."
    )
    parts = PartSerializer(source="field.parts", many=True)
    open_questions = ClarityQuestionSerializer(many=True)


class ShareSerializer(serializers.Serializer[Any]):
    """So many of so many."""

    there = serializers.IntegerField()
    needed = serializers.IntegerField()


class CoverageSerializer(serializers.Serializer[Coverage]):
    """Fields that leaving the stage needs and how many are there, in all and by side (M13)."""

    stage = serializers.ChoiceField(choices=Stage.choices)
    overall = ShareSerializer()
    business = serializers.SerializerMethodField()
    it = serializers.SerializerMethodField()

    def get_business(self, coverage: Coverage) -> dict[str, int]:
        """What business owes, alone or with IT."""
        share = coverage.by_side[Party.BUSINESS]
        return {"there": share.there, "needed": share.needed}

    def get_it(self, coverage: Coverage) -> dict[str, int]:
        """What IT owes, alone or with business."""
        share = coverage.by_side[Party.IT]
        return {"there": share.there, "needed": share.needed}


class ClarityProfileSerializer(serializers.Serializer[Any]):
    """The whole profile; `needed` names the fields that the next move waits for, oldest first."""

    initiative = serializers.CharField(source="initiative.reference")
    coverage = CoverageSerializer()
    needed = serializers.ListField(child=serializers.CharField())
    fields_ = StandingSerializer(many=True)
    no_longer_asked = ClarityAnswerSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """`fields` is a name that serializers keep for themselves."""
        declared = super().get_fields()
        return {name.rstrip("_"): shape for name, shape in declared.items()}


class AnsweringSerializer(serializers.Serializer[Any]):
    """An answer in values, a known gap, or why the field does not apply."""

    kind = serializers.ChoiceField(
        choices=ClarityAnswer.Kind.choices, default=ClarityAnswer.Kind.VALUE
    )
    rows = serializers.ListField(child=serializers.DictField(), default=list, max_length=60)
    evidence = LinkSerializer(many=True, default=list)
    review_on = serializers.DateField(default=None, allow_null=True)
    reason = serializers.CharField(default="", allow_blank=True)
    gap_owner = serializers.IntegerField(
        default=None, allow_null=True, help_text="The person's id.", min_value=1, max_value=2**31
    )
    gap_due_on = serializers.DateField(default=None, allow_null=True)
    gap_safeguard = serializers.CharField(default="", allow_blank=True)
    version = serializers.IntegerField(
        default=None,
        allow_null=True,
        help_text="The answer's version you saw, 0 where there was none.",
    )


class ConfirmingSerializer(serializers.Serializer[Any]):
    """Confirming what the other side worded."""

    version = serializers.IntegerField(default=None, allow_null=True)


class AskingSerializer(serializers.Serializer[Any]):
    """A question against a field."""

    text = serializers.CharField(allow_blank=True)
    wanted_by = serializers.DateField(
        default=None, allow_null=True, help_text="In a week, unless another day is given."
    )


class QuestionAnsweringSerializer(serializers.Serializer[Any]):
    """The answer to a question."""

    answer = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(default=None, allow_null=True)


class AskerReplySerializer(serializers.Serializer[Any]):
    """The asker's word on an answer."""

    view = serializers.ChoiceField(choices=RaiserView.choices)
    text = serializers.CharField(default="", allow_blank=True)
    version = serializers.IntegerField(default=None, allow_null=True)
