"""Shapes of go-aheads, carried items and escalations."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.api.people import PersonNameField
from governance.models import CarriedItem, Escalation, GoAhead, GoAheadView
from governance.moving_needs import Need
from governance.vocabulary import (
    EscalationAnswer,
    EscalationKind,
    GoAheadReason,
    GoAheadViewKind,
)
from initiatives.vocabulary import Stage
from people.api.serializers import PersonSerializer
from people.vocabulary import Party

_LONG = 2000
_VERSION = "What you saw last; left out, it is done whatever changed meanwhile."


class CarriedItemSerializer(serializers.ModelSerializer[CarriedItem]):
    """Something owed that went along, with the six answers about it."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    owner = PersonSerializer(read_only=True)
    is_overdue = serializers.BooleanField(read_only=True)

    class Meta:
        model = CarriedItem
        fields: ClassVar = [
            "id",
            "initiative",
            "go_ahead",
            "key",
            "title",
            "owing_party",
            "reason",
            "reason_text",
            "borne_by",
            "safeguard",
            "owner",
            "due_on",
            "first_due_on",
            "pause_when",
            "renewed_reason",
            "is_overdue",
            "closed_at",
            "version",
        ]
        read_only_fields = fields


class GoAheadViewSerializer(serializers.ModelSerializer[GoAheadView]):
    """How its holder sees a go-ahead."""

    holder = PersonSerializer(read_only=True)

    class Meta:
        model = GoAheadView
        fields: ClassVar = ["party", "holder", "view", "text", "recorded_at"]
        read_only_fields = fields


class GoAheadSerializer(serializers.ModelSerializer[GoAhead]):
    """A stage that was moved on, or back; without `taken_at` it has not taken effect."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    recorded_by = PersonSerializer(read_only=True)
    joined_by = PersonSerializer(read_only=True, allow_null=True)
    session = serializers.SerializerMethodField()
    items = CarriedItemSerializer(many=True, read_only=True)
    views = GoAheadViewSerializer(many=True, read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = GoAhead
        fields: ClassVar = [
            "id",
            "initiative",
            "from_stage",
            "to_stage",
            "kind",
            "reason",
            "session",
            "no_session_reason",
            "recorded_by",
            "recorded_at",
            "joined_by",
            "taken_at",
            "withdrawn_at",
            "items",
            "views",
            "version",
            "page",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "example": "WS-0001/2026-11-24"})
    def get_session(self, go_ahead: GoAhead) -> str | None:
        """Where it was discussed: the standing session and the day of its slot."""
        return go_ahead.session.audit_ref if go_ahead.session else None


class NeedSerializer(serializers.Serializer[Need]):
    """Something owed for the next move, with what is known of it."""

    key = serializers.CharField()
    title = serializers.CharField()
    owing = serializers.ListField(child=serializers.ChoiceField(choices=Party.choices))
    what_answers = serializers.CharField()
    owner = PersonSerializer(allow_null=True)
    safeguard = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    is_carried = serializers.BooleanField(
        source="has_been_carried", help_text="Carried before: it needs a `renewed_reason`."
    )
    page = serializers.CharField(source="address")


class CarrierSerializer(serializers.Serializer[Any]):
    """A post that records the move."""

    post = serializers.CharField()
    people = PersonSerializer(many=True)


class FloorFactSerializer(serializers.Serializer[Any]):
    """One of the three facts that is missing."""

    title = serializers.CharField()
    where = serializers.CharField()
    page = serializers.CharField(source="address")


class PreparationSerializer(serializers.Serializer[Any]):
    """What the next move needs: send `seen` back, and six answers about each of `owed`."""

    to_stage = serializers.ChoiceField(choices=Stage.choices, allow_null=True)
    seen = serializers.CharField()
    latest_due_on = serializers.DateField(allow_null=True)
    owed = NeedSerializer(many=True)
    carriers = CarrierSerializer(many=True)
    floor = FloorFactSerializer(many=True)


class SixAnswersSerializer(serializers.Serializer[Any]):
    """The six answers about one owed item; each of them is needed."""

    key = serializers.CharField(max_length=200)
    reason = serializers.ChoiceField(choices=GoAheadReason.choices)
    reason_text = serializers.CharField(max_length=_LONG, allow_blank=True)
    borne_by = serializers.CharField(max_length=300, allow_blank=True)
    safeguard = serializers.CharField(max_length=_LONG, allow_blank=True)
    owner = PersonNameField()
    due_on = serializers.DateField()
    pause_when = serializers.CharField(max_length=_LONG, allow_blank=True)
    renewed_reason = serializers.CharField(max_length=_LONG, allow_blank=True, default="")


class StageMoveSerializer(serializers.Serializer[Any]):
    """Moving on with six answers about each owed item, or back with a reason."""

    to_stage = serializers.ChoiceField(choices=Stage.choices)
    items = SixAnswersSerializer(many=True, default=list)
    reason = serializers.CharField(max_length=_LONG, allow_blank=True, default="")
    session = serializers.CharField(
        max_length=40,
        allow_blank=True,
        default="",
        help_text="Where it was discussed, as in WS-0001/2026-11-24; else `no_session_reason`.",
    )
    no_session_reason = serializers.CharField(max_length=_LONG, allow_blank=True, default="")
    seen = serializers.CharField(
        max_length=5000,
        allow_blank=True,
        default="",
        help_text="As /go-aheads/next/ gave it: refused where something changed since.",
    )


class SeenVersionSerializer(serializers.Serializer[Any]):
    """What the sender saw last."""

    version = serializers.IntegerField(required=False, min_value=1, help_text=_VERSION)


class ViewOnGoAheadSerializer(serializers.Serializer[Any]):
    """How you see it; words are needed where you see it differently."""

    view = serializers.ChoiceField(
        choices=[each for each in GoAheadViewKind.values if each != GoAheadViewKind.NO_ANSWER]
    )
    text = serializers.CharField(max_length=_LONG, allow_blank=True, default="")


class RenewalSerializer(SeenVersionSerializer):
    """Another day, with a reason."""

    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=_LONG)
    owner = PersonNameField(required=False)


class EscalationSerializer(serializers.ModelSerializer[Escalation]):
    """A question to an executive, both views, and what came of it."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    raised_by = PersonSerializer(read_only=True)
    put_to = PersonSerializer(read_only=True)
    named_owner = PersonSerializer(read_only=True, allow_null=True)
    session = serializers.SerializerMethodField()
    design_input = serializers.CharField(
        source="design_input.reference",
        default=None,
        read_only=True,
        help_text="Where it was discussed, as in IN-0041; null where it was not raised as one.",
    )
    is_decided_without_owner = serializers.BooleanField(read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Escalation
        fields: ClassVar = [
            "reference",
            "initiative",
            "kind",
            "topic",
            "asked",
            "session",
            "design_input",
            "no_session_reason",
            "is_emergency",
            "raised_by",
            "raised_party",
            "raised_at",
            "put_to",
            "business_view",
            "it_view",
            "answer",
            "answer_text",
            "answered_at",
            "named_owner",
            "ownership_accepted",
            "ownership_reason",
            "is_decided_without_owner",
            "version",
            "page",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "example": "WS-0001/2026-11-24"})
    def get_session(self, escalation: Escalation) -> str | None:
        """Where it was discussed: the standing session and the day of its slot."""
        return escalation.session.audit_ref if escalation.session else None


class SentEscalationSerializer(EscalationSerializer):
    """As it was sent; `heads_up` says where both sides had hardly talked about it."""

    heads_up = serializers.CharField(read_only=True)

    class Meta(EscalationSerializer.Meta):
        fields: ClassVar = [*EscalationSerializer.Meta.fields, "heads_up"]
        read_only_fields = fields


class ExecutiveQuestionSerializer(serializers.Serializer[Any]):
    """A question to an executive, with where it was discussed or why nowhere."""

    kind = serializers.ChoiceField(choices=EscalationKind.choices)
    topic = serializers.CharField(max_length=200)
    asked = serializers.CharField(max_length=_LONG)
    view = serializers.CharField(max_length=_LONG, help_text="How your side sees it.")
    put_to = PersonNameField(help_text="An executive, by id or e-mail address.")
    session = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="As in WS-0001/2026-11-24."
    )
    design_input = serializers.CharField(
        max_length=20, allow_blank=True, default="", help_text="As in IN-0041."
    )
    no_session_reason = serializers.CharField(max_length=_LONG, allow_blank=True, default="")
    is_emergency = serializers.BooleanField(default=False)


class SideViewSerializer(SeenVersionSerializer):
    """How your side sees it."""

    text = serializers.CharField(max_length=_LONG)


class ExecutiveAnswerSerializer(SeenVersionSerializer):
    """What the executive says."""

    answer = serializers.ChoiceField(choices=EscalationAnswer.choices)
    text = serializers.CharField(max_length=_LONG)
    owner = PersonNameField(required=False, help_text="Who is asked to own the decision.")


class NamedOwnerSerializer(SeenVersionSerializer):
    """Who is asked to own the decision."""

    owner = PersonNameField()


class OwnershipSerializer(SeenVersionSerializer):
    """Whether you own it; declining needs a reason."""

    accepts = serializers.BooleanField()
    reason = serializers.CharField(max_length=_LONG, allow_blank=True, default="")
