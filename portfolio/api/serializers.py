"""Shapes of the portfolio's figures."""

from typing import Any

from rest_framework import serializers

from initiatives.vocabulary import Stage, Status
from portfolio.queries import Waiting


class StageCountSerializer(serializers.Serializer[Any]):
    """How many initiatives stand somewhere."""

    stage = serializers.ChoiceField(choices=Stage.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    count = serializers.IntegerField()


class UnitCountSerializer(serializers.Serializer[Any]):
    """How many initiatives a unit has."""

    unit = serializers.IntegerField()
    unit_name = serializers.CharField()
    count = serializers.IntegerField()


class WaitingSerializer(serializers.Serializer[Waiting]):
    """How much of something waits, and since when the oldest does."""

    count = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)


class BusinessOwesSerializer(serializers.Serializer[Any]):
    """What business owes IT."""

    answers = WaitingSerializer(help_text="Design inputs of IT without an answer.")
    invitations = WaitingSerializer(help_text="Initiatives where IT is not invited yet.")


class ItOwesSerializer(serializers.Serializer[Any]):
    """What IT owes business."""

    answers = WaitingSerializer(help_text="Design inputs of business without an answer.")
    invitations = WaitingSerializer(help_text="Invitations without an answer.")


class BothOweSerializer(serializers.Serializer[Any]):
    """What waits for each side, never one without the other."""

    business = BusinessOwesSerializer()
    it = ItOwesSerializer()


class AggregateSerializer(serializers.Serializer[Any]):
    """A median with the number it rests on; null below five."""

    median = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    left_out = serializers.IntegerField(help_text="Told afterwards, so not counted.")


class InvolvementSerializer(serializers.Serializer[Any]):
    """How early IT came to the table, from times noted as they happened."""

    days_from_invitation_to_shortlist = AggregateSerializer()
    share_of_decisions_still_open = AggregateSerializer(help_text="When IT joined, 0 to 1.")
    invited_before_shortlist = serializers.IntegerField(help_text="Of those `decided`.")
    decided = serializers.IntegerField()


class SummarySerializer(serializers.Serializer[Any]):
    """Every initiative that the person may see, counted."""

    stages = StageCountSerializer(many=True)
    units = UnitCountSerializer(many=True)
    waiting = BothOweSerializer()
    involvement = InvolvementSerializer()
