"""Shapes of agendas, results, notes and agreed actions."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.api.people import PersonNameField
from governance.api.session_serializers import VERSION
from governance.models import AgendaItem, AgreedAction, SessionNote
from governance.vocabulary import (
    ConcernGroup,
    InputKind,
    InputState,
    ItemResult,
    OccurrenceState,
    StewardshipArea,
)
from people.api.serializers import PersonSerializer
from people.vocabulary import Party


class AgreedActionSerializer(serializers.ModelSerializer[AgreedAction]):
    """What a session agreed somebody will do by a day."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    series = serializers.CharField(source="item.occurrence.series.reference", read_only=True)
    slot_on = serializers.DateField(source="item.occurrence.slot_on", read_only=True)
    owner = PersonSerializer(read_only=True)
    owner_party = serializers.ChoiceField(choices=Party.choices, read_only=True)
    is_overdue = serializers.BooleanField(read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = AgreedAction
        fields: ClassVar = [
            "id",
            "initiative",
            "series",
            "slot_on",
            "text",
            "owner",
            "owner_party",
            "agreed_at",
            "due_on",
            "first_due_on",
            "carried_reason",
            "is_overdue",
            "done_at",
            "done_note",
            "version",
            "page",
        ]
        read_only_fields = fields


class CompletionSerializer(serializers.Serializer[Any]):
    """It is done."""

    note = serializers.CharField(default="", allow_blank=True, help_text="What came of it.")
    version = serializers.IntegerField(default=None, allow_null=True, help_text=VERSION)


class CarrySerializer(serializers.Serializer[Any]):
    """Another day, and perhaps another owner."""

    due_on = serializers.DateField(help_text="A day ahead.")
    reason = serializers.CharField(allow_blank=True)
    owner = PersonNameField(required=False, allow_null=True, help_text="Without it: as before.")
    version = serializers.IntegerField(default=None, allow_null=True, help_text=VERSION)


class NoteSerializer(serializers.ModelSerializer[SessionNote]):
    """What one person writes down about an item; nobody else writes into it."""

    author = PersonSerializer(read_only=True)
    author_party = serializers.ChoiceField(choices=Party.choices, read_only=True)

    class Meta:
        model = SessionNote
        fields: ClassVar = ["author", "author_party", "text", "version", "saved_at"]
        read_only_fields = fields


class OwnNoteSerializer(serializers.Serializer[Any]):
    """Your note on an item."""

    text = serializers.CharField(
        allow_blank=True, trim_whitespace=False, help_text="At most 5000 characters."
    )
    version = serializers.IntegerField(
        default=0, help_text="Your note's `version` as you last read it; 0 for a new one."
    )


class AgendaItemSerializer(serializers.ModelSerializer[AgendaItem]):
    """One point of an agenda and what it ended in."""

    name = serializers.CharField(
        read_only=True, help_text="What names it in addresses, percent-encoded there."
    )
    is_kept = serializers.SerializerMethodField()
    added_party = serializers.ChoiceField(choices=Party.choices, allow_blank=True, read_only=True)
    result = serializers.ChoiceField(choices=ItemResult.choices, allow_blank=True, read_only=True)
    result_party = serializers.ChoiceField(choices=Party.choices, allow_blank=True, read_only=True)
    raised_input = serializers.SerializerMethodField()
    agreed_action = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    page = serializers.CharField(
        source="address", read_only=True, help_text="Where it is answered, or empty."
    )

    class Meta:
        model = AgendaItem
        fields: ClassVar = [
            "name",
            "title",
            "why",
            "reference",
            "is_kept",
            "added_party",
            "result",
            "result_text",
            "result_party",
            "recorded_at",
            "raised_input",
            "agreed_action",
            "notes",
            "version",
            "page",
        ]
        read_only_fields = fields

    def get_is_kept(self, item: AgendaItem) -> bool:
        """False for what its source brings by itself and nobody has touched yet."""
        return item.pk is not None

    def get_raised_input(self, item: AgendaItem) -> str | None:
        """The design input it became."""
        return item.raised_input.reference if item.raised_input else None

    @extend_schema_field(AgreedActionSerializer(allow_null=True))
    def get_agreed_action(self, item: AgendaItem) -> Any:
        """Who does what by when: agreed here, or carried to another day here."""
        action = item.action if item.pk else None
        if action is None:
            return None
        action.item, action.initiative = item, item.occurrence.series.initiative
        return AgreedActionSerializer(action).data

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, item: AgendaItem) -> Any:
        """What people wrote down about it."""
        return NoteSerializer(item.notes.all() if item.pk else [], many=True).data


class AgendaSerializer(serializers.Serializer[Any]):
    """What to talk about, in order."""

    items = AgendaItemSerializer(many=True)
    settled = AgendaItemSerializer(
        many=True, help_text="Kept items that were answered elsewhere before they came up."
    )


class AddingSerializer(serializers.Serializer[Any]):
    """Something to talk about."""

    title = serializers.CharField(allow_blank=True, help_text="At most 300 characters.")
    why = serializers.CharField(default="", allow_blank=True, max_length=500)


class OrderSerializer(serializers.Serializer[Any]):
    """An item to move to another place."""

    item = serializers.CharField(help_text="Its `name`.")
    to = serializers.IntegerField(help_text="Its new place, counted from 0.")


class OutcomeSerializer(serializers.Serializer[Any]):
    """What an item ended in: one choice and one sentence."""

    result = serializers.ChoiceField(choices=ItemResult.choices)
    text = serializers.CharField(default="", allow_blank=True)
    owner = PersonNameField(
        required=False, allow_null=True, help_text="Needed for an action: who does it."
    )
    due_on = serializers.DateField(
        default=None,
        allow_null=True,
        help_text="Needed for an action: by when. For a deferral: until when.",
    )
    disposition = serializers.ChoiceField(
        choices=InputState.choices,
        default="",
        allow_blank=True,
        help_text="A decision about a design input may answer it.",
    )
    kind = serializers.ChoiceField(choices=InputKind.choices, default="", allow_blank=True)
    concern_group = serializers.ChoiceField(
        choices=ConcernGroup.choices, default="", allow_blank=True
    )
    stewardship_area = serializers.ChoiceField(
        choices=StewardshipArea.choices, default="", allow_blank=True
    )
    version = serializers.IntegerField(default=None, allow_null=True, help_text=VERSION)


class ResultsSerializer(serializers.Serializer[Any]):
    """What came out of a session."""

    state = serializers.ChoiceField(choices=OccurrenceState.choices)
    present = serializers.ListField(
        child=serializers.ChoiceField(choices=Party.choices),
        help_text="Which sides were in the room; never who.",
    )
    items = AgendaItemSerializer(many=True, help_text="Every item that has a result, in order.")
