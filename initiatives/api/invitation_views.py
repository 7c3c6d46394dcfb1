"""Endpoints for invitations."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives import actions, queries
from initiatives.api import invitation_serializers as serializers
from initiatives.api.pagination import NewestInvitationFirst, OldestInvitationFirst
from initiatives.models import Invitation
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing

TAGS = ["invitations"]


class InvitationEndpoint(Endpoint):
    """An address that answers with an invitation."""

    def shown(self, invitation: Invitation, *, status: int = 200) -> Response:
        """The invitation as it is now."""
        found = queries.find_invitation(str(invitation.pk), self.viewer)
        return Response(serializers.InvitationSerializer(found).data, status=status)


class WaitingInvitations(Listing):
    """What waits for the person who asks."""

    serializer_class = serializers.InvitationSerializer
    pagination_class = OldestInvitationFirst

    @extend_schema(tags=TAGS, responses=serializers.InvitationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the invitations that wait for your answer, oldest first."""
        return self.page_of(queries.invitations_waiting_for(self.viewer).select_related("invitee"))


class Invitations(Listing, InvitationEndpoint):
    """The invitations of one initiative, and inviting."""

    serializer_class = serializers.InvitationSerializer
    pagination_class = NewestInvitationFirst

    @extend_schema(tags=TAGS, responses=serializers.InvitationSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List every invitation to the initiative, newest first."""
        invitations = queries.invitations_of(queries.find_initiative(reference, self.viewer))
        return self.page_of(invitations.select_related("initiative"))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.InvitingSerializer,
        responses={201: serializers.InvitationSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Invite IT, by default who is on duty, with at least one open design question."""
        initiative = queries.find_initiative(reference, self.viewer)
        asked = self.body(serializers.InvitingSerializer)
        invitation = actions.invite_it(
            initiative, **asked, actor=self.viewer, submission_key=self.submission_key()
        )
        return self.shown(invitation, status=201)


class InvitationDetail(InvitationEndpoint):
    """One invitation."""

    @extend_schema(tags=TAGS, responses=serializers.InvitationSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Show an invitation."""
        found = queries.find_invitation(str(pk), self.viewer)
        return Response(serializers.InvitationSerializer(found).data)


class Acceptance(InvitationEndpoint):
    """Taking the seat."""

    @extend_schema(tags=TAGS, request=None, responses=serializers.InvitationSerializer)
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Accept: you sit at the table for IT from now on."""
        invitation = queries.find_invitation(str(pk), self.viewer)
        return self.shown(actions.accept_invitation(invitation, actor=self.viewer))


class Decline(InvitationEndpoint):
    """Passing the questions on."""

    @extend_schema(
        tags=TAGS,
        request=serializers.DecliningSerializer,
        responses=serializers.InvitationSerializer,
    )
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Decline with a reason and name a stand-in; `passed_on_to` is their invitation."""
        invitation = queries.find_invitation(str(pk), self.viewer)
        answer = self.body(serializers.DecliningSerializer)
        actions.decline_invitation(invitation, **answer, actor=self.viewer)
        return self.shown(invitation)
