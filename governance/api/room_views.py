"""Endpoints for what happens in a session: agenda, presence by side, notes, results."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions
from governance.api import agenda_serializers as serializers
from governance.api import examples
from governance.api.occurrence_views import OccurrenceEndpoint
from governance.api.people import at_table
from governance.api.series_views import TAGS
from governance.api.session_serializers import OccurrenceDetailSerializer, PresenceSerializer
from governance.models import AgendaItem, SessionOccurrence
from governance.sessions import queries
from governance.sessions.agenda import agenda_of, shown_to
from people.vocabulary import Party

ITEM_NAME = OpenApiParameter(
    "name",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    description="The item's `name`, percent-encoded, as in input:IN-0041.",
)


class RoomEndpoint(OccurrenceEndpoint):
    """An address for working in one session."""

    def agenda(self, occurrence: SessionOccurrence, *, status: int = 200) -> Response:
        """The agenda as it stands now."""
        agenda = agenda_of(occurrence, self.viewer)
        return Response(serializers.AgendaSerializer(agenda).data, status=status)

    def item(self, item: AgendaItem) -> Response:
        """The item as it stands now."""
        stored = queries.stored_agenda(item.occurrence)
        found = next(each for each in stored if each.pk == item.pk)
        return Response(serializers.AgendaItemSerializer(found).data)

    def results(self, occurrence: SessionOccurrence) -> Response:
        """What came out so far."""
        noted = {each.party for each in occurrence.presences.all()}
        recorded = [each for each in queries.stored_agenda(occurrence) if each.result]
        came_out = {
            "state": occurrence.state,
            "present": [party for party in Party if party in noted],
            "items": shown_to(self.viewer, recorded, occurrence.series.initiative),
        }
        return Response(serializers.ResultsSerializer(came_out).data)


class Opening(RoomEndpoint):
    """Beginning the session."""

    @extend_schema(tags=TAGS, request=None, responses=OccurrenceDetailSerializer)
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Open a session, or its recording afterwards; your side is noted as present."""
        return self.shown(actions.open_session(self.occurrence(), actor=self.viewer))


class Presence(RoomEndpoint):
    """Which sides are in the room."""

    @extend_schema(
        tags=TAGS,
        request=PresenceSerializer,
        responses=OccurrenceDetailSerializer,
        examples=[examples.PRESENCE],
    )
    def put(self, request: Request, reference: str, slot: str) -> Response:
        """Say that a side is in the room, or is not; never who."""
        wanted = self.body(PresenceSerializer)
        return self.shown(actions.note_presence(self.occurrence(), **wanted, actor=self.viewer))


class Closing(RoomEndpoint):
    """Ending the session."""

    @extend_schema(tags=TAGS, request=None, responses=serializers.ResultsSerializer)
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Close a session: what has no result comes again, and all are told what came out."""
        actions.close_session(self.occurrence(), actor=self.viewer)
        return self.results(self.occurrence())


class Results(RoomEndpoint):
    """What came out."""

    @extend_schema(tags=TAGS, responses=serializers.ResultsSerializer, examples=[examples.RESULTS])
    def get(self, request: Request, reference: str, slot: str) -> Response:
        """Show what came out of a session: results, and the sides that were there."""
        return self.results(self.occurrence())


class SessionAgenda(RoomEndpoint):
    """What to talk about."""

    @extend_schema(tags=TAGS, responses=serializers.AgendaSerializer)
    def get(self, request: Request, reference: str, slot: str) -> Response:
        """Show the agenda in order, with what it takes in by itself."""
        return self.agenda(self.occurrence())

    @extend_schema(
        tags=TAGS,
        request=serializers.AddingSerializer,
        responses={201: serializers.AgendaItemSerializer},
        examples=[examples.AGENDA_ITEM],
    )
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Put something on the agenda."""
        wanted = self.body(serializers.AddingSerializer)
        item = actions.add_agenda_item(self.occurrence(), **wanted, actor=self.viewer)
        return Response(serializers.AgendaItemSerializer(item).data, status=201)


class AgendaOrder(RoomEndpoint):
    """The order of the agenda."""

    @extend_schema(
        tags=TAGS, request=serializers.OrderSerializer, responses=serializers.AgendaSerializer
    )
    def put(self, request: Request, reference: str, slot: str) -> Response:
        """Move an item to another place; the others close ranks."""
        wanted = self.body(serializers.OrderSerializer)
        occurrence = self.occurrence()
        actions.reorder_agenda(occurrence, wanted["item"], to=wanted["to"], actor=self.viewer)
        return self.agenda(occurrence)


class Item(RoomEndpoint):
    """One point of an agenda."""

    @extend_schema(tags=TAGS, parameters=[ITEM_NAME], responses={204: None})
    def delete(self, request: Request, reference: str, slot: str, name: str) -> Response:
        """Take an item off this agenda; what it came from stays open."""
        actions.drop_agenda_item(self.occurrence(), name, actor=self.viewer)
        return Response(status=204)


class Note(RoomEndpoint):
    """What the person writes down about an item."""

    @extend_schema(
        tags=TAGS,
        parameters=[ITEM_NAME],
        request=serializers.OwnNoteSerializer,
        responses=serializers.NoteSerializer,
    )
    def put(self, request: Request, reference: str, slot: str, name: str) -> Response:
        """Keep your note on an item; nobody else writes into it."""
        wanted = self.body(serializers.OwnNoteSerializer)
        note = actions.save_note(self.occurrence(), name, **wanted, actor=self.viewer)
        return Response(serializers.NoteSerializer(note).data)


class Result(RoomEndpoint):
    """What an item ended in."""

    @extend_schema(
        tags=TAGS,
        parameters=[ITEM_NAME],
        request=serializers.OutcomeSerializer,
        responses=serializers.AgendaItemSerializer,
        examples=[examples.ACTION, examples.DECISION],
    )
    def put(self, request: Request, reference: str, slot: str, name: str) -> Response:
        """Say what an item ended in, in one sentence; saying it again replaces it."""
        wanted = self.body(serializers.OutcomeSerializer)
        version, owner = wanted.pop("version"), wanted.pop("owner", None)
        occurrence = self.occurrence()
        outcome = actions.Outcome(
            **wanted,
            owner=at_table(occurrence.series.initiative, owner, "owner") if owner else None,
        )
        item = actions.record_result(occurrence, name, outcome, actor=self.viewer, version=version)
        return self.item(item)
