"""Endpoints for moving on, for the views on it, and for what is carried forward."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions, clarity_links, moving
from governance.api import moving_serializers as serializers
from governance.api.people import at_table
from governance.api.sessions_named import session_named
from governance.carried import load_carried, open_carried
from governance.models import CarriedItem, GoAhead
from governance.moving_needs import needs_of, seen_now
from governance.moving_reads import find_carried_item, find_go_ahead, go_aheads_of
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing
from people.api.pagination import Cursor

TAGS = ["go-aheads"]
_PK = OpenApiParameter("pk", int, OpenApiParameter.PATH)

MOVE = OpenApiExample(
    "On to selection with one item carried forward",
    {
        "to_stage": "selection",
        "items": [
            {
                "key": "field:DO-7",
                "reason": "learning_needed",
                "reason_text": "The shortlist tells whom it touches.",
                "borne_by": "Planners of Plant North",
                "safeguard": "No real data before it is answered.",
                "owner": "lead@example.org",
                "due_on": "2026-12-10",
                "pause_when": "A vendor asks for customer data.",
            }
        ],
        "session": "WS-0001/2026-11-24",
    },
    request_only=True,
)


class NewestMoveFirst(Cursor):
    """Go-aheads, the newest at the top."""

    ordering = ("-recorded_at", "-pk")


class GoAheads(Listing, InitiativeEndpoint):
    """The moves of one initiative, and recording one."""

    serializer_class = serializers.GoAheadSerializer
    pagination_class = NewestMoveFirst

    @extend_schema(tags=TAGS, responses=serializers.GoAheadSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the go-aheads of an initiative, the newest first."""
        return self.page_of(_listed(self.initiative()))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.StageMoveSerializer,
        responses={201: serializers.GoAheadSerializer},
        examples=[MOVE],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Move on, or go back; where two posts carry the result it waits for the other one."""
        initiative = self.initiative()
        wanted = self.body(serializers.StageMoveSerializer)
        items, named = wanted.pop("items"), wanted.pop("session")
        move = actions.Move(
            **wanted,
            items=tuple(_carry(initiative, each) for each in items),
            session=session_named(initiative, named),
        )
        done = actions.record_go_ahead(
            initiative, move, actor=self.viewer, submission_key=self.submission_key()
        )
        return _shown(done, self.viewer, status=201)


class NextMove(InitiativeEndpoint):
    """What the next move needs."""

    @extend_schema(tags=TAGS, responses=serializers.PreparationSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show what the next move needs, who records it, and what the floor lacks."""
        initiative = self.initiative()
        needs, to_stage = needs_of(initiative), moving.next_stage(initiative)
        prepared = {
            "to_stage": to_stage,
            "seen": seen_now(initiative, needs),
            "latest_due_on": moving.latest_due(initiative, to_stage) if to_stage else None,
            "owed": needs if to_stage else [],
            "carriers": moving.carriers(initiative) if to_stage else [],
            "floor": clarity_links.missing_from_floor(initiative, to_stage) if to_stage else [],
        }
        return Response(serializers.PreparationSerializer(prepared).data)


class GoAheadDetail(Endpoint):
    """One go-ahead."""

    @extend_schema(tags=TAGS, parameters=[_PK], responses=serializers.GoAheadSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show a go-ahead with what it carried and how both sides see it."""
        return _shown(find_go_ahead("", pk, self.viewer), self.viewer)


class Joining(Endpoint):
    """The other post records it too."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.SeenVersionSerializer,
        responses=serializers.GoAheadSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Join a waiting go-ahead; it takes effect."""
        wanted = self.body(serializers.SeenVersionSerializer)
        found = find_go_ahead("", pk, self.viewer)
        return _shown(actions.join_go_ahead(found, **wanted, actor=self.viewer), self.viewer)


class Withdrawal(Endpoint):
    """Taking a waiting go-ahead back."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.SeenVersionSerializer,
        responses=serializers.GoAheadSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take a waiting go-ahead back; it stays readable."""
        wanted = self.body(serializers.SeenVersionSerializer)
        found = find_go_ahead("", pk, self.viewer)
        return _shown(actions.withdraw_go_ahead(found, **wanted, actor=self.viewer), self.viewer)


class OwnView(Endpoint):
    """How the person sees a go-ahead."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.ViewOnGoAheadSerializer,
        responses=serializers.GoAheadSerializer,
    )
    def put(self, request: Request, pk: int) -> Response:
        """Say how you see a go-ahead; it never stops the move."""
        wanted = self.body(serializers.ViewOnGoAheadSerializer)
        found = find_go_ahead("", pk, self.viewer)
        actions.record_go_ahead_view(found, **wanted, actor=self.viewer)
        return _shown(found, self.viewer)


class CarriedItems(InitiativeEndpoint):
    """What is carried forward at one initiative."""

    @extend_schema(tags=TAGS, responses=serializers.CarriedItemSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List what is carried forward and still open, what is due first at the top."""
        initiative = self.initiative()
        load_carried([initiative])
        items = open_carried(initiative)
        return Response(serializers.CarriedItemSerializer(items, many=True).data)


class Renewal(Endpoint):
    """Another day for a carried item."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.RenewalSerializer,
        responses=serializers.CarriedItemSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Carry an item on to another day, with a reason; what was promised first stays."""
        item = find_carried_item("", pk, self.viewer)
        wanted = self.body(serializers.RenewalSerializer)
        owner = wanted.pop("owner", None)
        kept = actions.renew_carried_item(
            item,
            **wanted,
            owner=at_table(item.initiative, owner, "owner") if owner else None,
            actor=self.viewer,
        )
        return Response(serializers.CarriedItemSerializer(kept).data)


class CarriedItemDetail(Endpoint):
    """One carried item."""

    @extend_schema(tags=TAGS, parameters=[_PK], responses=serializers.CarriedItemSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show a carried item with the six answers about it."""
        found: CarriedItem = find_carried_item("", pk, self.viewer)
        return Response(serializers.CarriedItemSerializer(found).data)


def _listed(initiative: Initiative) -> QuerySet[GoAhead]:
    return (
        go_aheads_of(initiative)
        .prefetch_related("items__initiative")
        .select_related("initiative", "recorded_by", "joined_by", "session__series")
    )


def _shown(go_ahead: GoAhead, viewer: Any, *, status: int = 200) -> Response:
    """The go-ahead as it is now."""
    found = find_go_ahead("", go_ahead.pk, viewer)
    return Response(serializers.GoAheadSerializer(found).data, status=status)


def _carry(initiative: Initiative, given: dict[str, Any]) -> actions.Carry:
    name = given.pop("owner")
    owner = at_table(initiative, name, f"{given['key']}.owner")
    return actions.Carry(**given, owner=owner)
