"""Endpoints of the clarity profile."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from governance import actions
from governance.api import clarity_serializers as shapes
from governance.clarity.catalogue import catalogue
from governance.clarity.coverage import coverage_of
from governance.clarity.facts import forget_clarity
from governance.clarity.profile import profile_of
from governance.models import ClarityQuestion
from initiatives.api.views import InitiativeEndpoint
from initiatives.models import Initiative
from people.api.endpoint import IDEMPOTENCY_KEY
from people.errors import InvalidInput
from people.models import User

TAGS = ["clarity"]


class FieldEndpoint(InitiativeEndpoint):
    """An address of one field; none for what the catalogue does not ask."""

    def field_id(self) -> str:
        """The field in the address.

        Raises:
            Http404: the catalogue has no such field.
        """
        if catalogue().get(self.kwargs["field"]) is None:
            raise Http404
        return str(self.kwargs["field"])

    def field_shown(self, initiative: Initiative) -> Response:
        """The field as it stands now."""
        forget_clarity(initiative)
        standing = profile_of(initiative).standings[self.kwargs["field"]]
        return Response(shapes.FieldDetailSerializer(standing).data)


class ClarityProfile(InitiativeEndpoint):
    """The whole profile."""

    @extend_schema(
        tags=TAGS,
        operation_id="initiatives_clarity_profile",
        responses=shapes.ClarityProfileSerializer,
    )
    def get(self, request: Request, reference: str) -> Response:
        """Show where each of the 47 fields stands, and what the next move needs."""
        initiative = self.initiative()
        profile = profile_of(initiative)
        found: dict[str, Any] = {
            "initiative": initiative,
            "coverage": coverage_of(initiative),
            "needed": [each.field.id for each in profile.needed],
            "fields": list(profile.standings.values()),
            "no_longer_asked": profile.no_longer_asked,
        }
        return Response(shapes.ClarityProfileSerializer(found).data)


class ClarityField(FieldEndpoint):
    """One field."""

    @extend_schema(tags=TAGS, responses=shapes.FieldDetailSerializer)
    def get(self, request: Request, reference: str, field: str) -> Response:
        """Show a field: what it asks for, what stands there, what is missing."""
        self.field_id()
        return self.field_shown(self.initiative())

    @extend_schema(
        tags=TAGS, request=shapes.AnsweringSerializer, responses=shapes.FieldDetailSerializer
    )
    def put(self, request: Request, reference: str, field: str) -> Response:
        """Answer a field, record a known gap, or say why it does not apply; either side may."""
        initiative = self.initiative()
        field_id = self.field_id()
        body = self.body(shapes.AnsweringSerializer)
        version = body.pop("version")
        body["gap_owner"] = _person(body["gap_owner"])
        body["evidence"] = [dict(each) for each in body["evidence"]]
        given = actions.FieldAnswer(**body)
        actions.answer_field(initiative, field_id, given, version=version, actor=self.viewer)
        return self.field_shown(initiative)


class Confirmation(FieldEndpoint):
    """The other side's word on a joint field."""

    @extend_schema(
        tags=TAGS, request=shapes.ConfirmingSerializer, responses=shapes.FieldDetailSerializer
    )
    def post(self, request: Request, reference: str, field: str) -> Response:
        """Confirm what the other side worded."""
        initiative = self.initiative()
        body = self.body(shapes.ConfirmingSerializer)
        actions.confirm_field(initiative, self.field_id(), actor=self.viewer, **body)
        return self.field_shown(initiative)


class ClarityQuestions(FieldEndpoint):
    """Questions against a field."""

    @extend_schema(tags=TAGS, responses=shapes.ClarityQuestionSerializer(many=True))
    def get(self, request: Request, reference: str, field: str) -> Response:
        """List every question on a field, oldest first."""
        asked = ClarityQuestion.objects.filter(initiative=self.initiative(), field=field)
        found = asked.select_related("asked_by", "answered_by")
        return Response(shapes.ClarityQuestionSerializer(found, many=True).data)

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=shapes.AskingSerializer,
        responses={201: shapes.ClarityQuestionSerializer},
    )
    def post(self, request: Request, reference: str, field: str) -> Response:
        """Ask about a field; the other side owes the answer."""
        initiative = self.initiative()
        body = self.body(shapes.AskingSerializer)
        question = actions.ask_about_field(
            initiative,
            self.field_id(),
            actor=self.viewer,
            submission_key=self.submission_key(),
            **body,
        )
        return Response(shapes.ClarityQuestionSerializer(question).data, status=201)


class QuestionEndpoint(InitiativeEndpoint):
    """An address of one question."""

    def question(self) -> ClarityQuestion:
        """The question in the address.

        Raises:
            Http404: there is none on this field of this initiative.
        """
        initiative = self.initiative()
        asked = ClarityQuestion.objects.select_related("asked_by", "answered_by").filter(
            initiative=initiative, field=self.kwargs["field"]
        )
        question = get_object_or_404(asked, pk=self.kwargs["pk"])
        question.initiative = initiative
        return question


class QuestionAnswer(QuestionEndpoint):
    """Answering a question."""

    @extend_schema(
        tags=TAGS,
        request=shapes.QuestionAnsweringSerializer,
        responses=shapes.ClarityQuestionSerializer,
    )
    def post(self, request: Request, reference: str, field: str, pk: int) -> Response:
        """Answer a question against a field; the field counts again."""
        body = self.body(shapes.QuestionAnsweringSerializer)
        found = actions.answer_clarity_question(self.question(), actor=self.viewer, **body)
        return Response(shapes.ClarityQuestionSerializer(found).data)


class QuestionReply(QuestionEndpoint):
    """The asker's word on the answer."""

    @extend_schema(
        tags=TAGS, request=shapes.AskerReplySerializer, responses=shapes.ClarityQuestionSerializer
    )
    def post(self, request: Request, reference: str, field: str, pk: int) -> Response:
        """Say how you see the answer to what you asked; it is said once and stays."""
        body = self.body(shapes.AskerReplySerializer)
        found = actions.reply_to_clarity_answer(self.question(), actor=self.viewer, **body)
        return Response(shapes.ClarityQuestionSerializer(found).data)


def _person(pk: int | None) -> User | None:
    if pk is None:
        return None
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise InvalidInput(
            "Nobody has this id.", way_out="Give the id of an active person.", field="gap_owner"
        )
    return found
