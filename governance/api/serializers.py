"""Shapes of design inputs and of what is owed."""

from typing import Any, ClassVar

from rest_framework import serializers

from governance.models import DesignInput
from governance.queries import PlacedInput, place
from governance.vocabulary import (
    ConcernGroup,
    InputKind,
    InputState,
    RaiserView,
    StewardshipArea,
)
from initiatives.owed import Owed
from initiatives.vocabulary import MilestoneKind
from people.api.serializers import PersonSerializer
from people.vocabulary import Party


class DesignInputSerializer(serializers.ModelSerializer[DesignInput]):
    """A design input with its times, its answer and the raiser's word on it."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    raised_by = PersonSerializer(read_only=True)
    answering_party = serializers.ChoiceField(choices=Party.choices, read_only=True)
    decision = serializers.ChoiceField(
        choices=MilestoneKind.choices, allow_blank=True, read_only=True
    )
    disposed_party = serializers.ChoiceField(
        choices=Party.choices, allow_blank=True, read_only=True
    )
    raiser_view = serializers.ChoiceField(
        choices=RaiserView.choices, allow_blank=True, read_only=True
    )
    timing = serializers.SerializerMethodField()
    days_left = serializers.SerializerMethodField()
    is_overdue = serializers.BooleanField(read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = DesignInput
        fields: ClassVar = [
            "reference",
            "initiative",
            "kind",
            "concern_group",
            "stewardship_area",
            "title",
            "description",
            "proposed_solution",
            "decision",
            "subject",
            "timing",
            "days_left",
            "raised_by",
            "raised_party",
            "answering_party",
            "raised_at",
            "state",
            "answered_at",
            "applied_at",
            "disposition_reason",
            "disposed_party",
            "deferred_until",
            "is_overdue",
            "raiser_view",
            "raiser_reply",
            "replied_at",
            "version",
            "page",
        ]
        read_only_fields = fields

    def get_timing(self, design_input: DesignInput) -> str:
        """`shaping` or `late` by the decision it concerns; empty without a decision."""
        return _placed(design_input).timing

    def get_days_left(self, design_input: DesignInput) -> int | None:
        """Days until the decision is planned; null when it has no date or is taken."""
        return _placed(design_input).days_left


def _placed(design_input: DesignInput) -> PlacedInput:
    return place([design_input], design_input.initiative.milestones.all())[0]


class RaisingSerializer(serializers.Serializer[Any]):
    """A concern with, at best, its solution."""

    kind = serializers.ChoiceField(choices=InputKind.choices)
    concern_group = serializers.ChoiceField(choices=ConcernGroup.choices)
    stewardship_area = serializers.ChoiceField(choices=StewardshipArea.choices)
    title = serializers.CharField(allow_blank=True, help_text="At most 200 characters.")
    description = serializers.CharField(default="", allow_blank=True)
    proposed_solution = serializers.CharField(default="", allow_blank=True)
    decision = serializers.ChoiceField(
        choices=MilestoneKind.choices,
        required=False,
        allow_null=True,
        allow_blank=True,
        help_text="Without it: the next decision that is not taken. Empty: none.",
    )
    subject = serializers.CharField(
        default="",
        allow_blank=True,
        help_text="The integration it is about, as in `integration:12`; empty for the whole.",
    )


class DispositionSerializer(serializers.Serializer[Any]):
    """The answer to a design input, or taking it into discussion again."""

    state = serializers.ChoiceField(choices=InputState.choices)
    reason = serializers.CharField(
        default="", allow_blank=True, help_text="Needed when adapted or declined."
    )
    until = serializers.DateField(
        required=False, allow_null=True, help_text="A day ahead; needed when deferred."
    )
    version = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="`version` as you last read it; without it you answer what stands there now.",
    )


class ReplySerializer(serializers.Serializer[Any]):
    """How the raiser sees the answer; it changes nothing and stays."""

    view = serializers.ChoiceField(
        choices=RaiserView.choices,
        default=RaiserView.SEE_IT_DIFFERENTLY,
        help_text="Seeing it differently needs a text.",
    )
    text = serializers.CharField(default="", allow_blank=True)
    version = serializers.IntegerField(
        required=False, allow_null=True, help_text="`version` as you last read it."
    )


class OwedSerializer(serializers.Serializer[Owed]):
    """What one side owes the other."""

    key = serializers.CharField(
        help_text="Names it for good within its initiative, as in `field:DO-1`."
    )
    owing = serializers.ChoiceField(choices=Party.choices)
    title = serializers.CharField()
    what_answers = serializers.CharField(help_text="What would settle it.")
    since = serializers.DateTimeField()
    reference = serializers.CharField(help_text="Of the design input or initiative.")
    area = serializers.CharField(help_text="The stewardship area it touches, in words, or empty.")
    page = serializers.CharField(source="address", help_text="Where it is answered.")


class LedgerSerializer(serializers.Serializer[Any]):
    """What the two sides owe each other, oldest first; never one without the other."""

    business = OwedSerializer(many=True, help_text="What business owes IT.")
    it = OwedSerializer(many=True, help_text="What IT owes business.")
