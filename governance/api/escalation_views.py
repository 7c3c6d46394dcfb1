"""Endpoints for questions to executives."""

from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions, escalating
from governance.api import moving_serializers as serializers
from governance.api.people import at_table
from governance.api.sessions_named import session_named
from governance.escalation_reads import escalations_visible_to, executives, find_escalation
from governance.models import DesignInput, Escalation
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing, holding
from people.api.fields import LARGEST_ID
from people.api.pagination import Cursor
from people.errors import InvalidInput
from people.models import User
from people.permissions import Permission

TAGS = ["escalations"]

QUESTION = OpenApiExample(
    "A decision between two budgets",
    {
        "kind": "decision_needed",
        "topic": "Who pays for the second shift",
        "asked": "Choose one of the two budgets.",
        "view": "The plant gains from it and should pay.",
        "put_to": "executive@example.org",
        "session": "WS-0001/2026-11-24",
    },
    request_only=True,
)


class NewestQuestionFirst(Cursor):
    """Escalations, the newest at the top."""

    ordering = ("-raised_at", "-pk")


class EscalationListing(Listing):
    """A list of questions to executives."""

    serializer_class = serializers.EscalationSerializer
    pagination_class = NewestQuestionFirst

    def rows(self) -> QuerySet[Escalation]:
        """Those the person may know of, with what a row shows."""
        return escalations_visible_to(self.viewer).select_related(
            "initiative", "raised_by", "put_to", "named_owner", "session__series", "design_input"
        )


class Escalations(EscalationListing):
    """Questions to executives at every initiative the person may see."""

    permission_classes = (*Listing.permission_classes, holding(Permission.INITIATIVE_VIEW))

    @extend_schema(tags=TAGS, responses=serializers.EscalationSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the questions put to executives, the newest first."""
        return self.page_of(self.rows())


class EscalationsOfInitiative(EscalationListing, InitiativeEndpoint):
    """Questions to executives at one initiative, and asking one."""

    @extend_schema(tags=TAGS, responses=serializers.EscalationSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the questions of an initiative to executives, the newest first."""
        return self.page_of(self.rows().filter(initiative=self.initiative()))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.ExecutiveQuestionSerializer,
        responses={201: serializers.SentEscalationSerializer},
        examples=[QUESTION],
    )
    def post(self, request: Request, reference: str) -> Response:
        """Put a question to an executive; both sides are told at the same moment."""
        initiative = self.initiative()
        wanted = self.body(serializers.ExecutiveQuestionSerializer)
        session = session_named(initiative, wanted.pop("session"))
        about = _input_named(initiative, wanted.pop("design_input"))
        question = actions.Question(
            **{**wanted, "put_to": _executive_named(wanted["put_to"])},
            session=session,
            design_input=about,
        )
        sent: Any = actions.escalate(
            initiative, question, actor=self.viewer, submission_key=self.submission_key()
        )
        found: Any = find_escalation(sent.reference, self.viewer)
        found.heads_up = escalating.heads_up(
            initiative, session, about, is_emergency=question.is_emergency
        )
        return Response(serializers.SentEscalationSerializer(found).data, status=201)


class EscalationEndpoint(Endpoint):
    """An address below one escalation."""

    def escalation(self) -> Escalation:
        """The escalation named in the address.

        Raises:
            Http404: there is none, or the person may not know of its initiative.
        """
        return find_escalation(self.kwargs["reference"], self.viewer)

    def shown(self, escalation: Escalation) -> Response:
        """The escalation as it is now."""
        found = find_escalation(escalation.reference, self.viewer)
        return Response(serializers.EscalationSerializer(found).data)

    def person_at(self, escalation: Escalation, wanted: dict[str, Any]) -> User | None:
        """Whom the request names as owner.

        Raises:
            InvalidInput: nobody at the table is called so.
        """
        name = wanted.pop("owner", None)
        return at_table(escalation.initiative, name, "owner") if name else None


class EscalationDetail(EscalationEndpoint):
    """One escalation."""

    @extend_schema(tags=TAGS, responses=serializers.EscalationSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Show a question to an executive with both views and what came of it."""
        return self.shown(self.escalation())


class SideView(EscalationEndpoint):
    """The view of one's own side."""

    @extend_schema(
        tags=TAGS,
        request=serializers.SideViewSerializer,
        responses=serializers.EscalationSerializer,
    )
    def put(self, request: Request, reference: str) -> Response:
        """Write how your side sees it; the other side's view stays as it is."""
        wanted = self.body(serializers.SideViewSerializer)
        found = self.escalation()
        return self.shown(actions.write_escalation_view(found, **wanted, actor=self.viewer))


class Answer(EscalationEndpoint):
    """The executive's answer."""

    @extend_schema(
        tags=TAGS,
        request=serializers.ExecutiveAnswerSerializer,
        responses=serializers.EscalationSerializer,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Answer: hear both, return to session, give means, or decide and name an owner."""
        found = self.escalation()
        wanted = self.body(serializers.ExecutiveAnswerSerializer)
        owner = self.person_at(found, wanted)
        done = actions.answer_escalation(found, **wanted, owner=owner, actor=self.viewer)
        return self.shown(done)


class Owner(EscalationEndpoint):
    """Who is asked to own a decision."""

    @extend_schema(
        tags=TAGS,
        request=serializers.NamedOwnerSerializer,
        responses=serializers.EscalationSerializer,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Ask somebody at the table to own a decision that nobody owns."""
        found = self.escalation()
        wanted = self.body(serializers.NamedOwnerSerializer)
        owner = self.person_at(found, wanted)
        return self.shown(actions.name_owner(found, **wanted, owner=owner, actor=self.viewer))


class Ownership(EscalationEndpoint):
    """Whether the person named owns it."""

    @extend_schema(
        tags=TAGS,
        request=serializers.OwnershipSerializer,
        responses=serializers.EscalationSerializer,
    )
    def post(self, request: Request, reference: str) -> Response:
        """Accept a decision that you are asked to own, or decline with a reason."""
        wanted = self.body(serializers.OwnershipSerializer)
        found = self.escalation()
        return self.shown(actions.answer_ownership(found, **wanted, actor=self.viewer))


def _executive_named(name: str) -> User | None:
    """The executive of that id or e-mail address; the action refuses None."""
    named = Q(email__iexact=name)
    if name.isascii() and name.isdigit() and len(name) < len(str(LARGEST_ID)):
        named |= Q(pk=int(name))
    return None if "\0" in name else executives().filter(named).first()


def _input_named(initiative: Initiative, name: str) -> DesignInput | None:
    if not name:
        return None
    own = DesignInput.objects.filter(initiative=initiative)
    found = None if "\0" in name else own.filter(reference=name).first()
    if found is None:
        raise InvalidInput(
            "This initiative has no such design input.",
            way_out="Look in its /design-inputs/.",
            field="design_input",
        )
    return found
