"""Endpoints for signals, norms and figures."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance.actions.joint_inputs import raise_joint_input
from governance.actions.norms import change_norm
from governance.actions.signals import acknowledge_signal, explain_signal
from governance.api import signal_serializers as serializers
from governance.figures.practices import OF, PRACTICES, in_place
from governance.figures.queries import figures_of, portfolio_facts, practices_counted
from governance.figures.telling import told
from governance.models import Signal
from governance.norms import NORMS, may_read_norms, norms_in_force
from governance.signals.queries import find_signal, signals_visible_to
from initiatives.api.views import InitiativeEndpoint
from people.api.endpoint import Endpoint, Listing, holding
from people.api.pagination import Cursor
from people.errors import NotPermitted
from people.permissions import Permission

TAGS = ["signals"]
_PK = OpenApiParameter("pk", int, OpenApiParameter.PATH)


class NewestSignalFirst(Cursor):
    """Signals, newest first."""

    ordering = ("-found_at", "-pk")


class SignalListing(Listing):
    """A list of signals."""

    serializer_class = serializers.SignalSerializer
    pagination_class = NewestSignalFirst

    def narrowed(self, rows: QuerySet[Signal]) -> QuerySet[Signal]:
        """The rows that the address asks for.

        Raises:
            ValidationError: a value is none of the choices.
        """
        read = serializers.SignalFilterSerializer(data=self.request.query_params.dict())
        read.is_valid(raise_exception=True)
        wanted: dict[str, Any] = dict(read.validated_data)
        standing = wanted.pop("standing", None)
        if standing is not None:
            rows = rows.filter(ended_at__isnull=standing)
        return rows.filter(**wanted).select_related("initiative")


class AllSignals(SignalListing):
    """Signals of every initiative that the person may see."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(
        tags=TAGS,
        parameters=[serializers.SignalFilterSerializer],
        responses=serializers.SignalSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List the signals of all initiatives you may see, newest first."""
        return self.page_of(self.narrowed(signals_visible_to(self.viewer)))


class SignalsOfInitiative(SignalListing, InitiativeEndpoint):
    """Signals of one initiative."""

    @extend_schema(
        tags=TAGS,
        parameters=[serializers.SignalFilterSerializer],
        responses=serializers.SignalSerializer(many=True),
    )
    def get(self, request: Request, reference: str) -> Response:
        """List the signals of an initiative, newest first."""
        rows = signals_visible_to(self.viewer).filter(initiative=self.initiative())
        return self.page_of(self.narrowed(rows))


class OneSignal(Endpoint):
    """One signal."""

    @extend_schema(tags=TAGS, parameters=[_PK], responses=serializers.SignalSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show a signal: its facts and the next step."""
        return Response(serializers.SignalSerializer(find_signal(pk, self.viewer)).data)


class Acknowledgement(Endpoint):
    """It was heard."""

    @extend_schema(
        tags=TAGS, parameters=[_PK], request=None, responses=serializers.SignalSerializer
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say for your side that a signal was heard; it stays until the facts change."""
        found = acknowledge_signal(find_signal(pk, self.viewer), actor=self.viewer)
        return Response(serializers.SignalSerializer(found).data)


class Explanation(Endpoint):
    """Why it is as it is."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=serializers.ExplanationSerializer,
        responses=serializers.SignalSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Explain a signal; the reason stays, and the pattern rests here for a while."""
        wanted = self.body(serializers.ExplanationSerializer)
        found = explain_signal(find_signal(pk, self.viewer), **wanted, actor=self.viewer)
        return Response(serializers.SignalSerializer(found).data)


class JointInput(Endpoint):
    """One design input at two initiatives."""

    @extend_schema(
        tags=TAGS,
        parameters=[_PK],
        request=None,
        responses=serializers.JointInputSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Raise one design input at both initiatives of a link that is there twice.

        `is_new` is false where both were open already; they are given back, and none is doubled.
        """
        joint = raise_joint_input(find_signal(pk, self.viewer), actor=self.viewer)
        return Response(serializers.JointInputSerializer(joint).data)


class Norms(Endpoint):
    """The organisation's norms."""

    @extend_schema(tags=["norms"], responses=serializers.NormSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List every norm with the value that holds; for executives and administrators."""
        if not may_read_norms(self.viewer):
            raise NotPermitted(
                "The norms are for executives and administrators.",
                way_out="Each rule on a signal says the norm it goes by.",
            )
        return Response(serializers.NormSerializer(norms_in_force(), many=True).data)


class OneNorm(Endpoint):
    """One norm."""

    @extend_schema(
        tags=["norms"],
        parameters=[OpenApiParameter("name", str, OpenApiParameter.PATH)],
        request=serializers.NormValueSerializer,
        responses=serializers.NormSerializer,
    )
    def put(self, request: Request, name: str) -> Response:
        """Set a norm, as an administrator; the value proposed takes the organisation's own away."""
        if name not in NORMS:
            raise Http404
        change_norm(name, **self.body(serializers.NormValueSerializer), actor=self.viewer)
        found = next(each for each in norms_in_force() if each.name == name)
        return Response(serializers.NormSerializer(found).data)


class FiguresOfInitiative(InitiativeEndpoint):
    """Figures of one initiative."""

    @extend_schema(tags=["figures"], responses=serializers.FiguresSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show the practices in place and the figures of an initiative."""
        practices, figures = figures_of(self.initiative())
        found = {
            "in_place": in_place(practices),
            "of": OF,
            "practices": practices,
            "figures": figures,
        }
        return Response(serializers.FiguresSerializer(found).data)


class PortfolioFigures(Endpoint):
    """Figures over all initiatives that somebody leads."""

    permission_classes = (*Endpoint.permission_classes, holding(Permission.PORTFOLIO_VIEW))

    @extend_schema(tags=["figures"], responses=serializers.PortfolioFiguresSerializer)
    def get(self, request: Request) -> Response:
        """Show practices and figures over all initiatives you may see and somebody leads."""
        facts = portfolio_facts(self.viewer)
        counted = practices_counted(facts)
        found = {
            "initiatives": len(facts),
            "practices": [
                {
                    "name": name,
                    "label": label,
                    "in_place": len(counted[name][True]),
                    "not_yet": len(counted[name][False]),
                    "unsaid": len(counted[name][None]),
                }
                for name, (label, _) in PRACTICES.items()
            ],
            "figures": told(facts),
        }
        return Response(serializers.PortfolioFiguresSerializer(found).data)
