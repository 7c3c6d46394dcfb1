"""The history of one initiative."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from audit.kinds import UnregisteredEventKindError, find_event_kind
from initiatives.api import history_serializers as serializers
from initiatives.api.views import InitiativeEndpoint
from initiatives.history import history_for
from people.api.endpoint import Listing
from people.api.pagination import ByIdDescending


class History(Listing, InitiativeEndpoint):
    """What happened, as the record keeps it."""

    serializer_class = serializers.EventSerializer
    pagination_class = ByIdDescending

    @extend_schema(
        tags=["history"],
        parameters=[OpenApiParameter("kind", str, description="As in `design_input.raised`.")],
        responses=serializers.EventSerializer(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List what happened to the initiative and all that belongs to it, newest first."""
        initiative = self.initiative()
        kind = request.query_params.get("kind", "")
        if kind:
            _refuse_unknown(kind)
        events = history_for(self.viewer, initiative)
        return self.page_of(events.filter(kind=kind) if kind else events)


def _refuse_unknown(kind: str) -> None:
    try:
        find_event_kind(kind)
    except UnregisteredEventKindError:
        message = "There is no such kind of event. Use `kind` as the history itself gives it."
        raise ValidationError({"kind": [message]}) from None
