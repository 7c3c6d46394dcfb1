"""Endpoints for the standing working session and its rhythm."""

import datetime as dt
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as shapes
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions
from governance.api import examples
from governance.api import session_serializers as serializers
from governance.api.people import at_table
from governance.models import SessionOccurrence, SessionSeries
from governance.sessions import queries
from governance.vocabulary import OccurrenceState
from initiatives.api.pagination import ByPlace
from initiatives.api.serializers import ReasonSerializer
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from initiatives.policies import sits_at
from initiatives.queries import find_initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.errors import InvalidInput
from people.models import User
from people.permissions import Permission
from people.vocabulary import Party

TAGS = ["working-sessions"]
_STILL_NEXT = dt.timedelta(hours=12)


class SeriesFilterSerializer(shapes.Serializer[Any]):
    """How a list of standing sessions can be narrowed; never by person."""

    initiative = shapes.CharField(required=False, help_text="A reference.")
    state = shapes.ChoiceField(["open", "ended"], required=False)


class SeriesListing(Listing):
    """A list of standing sessions, the last begun first."""

    serializer_class = serializers.SeriesSerializer
    pagination_class = ByPlace
    keys = ("-started_at", "-pk")

    def narrowed(self, rows: QuerySet[SessionSeries]) -> QuerySet[SessionSeries]:
        """The rows that the address asks for, with what a row shows.

        Raises:
            ValidationError: a value is none of the choices.
        """
        read = SeriesFilterSerializer(data=self.request.query_params.dict())
        read.is_valid(raise_exception=True)
        wanted = read.validated_data
        if "initiative" in wanted:
            rows = rows.filter(initiative__reference=wanted["initiative"])
        if "state" in wanted:
            rows = rows.filter(ended_at__isnull=wanted["state"] == "open")
        coming = SessionOccurrence.objects.filter(
            series=OuterRef("pk"),
            state__in=OccurrenceState.expected(),
            starts_at__gte=timezone.now() - _STILL_NEXT,
        ).order_by("starts_at")
        return (
            rows.select_related("initiative", "business_facilitator", "it_facilitator")
            .prefetch_related("rhythms")
            .annotate(
                next_on=Subquery(coming.values("slot_on")[:1]),
                next_starts_at=Subquery(coming.values("starts_at")[:1]),
            )
        )


class SeriesEndpoint(Endpoint):
    """An address below one standing session."""

    def series(self) -> SessionSeries:
        """The series named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        return queries.find_series(self.kwargs["reference"], self.viewer)

    def shown(self, series: SessionSeries, *, status: int = 200) -> Response:
        """The series as it is now."""
        found: Any = queries.find_series(series.reference, self.viewer)
        coming = queries.next_occurrence(found)
        found.next_on = coming.slot_on if coming else None
        found.next_starts_at = coming.starts_at if coming else None
        return Response(serializers.SeriesSerializer(found).data, status=status)


class WorkingSessions(SeriesListing, SeriesEndpoint):
    """The standing sessions of every initiative that the person may see, and beginning one."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[SeriesFilterSerializer],
        responses=serializers.SeriesSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the standing sessions of all initiatives you may see, the last begun first."""
        return self.page_of(self.narrowed(queries.series_visible_to(self.viewer)))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.BeginningSerializer,
        responses={201: serializers.SeriesSerializer},
        examples=[examples.BEGINNING, examples.SERIES],
    )
    def post(self, request: Request) -> Response:
        """Begin a standing session; what is left out is as Joinery proposes it."""
        wanted = self.body(serializers.BeginningSerializer)
        initiative, place = wanted.pop("initiative"), wanted.pop("place")
        series = actions.start_series(
            self._named(initiative),
            actions.WantedRhythm(**wanted),
            place=place,
            actor=self.viewer,
            submission_key=self.submission_key(),
        )
        return self.shown(series, status=201)

    def _named(self, reference: str) -> Initiative:
        try:
            return find_initiative(reference, self.viewer)
        except Http404 as error:
            raise InvalidInput(
                "There is no such initiative, or you may not know of it.",
                way_out="Look in /api/v1/initiatives/.",
                field="initiative",
            ) from error


class SessionsOfInitiative(SeriesListing, InitiativeEndpoint):
    """The standing sessions of one initiative: at most one open, and those that ended."""

    @extend_schema(
        tags=TAGS,
        parameters=[SeriesFilterSerializer],
        responses=serializers.SeriesSerializer(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List the standing sessions of an initiative, the last begun first."""
        return self.page_of(
            self.narrowed(SessionSeries.objects.filter(initiative=self.initiative()))
        )


class WorkingSession(SeriesEndpoint):
    """One standing session."""

    @extend_schema(tags=TAGS, responses=serializers.SeriesSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show a standing session with its rhythm and what comes next."""
        return self.shown(self.series())

    @extend_schema(
        tags=TAGS,
        request=serializers.ArrangementSerializer,
        responses=serializers.SeriesSerializer,
        examples=[examples.ARRANGEMENT],
    )
    def patch(self, request: Request, reference: str) -> Response:
        """Say where it meets and who runs it for each side; what is left out stays."""
        series = self.series()
        given = self.body(serializers.ArrangementSerializer)
        version = given.get("version")
        series = actions.arrange_series(
            series,
            place=given.get("place", series.place),
            business_facilitator=_facilitator(series, given, Party.BUSINESS),
            it_facilitator=_facilitator(series, given, Party.IT),
            actor=self.viewer,
            # What is left out was read just now; a change in between must not be undone by it.
            version=series.version if version is None else version,
        )
        return self.shown(series)


class Rhythm(SeriesEndpoint):
    """When it meets."""

    @extend_schema(
        tags=TAGS,
        request=serializers.RhythmChangeSerializer,
        responses=serializers.SeriesSerializer,
        examples=[examples.RHYTHM],
    )
    def put(self, request: Request, reference: str) -> Response:
        """Meet differently from a day on; what was before stays as it was."""
        wanted = self.body(serializers.RhythmChangeSerializer)
        version = wanted.pop("version")
        rhythm = actions.WantedRhythm(**wanted)
        return self.shown(
            actions.change_rhythm(self.series(), rhythm, actor=self.viewer, version=version)
        )


class Ending(SeriesEndpoint):
    """Ending it while the initiative goes on."""

    @extend_schema(tags=TAGS, request=ReasonSerializer, responses=serializers.SeriesSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """End a standing session while the initiative goes on; another can begin."""
        reason = self.body(ReasonSerializer)["reason"]
        return self.shown(actions.end_series(self.series(), reason=reason, actor=self.viewer))


def _facilitator(series: SessionSeries, given: dict[str, Any], party: Party) -> User | None:
    """Whom the request names for the side, else who runs it now and still sits there."""
    field = f"{party.value}_facilitator"
    if field not in given:
        now = series.facilitator(party)
        return now if now and sits_at(now, series.initiative, party) else None
    name = given[field]
    return at_table(series.initiative, name, field) if name else None
