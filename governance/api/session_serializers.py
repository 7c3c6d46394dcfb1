"""Shapes of the standing working session, its rhythm and its dates."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from governance.api.people import PersonNameField
from governance.models import SessionOccurrence, SessionRhythm, SessionSeries
from governance.sessions.telling import rhythm_of
from governance.vocabulary import OccurrenceState, SessionPurpose
from people.api.serializers import PersonSerializer
from people.models import User
from people.vocabulary import Party

VERSION = "`version` as you last read it; without it you change what stands there now."


class RhythmSerializer(serializers.ModelSerializer[SessionRhythm]):
    """When a series meets, from one day to another."""

    words = serializers.SerializerMethodField()
    starts_at = serializers.TimeField(
        format="%H:%M", read_only=True, help_text="Wall clock in `time_zone`."
    )

    class Meta:
        model = SessionRhythm
        fields: ClassVar = [
            "rule",
            "words",
            "first_on",
            "last_on",
            "starts_at",
            "time_zone",
            "minutes",
        ]
        read_only_fields = fields

    def get_words(self, row: SessionRhythm) -> str:
        """As people say it: every two weeks on Tuesday, 10:00 to 10:45."""
        return rhythm_of(row).in_words()


class SeriesSerializer(serializers.ModelSerializer[SessionSeries]):
    """The standing working session of an initiative."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    rhythm = serializers.SerializerMethodField()
    business_facilitator = serializers.SerializerMethodField()
    it_facilitator = serializers.SerializerMethodField()
    next_on = serializers.DateField(
        read_only=True, allow_null=True, help_text="The day that names the next session."
    )
    next_starts_at = serializers.DateTimeField(read_only=True, allow_null=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = SessionSeries
        fields: ClassVar = [
            "reference",
            "initiative",
            "rhythm",
            "place",
            "business_facilitator",
            "it_facilitator",
            "next_on",
            "next_starts_at",
            "started_at",
            "ended_at",
            "version",
            "page",
        ]
        read_only_fields = fields

    @extend_schema_field(RhythmSerializer(allow_null=True))
    def get_rhythm(self, series: SessionSeries) -> Any:
        """The rule kept last, also while the session rests; extra sessions are not in it."""
        rules = [each for each in series.rhythms.all() if each.rule]
        return RhythmSerializer(rules[-1]).data if rules else None

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_business_facilitator(self, series: SessionSeries) -> Any:
        """Who runs it for business; null while nobody does."""
        return _person(series.facilitator(Party.BUSINESS))

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_it_facilitator(self, series: SessionSeries) -> Any:
        """Who runs it for IT; null while nobody does."""
        return _person(series.facilitator(Party.IT))


class WantedRhythmSerializer(serializers.Serializer[Any]):
    """When to meet; what is left out stays as it is, or as it is proposed at the beginning."""

    rule = serializers.CharField(
        default="",
        allow_blank=True,
        help_text="An RRULE without an end, as in FREQ=WEEKLY;INTERVAL=2;BYDAY=TU.",
    )
    first_on = serializers.DateField(
        default=None, allow_null=True, help_text="A day ahead that falls on the rule."
    )
    starts_at = serializers.TimeField(
        default=None, allow_null=True, help_text="Wall clock in `time_zone`, as in 10:00."
    )
    time_zone = serializers.CharField(
        default="", allow_blank=True, help_text="As in Europe/Berlin; clocks may change, it stays."
    )
    minutes = serializers.IntegerField(default=None, allow_null=True, help_text="5 to 480.")


class BeginningSerializer(WantedRhythmSerializer):
    """A standing session to begin; only the initiative is needed."""

    initiative = serializers.CharField(help_text="Its reference, as in AI-2026-0001.")
    place = serializers.CharField(
        default="", allow_blank=True, help_text="A room or a link; at most 300 characters."
    )


class RhythmChangeSerializer(WantedRhythmSerializer):
    """Another rhythm from a day on; what was before stays as it was."""

    version = serializers.IntegerField(default=None, allow_null=True, help_text=VERSION)


class ArrangementSerializer(serializers.Serializer[Any]):
    """Where it meets and who runs it; what is left out stays."""

    place = serializers.CharField(required=False, allow_blank=True)
    business_facilitator = PersonNameField(required=False, allow_null=True)
    it_facilitator = PersonNameField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False, allow_null=True, help_text=VERSION)


class OccurrenceSerializer(serializers.ModelSerializer[SessionOccurrence]):
    """One date of a working session."""

    series = serializers.CharField(source="series.reference", read_only=True)
    initiative = serializers.CharField(source="series.initiative.reference", read_only=True)
    slot_on = serializers.DateField(
        read_only=True, help_text="The day its rhythm gave it; it names it, wherever it moves."
    )
    state = serializers.ChoiceField(choices=OccurrenceState.choices, read_only=True)
    purpose = serializers.ChoiceField(choices=SessionPurpose.choices, read_only=True)
    ends_at = serializers.DateTimeField(read_only=True)
    time_zone = serializers.CharField(source="rhythm.time_zone", read_only=True)
    is_unrecorded = serializers.BooleanField(
        read_only=True, help_text="Its time has passed and nobody has said what came of it."
    )
    present = serializers.SerializerMethodField()
    version = serializers.IntegerField(source="sequence", read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = SessionOccurrence
        fields: ClassVar = [
            "series",
            "initiative",
            "slot_on",
            "starts_at",
            "ends_at",
            "minutes",
            "time_zone",
            "purpose",
            "state",
            "reason",
            "opened_at",
            "closed_at",
            "is_unrecorded",
            "present",
            "version",
            "page",
        ]
        read_only_fields = fields

    def get_present(self, occurrence: SessionOccurrence) -> list[Party]:
        """Which sides were in the room; never who."""
        noted = {each.party for each in occurrence.presences.all()}
        return [party for party in Party if party in noted]


class ComingSerializer(serializers.Serializer[Any]):
    """Whether a side can come; never who."""

    party = serializers.ChoiceField(choices=Party.choices)
    comes = serializers.BooleanField(
        help_text="False once everybody of that side has said that it does not fit."
    )


class OccurrenceDetailSerializer(OccurrenceSerializer):
    """One date with the sides that can come to it."""

    sides = ComingSerializer(many=True, read_only=True)

    class Meta(OccurrenceSerializer.Meta):
        fields: ClassVar = [*OccurrenceSerializer.Meta.fields, "sides"]
        read_only_fields = fields


class ExtraSessionSerializer(serializers.Serializer[Any]):
    """One session beside the rhythm."""

    day = serializers.DateField(help_text="A day ahead without a session of the series.")
    starts_at = serializers.TimeField(help_text="On the series' own clock, as in 14:30.")
    minutes = serializers.IntegerField(
        default=None, allow_null=True, help_text="Without it: as long as usual."
    )
    purpose = serializers.ChoiceField(
        choices=SessionPurpose.choices, default=SessionPurpose.ORDINARY
    )
    reason = serializers.CharField(allow_blank=True)


class MoveSerializer(serializers.Serializer[Any]):
    """Another time for one date."""

    starts_at = serializers.DateTimeField(
        help_text="With its offset; without one it is in the time zone of your profile."
    )
    minutes = serializers.IntegerField(
        default=None, allow_null=True, help_text="Without it: as long as before."
    )
    reason = serializers.CharField(default="", allow_blank=True)
    purpose = serializers.ChoiceField(
        choices=SessionPurpose.choices,
        default=None,
        allow_null=True,
        help_text="Without it: as before.",
    )
    version = serializers.IntegerField(default=None, allow_null=True, help_text=VERSION)


class PresenceSerializer(serializers.Serializer[Any]):
    """A side is in the room, or is not."""

    party = serializers.ChoiceField(choices=Party.choices)
    present = serializers.BooleanField()


def _person(user: User | None) -> Any:
    return PersonSerializer(user).data if user else None
