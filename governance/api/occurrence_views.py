"""Endpoints for the dates of a standing working session."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as shapes
from rest_framework.fields import Field
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions
from governance.api import examples
from governance.api import session_serializers as serializers
from governance.api.series_views import TAGS, SeriesEndpoint
from governance.models import SessionOccurrence
from governance.sessions import queries
from governance.vocabulary import OccurrenceState
from initiatives.api.pagination import ByPlace
from initiatives.api.serializers import ReasonSerializer
from people.api.endpoint import Endpoint, Listing
from people.models import User


class OccurrenceFilterSerializer(shapes.Serializer[Any]):
    """How the dates of a session can be narrowed."""

    state = shapes.ChoiceField(OccurrenceState.choices, required=False)
    until = shapes.DateField(required=False, help_text="The last day, in your time zone.")

    def get_fields(self) -> dict[str, Field[Any, Any, Any, Any]]:
        """With `from`, which Python keeps for itself."""
        first = shapes.DateField(required=False, help_text="The first day, in your time zone.")
        return {"from": first, **super().get_fields()}


class OccurrenceEndpoint(Endpoint):
    """An address below one date of a standing session."""

    def occurrence(self) -> SessionOccurrence:
        """The date named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        return queries.find_occurrence(self.kwargs["reference"], self.kwargs["slot"], self.viewer)

    def shown(self, occurrence: SessionOccurrence) -> Response:
        """The date as it is now, with the sides that can come."""
        return _as_now(occurrence, self.viewer)


class Occurrences(Listing, SeriesEndpoint):
    """The dates of a standing session, and adding one beside the rhythm."""

    serializer_class = serializers.OccurrenceSerializer
    pagination_class = ByPlace
    keys = ("starts_at", "pk")

    @extend_schema(
        tags=TAGS,
        parameters=[OccurrenceFilterSerializer],
        responses=serializers.OccurrenceSerializer(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List the dates of a standing session in the order of time, eight weeks ahead."""
        rows = SessionOccurrence.objects.filter(series=self.series())
        return self.page_of(self._narrowed(rows))

    @extend_schema(
        tags=TAGS,
        request=serializers.ExtraSessionSerializer,
        responses={201: serializers.OccurrenceDetailSerializer},
        examples=[examples.EXTRA_SESSION],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Add one session beside the rhythm; a day has one session at most."""
        wanted = self.body(serializers.ExtraSessionSerializer)
        added = actions.add_extra_session(self.series(), **wanted, actor=self.viewer)
        return _as_now(added, self.viewer, status=201)

    def _narrowed(self, rows: QuerySet[SessionOccurrence]) -> QuerySet[SessionOccurrence]:
        read = OccurrenceFilterSerializer(data=self.request.query_params.dict())
        read.is_valid(raise_exception=True)
        wanted = read.validated_data
        if "state" in wanted:
            rows = rows.filter(state=wanted["state"])
        if "from" in wanted:
            rows = rows.filter(starts_at__gte=_midnight(wanted["from"], "from"))
        if "until" in wanted:
            rows = rows.filter(starts_at__lt=_midnight(wanted["until"], "until", later=1))
        return rows.select_related("rhythm", "series__initiative").prefetch_related("presences")


class Occurrence(OccurrenceEndpoint):
    """One date."""

    @extend_schema(tags=TAGS, responses=serializers.OccurrenceDetailSerializer)
    def get(self, request: Request, reference: str, slot: str) -> Response:
        """Show one session, named by the day its rhythm gave it, with the sides that can come."""
        return self.shown(self.occurrence())


class Move(OccurrenceEndpoint):
    """Another time."""

    @extend_schema(
        tags=TAGS,
        request=serializers.MoveSerializer,
        responses=serializers.OccurrenceDetailSerializer,
        examples=[examples.MOVE],
    )
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Meet at another time; the day in the address stays its name."""
        wanted = self.body(serializers.MoveSerializer)
        return self.shown(actions.move_occurrence(self.occurrence(), **wanted, actor=self.viewer))


class Cancellation(OccurrenceEndpoint):
    """It does not take place."""

    @extend_schema(
        tags=TAGS,
        request=ReasonSerializer,
        responses=serializers.OccurrenceDetailSerializer,
    )
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Say that a session does not take place, or did not, and why."""
        wanted = self.body(ReasonSerializer)
        return self.shown(actions.cancel_occurrence(self.occurrence(), **wanted, actor=self.viewer))


class Skip(OccurrenceEndpoint):
    """Left out as planned."""

    @extend_schema(
        tags=TAGS,
        request=ReasonSerializer,
        responses=serializers.OccurrenceDetailSerializer,
    )
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Leave a session out knowingly, before its time; it does not count as due."""
        wanted = self.body(ReasonSerializer)
        return self.shown(actions.skip_occurrence(self.occurrence(), **wanted, actor=self.viewer))


class Restoration(OccurrenceEndpoint):
    """After all."""

    @extend_schema(tags=TAGS, request=None, responses=serializers.OccurrenceDetailSerializer)
    def post(self, request: Request, reference: str, slot: str) -> Response:
        """Let a session that was called off take place after all, at the time it had."""
        return self.shown(actions.restore_occurrence(self.occurrence(), actor=self.viewer))


def _as_now(occurrence: SessionOccurrence, viewer: User, *, status: int = 200) -> Response:
    series, slot = occurrence.series.reference, occurrence.slot_on.isoformat()
    found: Any = queries.find_occurrence(series, slot, viewer)
    found.sides = [
        {"party": party, "comes": comes}
        for party, comes in sorted(queries.parties_that_come(found).items())
    ]
    return Response(serializers.OccurrenceDetailSerializer(found).data, status=status)


def _midnight(day: dt.date, field: str, *, later: int = 0) -> dt.datetime:
    """The beginning of the viewer's day, or of one some days later."""
    try:
        begin = dt.datetime.combine(day + dt.timedelta(days=later), dt.time())
        return timezone.make_aware(begin).astimezone(dt.UTC)
    except OverflowError:
        raise shapes.ValidationError({field: ["Take a day of these years."]}) from None
