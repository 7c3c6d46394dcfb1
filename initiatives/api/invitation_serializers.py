"""Shapes of invitations."""

from typing import Any, ClassVar

from rest_framework import serializers

from initiatives.models import Invitation
from people.api.fields import ArchitectField
from people.api.serializers import PersonSerializer


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """IT asked to the table."""

    initiative = serializers.CharField(source="initiative.reference", read_only=True)
    invitee = PersonSerializer(read_only=True)
    invited_by = PersonSerializer(read_only=True)
    open_questions = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields: ClassVar = [
            "id",
            "initiative",
            "invitee",
            "invited_by",
            "invited_at",
            "open_questions",
            "state",
            "answered_at",
            "decline_reason",
            "passed_on_to",
            "first_contribution_at",
        ]
        read_only_fields = fields

    def get_open_questions(self, invitation: Invitation) -> list[str]:
        """Design questions that are open."""
        return [question.text for question in invitation.open_questions.all()]


class InvitingSerializer(serializers.Serializer[Any]):
    """Design questions that are open, and whom to ask."""

    open_questions = serializers.ListField(child=serializers.CharField(allow_blank=True))
    invitee = ArchitectField(
        required=False, allow_null=True, help_text="Without it: who is on duty for the unit."
    )


class DecliningSerializer(serializers.Serializer[Any]):
    """Why not you, and who instead."""

    reason = serializers.CharField(allow_blank=True)
    stand_in = ArchitectField()
