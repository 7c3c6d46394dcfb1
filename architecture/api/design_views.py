"""Endpoints of design authority, design state, incidents and the closing of debts."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from architecture.actions import authority as actions
from architecture.actions.afterwards import Breakage, close_debt, report_incident
from architecture.actions.design import override_design_state, set_design_state
from architecture.api import integration_serializers as shapes
from architecture.api.integration_views import TAGS, IntegrationEndpoint
from architecture.api.part_serializers import DebtSerializer
from architecture.models import DesignAuthority, PilotDebt
from people.api.endpoint import IDEMPOTENCY_KEY
from people.api.fields import ArchitectField


class OfferingSerializer(serializers.Serializer[None]):
    """Who in IT is asked to own the design."""

    to = ArchitectField(help_text="Id or e-mail address of an IT architect.")


class HandingOverSerializer(OfferingSerializer):
    """Who follows, and why."""

    reason = serializers.CharField(allow_blank=True)


class Authority(IntegrationEndpoint):
    """Who was asked to own the design, and offering it."""

    @extend_schema(tags=TAGS, responses=shapes.AuthoritySerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Show every offer of the design authority and what became of it, newest first."""
        rows = self.integration().authorities.all()
        return Response(shapes.AuthoritySerializer(rows, many=True).data)

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=OfferingSerializer,
        responses={201: shapes.AuthoritySerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Offer the design authority; who offers it to themselves holds it at once."""
        integration = self.integration()
        to = self.body(OfferingSerializer)["to"]
        made = actions.offer_authority(
            integration, to=to, actor=self.viewer, submission_key=self.submission_key()
        )
        return Response(shapes.AuthoritySerializer(made).data, status=201)

    def offer(self) -> DesignAuthority:
        """The latest offer.

        Raises:
            Http404: there is none, or the integration is not known to the person.
        """
        latest = self.integration().authorities.first()
        if latest is None:
            raise Http404
        return latest


class Acceptance(Authority):
    """Saying yes."""

    http_method_names = ("post", "options")

    @extend_schema(tags=TAGS, request=None, responses=shapes.AuthoritySerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Accept the design authority that was offered to you."""
        accepted = actions.accept_authority(self.offer(), actor=self.viewer)
        return Response(shapes.AuthoritySerializer(accepted).data)


class Declining(Authority):
    """Saying no."""

    http_method_names = ("post", "options")

    @extend_schema(
        tags=TAGS, request=shapes.DecliningAuthoritySerializer, responses=shapes.AuthoritySerializer
    )
    def post(self, request: Request, reference: str) -> Response:
        """Decline the design authority that was offered to you, with a reason."""
        offer = self.offer()
        told = self.body(shapes.DecliningAuthoritySerializer)
        declined = actions.decline_authority(offer, actor=self.viewer, **told)
        return Response(shapes.AuthoritySerializer(declined).data)


class HandingOver(Authority):
    """Handing over."""

    http_method_names = ("post", "options")

    @extend_schema(tags=TAGS, request=HandingOverSerializer, responses=shapes.AuthoritySerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Hand the design authority that you hold over to somebody else; the offer follows."""
        integration = self.integration()
        told = self.body(HandingOverSerializer)
        offered = actions.hand_over_authority(integration, actor=self.viewer, **told)
        return Response(shapes.AuthoritySerializer(offered).data)


class DesignStateOf(IntegrationEndpoint):
    """How far the design is."""

    @extend_schema(
        tags=TAGS, request=shapes.SettingSerializer, responses=shapes.IntegrationSerializer
    )
    def post(self, request: Request, reference: str) -> Response:
        """Set the state of a design that you hold.

        What ended work left and nobody holds, any IT architect retires.
        """
        integration = self.integration()
        told = self.body(shapes.SettingSerializer)
        return self.shown(set_design_state(integration, actor=self.viewer, **told))


class Override(IntegrationEndpoint):
    """An administrator sets the state in the holder's stead."""

    @extend_schema(
        tags=TAGS, request=shapes.OverridingSerializer, responses=shapes.IntegrationSerializer
    )
    def post(self, request: Request, reference: str) -> Response:
        """Set the state of a design that somebody else holds; administrators, with a reason."""
        integration = self.integration()
        told = self.body(shapes.OverridingSerializer)
        return self.shown(override_design_state(integration, actor=self.viewer, **told))


class Incidents(IntegrationEndpoint):
    """What broke on an integration."""

    @extend_schema(tags=TAGS, responses=shapes.IncidentSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """Show what broke on an integration, newest first."""
        rows = self.integration().incidents.select_related(
            "integration__initiative__lead", "decision"
        )
        return Response(shapes.IncidentSerializer(rows, many=True).data)

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=shapes.IncidentSerializer,
        responses={201: shapes.IncidentSerializer},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Record that an integration broke, with cause and cost in days."""
        integration = self.integration()
        told = self.body(shapes.IncidentSerializer)
        made = report_incident(
            integration,
            Breakage(**told),
            actor=self.viewer,
            submission_key=self.submission_key(),
        )
        return Response(shapes.IncidentSerializer(made).data, status=201)


class DebtClosing(IntegrationEndpoint):
    """Something that a pilot left behind is settled."""

    @extend_schema(tags=TAGS, request=shapes.ClosingSerializer, responses=DebtSerializer)
    def post(self, request: Request, reference: str, pk: int) -> Response:
        """Say what came of something that a pilot left behind."""
        integration = self.integration()
        debt = PilotDebt.objects.filter(integration=integration, pk=pk).first()
        if debt is None:
            raise Http404
        debt.integration = integration
        told = self.body(shapes.ClosingSerializer)
        return Response(DebtSerializer(close_debt(debt, actor=self.viewer, **told)).data)
