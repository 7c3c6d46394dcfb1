"""Endpoints for what a person has typed and not registered yet."""

import uuid

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives import actions, desk_queries
from initiatives.api import serializers
from initiatives.api.pagination import LastSavedFirst
from initiatives.models import RegistrationDraft
from people.api.endpoint import Endpoint, Listing

TAGS = ["registration-drafts"]


class Drafts(Listing):
    """The person's own drafts."""

    serializer_class = serializers.DraftSerializer
    pagination_class = LastSavedFirst

    @extend_schema(tags=TAGS, responses=serializers.DraftSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List your drafts; nobody else sees them, and they go after 14 days."""
        return self.page_of(desk_queries.drafts_of(self.viewer))

    @extend_schema(
        tags=TAGS,
        request=serializers.DraftSerializer,
        responses={201: serializers.DraftSerializer},
    )
    def post(self, request: Request) -> Response:
        """Keep what you have so far."""
        content = self.body(serializers.DraftSerializer)
        draft = actions.save_draft(content, actor=self.viewer)
        return Response(serializers.DraftSerializer(draft).data, status=201)


class DraftDetail(Endpoint):
    """One draft of the person who asks."""

    def draft(self, pk: uuid.UUID) -> RegistrationDraft:
        """The draft.

        Raises:
            Http404: there is none of theirs.
        """
        found = desk_queries.find_draft(pk, self.viewer)
        if found is None:
            raise Http404
        return found

    @extend_schema(tags=TAGS, responses=serializers.DraftSerializer)
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Show a draft."""
        return Response(serializers.DraftSerializer(self.draft(pk)).data)

    @extend_schema(
        tags=TAGS, request=serializers.DraftSerializer, responses=serializers.DraftSerializer
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change a draft; what you leave out stays."""
        draft = self.draft(pk)
        changes = self.body(serializers.DraftSerializer, partial=True)
        draft = actions.save_draft({**draft.content, **changes}, actor=self.viewer, draft=draft)
        return Response(serializers.DraftSerializer(draft).data)

    @extend_schema(tags=TAGS, responses={204: None})
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Discard a draft."""
        actions.discard_draft(self.draft(pk), actor=self.viewer)
        return Response(status=204)
