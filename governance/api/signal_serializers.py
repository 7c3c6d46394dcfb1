"""Shapes of signals, norms and figures."""

from typing import Any, ClassVar

from rest_framework import serializers

from governance.api.serializers import DesignInputSerializer
from governance.models import Signal
from governance.signals.findings import label_of
from governance.vocabulary import SignalSeverity, SignalState
from people.vocabulary import Party


class SignalSerializer(serializers.ModelSerializer[Signal]):
    """A pattern in the facts of an initiative, with its next step; it names nobody."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    label = serializers.SerializerMethodField()  # type: ignore[assignment]
    severity = serializers.ChoiceField(choices=SignalSeverity.choices, read_only=True)
    state = serializers.ChoiceField(choices=SignalState.choices, read_only=True)
    replied_party = serializers.ChoiceField(choices=Party.choices, allow_blank=True, read_only=True)
    next_step_page = serializers.CharField(source="address", read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)

    class Meta:
        model = Signal
        fields: ClassVar = [
            "id",
            "initiative",
            "detector",
            "label",
            "subject",
            "severity",
            "state",
            "facts",
            "next_step",
            "next_step_page",
            "found_at",
            "seen_at",
            "replied_party",
            "replied_at",
            "reason",
            "rests_until",
            "ended_at",
            "version",
            "page",
        ]
        read_only_fields = fields

    def get_label(self, signal: Signal) -> str:
        """What the pattern is called."""
        return label_of(signal.detector)


class SignalFilterSerializer(serializers.Serializer[Any]):
    """How a list of signals can be narrowed; never by person."""

    standing = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only those that stand, or ended."
    )
    detector = serializers.RegexField(r"^D[0-9]{2}\Z", required=False, help_text="As in D01.")
    severity = serializers.ChoiceField(SignalSeverity.choices, required=False)


class ExplanationSerializer(serializers.Serializer[Any]):
    """Why it is as it is."""

    reason = serializers.CharField(max_length=2000)
    version = serializers.IntegerField(
        required=False, help_text="What you have seen; refused where it changed since."
    )


class JointInputSerializer(serializers.Serializer[Any]):
    """The design inputs at both initiatives of a link that is there twice."""

    here = DesignInputSerializer()
    there = DesignInputSerializer()
    is_new = serializers.BooleanField()


class NormSerializer(serializers.Serializer[Any]):
    """A norm of the organisation with the value that holds."""

    name = serializers.CharField()
    label = serializers.CharField(source="definition.label")  # type: ignore[assignment]
    group = serializers.CharField()
    unit = serializers.CharField(source="definition.unit")
    value = serializers.IntegerField()
    proposed = serializers.IntegerField(source="definition.default")
    least = serializers.IntegerField(source="definition.least")
    most = serializers.IntegerField(source="definition.most")
    used_by = serializers.ListField(child=serializers.CharField(), source="definition.used_by")
    changed_at = serializers.DateTimeField(allow_null=True)


class NormValueSerializer(serializers.Serializer[Any]):
    """The value to set; a switch takes 0 or 1."""

    value = serializers.IntegerField(min_value=0, max_value=10_000)


class PracticeSerializer(serializers.Serializer[Any]):
    """One of the six practices; `in_place` is null where it cannot be said yet."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    in_place = serializers.BooleanField(allow_null=True)
    why = serializers.CharField()


class FigureSerializer(serializers.Serializer[Any]):
    """One figure in words, with what it is of."""

    id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    words = serializers.CharField()


class FiguresSerializer(serializers.Serializer[Any]):
    """Practices in place, n of 6, and every figure; no score."""

    in_place = serializers.IntegerField()
    of = serializers.IntegerField()
    practices = PracticeSerializer(many=True)
    figures = FigureSerializer(many=True)


class CountedPracticeSerializer(serializers.Serializer[Any]):
    """At how many initiatives a practice is in place, not yet, or cannot be said yet."""

    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    in_place = serializers.IntegerField()
    not_yet = serializers.IntegerField()
    unsaid = serializers.IntegerField()


class PortfolioFiguresSerializer(serializers.Serializer[Any]):
    """Practices and figures over the initiatives that somebody leads; none is ranked."""

    initiatives = serializers.IntegerField()
    practices = CountedPracticeSerializer(many=True)
    figures = FigureSerializer(many=True)
