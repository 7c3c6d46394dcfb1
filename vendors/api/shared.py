"""What shapes of this app's endpoints have in common."""

from typing import Any

from rest_framework import serializers

from vendors.vocabulary import SIDES

LONG = 2000
LONGER = 5000
SIDE_CHOICES = [(side.value, side.label) for side in SIDES]
_VERSION = "What you saw last; left out, it is done whatever changed meanwhile."


class SeenSerializer(serializers.Serializer[Any]):
    """What the sender saw last."""

    version = serializers.IntegerField(required=False, min_value=0, help_text=_VERSION)


class WhySerializer(serializers.Serializer[Any]):
    """A reason in a sentence."""

    reason = serializers.CharField(max_length=LONG, allow_blank=True, default="")
