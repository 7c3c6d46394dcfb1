"""Endpoints for questions to vendors, for our own people; contacts of vendors have none."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people.api.endpoint import IDEMPOTENCY_KEY, Endpoint, Listing
from people.api.fields import LARGEST_ID
from people.api.pagination import Cursor
from people.errors import InvalidInput
from vendors.actions.asking import Asked, ask_vendors, reply_to_vendor, withdraw_question
from vendors.api import question_serializers as serializers
from vendors.models import Candidate, Criterion, VendorQuestion
from vendors.question_forms import criterion_text
from vendors.question_queries import with_words

TAGS = ["vendor-questions"]


class FirstAskedFirst(Cursor):
    """Questions in the order in which they were asked."""

    ordering = ("asked_at", "pk")


class QuestionEndpoint(Endpoint):
    """An address below one question."""

    def question(self, pk: int) -> VendorQuestion:
        """The question, of an initiative the person may see.

        Raises:
            Http404: there is none.
        """
        visible = Initiative.objects.visible_to(self.viewer)
        found = _questions().filter(pk=pk, candidate__initiative__in=visible)
        question = found.first() if pk <= LARGEST_ID else None
        if question is None:
            raise Http404
        return question

    def shown(self, pk: int) -> Response:
        """The question as it is now."""
        return Response(serializers.VendorQuestionSerializer(self.question(pk)).data)


class QuestionsOfInitiative(Listing):
    """The questions to the vendors of one initiative, and asking."""

    serializer_class = serializers.VendorQuestionSerializer
    pagination_class = FirstAskedFirst

    @extend_schema(tags=TAGS, responses=serializers.VendorQuestionSerializer(many=True))
    def get(self, request: Request, reference: str) -> Response:
        """List the questions with what was answered, the first asked first."""
        initiative = find_initiative(reference, self.viewer)
        return self.page_of(_questions().filter(candidate__initiative=initiative))

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.AskingVendorsSerializer,
        responses={201: serializers.VendorQuestionSerializer(many=True)},
    )
    def post(self, request: Request, reference: str) -> Response:
        """Ask each candidate's vendor each question that does not wait for an answer already."""
        initiative = find_initiative(reference, self.viewer)
        asked = self.body(serializers.AskingVendorsSerializer)
        created = ask_vendors(
            initiative,
            [*_from_criteria(initiative, asked["criteria"]), *map(Asked, asked["questions"])],
            list(Candidate.objects.filter(pk__in=asked["candidates"], initiative=initiative)),
            due_on=asked["due_on"],
            submission_key=self.submission_key(),
            actor=self.viewer,
        )
        rows = _questions().filter(pk__in=[each.pk for each in created])
        shown = serializers.VendorQuestionSerializer(rows, many=True)
        return Response(shown.data, status=201)


class QuestionDetail(QuestionEndpoint):
    """One question."""

    @extend_schema(tags=TAGS, responses=serializers.VendorQuestionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Show a question with its answer, its files and what was said about it."""
        return self.shown(pk)


class Withdrawal(QuestionEndpoint):
    """Taking a question back."""

    @extend_schema(
        tags=TAGS,
        request=serializers.WithdrawingQuestionSerializer,
        responses=serializers.VendorQuestionSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw a question: the vendor sees that no answer is needed, not why."""
        question = self.question(pk)
        given = self.body(serializers.WithdrawingQuestionSerializer)
        withdraw_question(question, **given, actor=self.viewer)
        return self.shown(pk)


class ReplyToVendor(QuestionEndpoint):
    """Replying to what a vendor asked back."""

    @extend_schema(
        tags=TAGS,
        parameters=[IDEMPOTENCY_KEY],
        request=serializers.ReplyingToVendorSerializer,
        responses=serializers.VendorQuestionSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Reply; with `asks_again` the vendor owes an answer again."""
        question = self.question(pk)
        given = self.body(serializers.ReplyingToVendorSerializer)
        key = self.submission_key()
        reply_to_vendor(question, **given, submission_key=key, actor=self.viewer)
        return self.shown(pk)


def _questions() -> QuerySet[VendorQuestion]:
    return with_words(VendorQuestion.objects.all()).select_related(
        "candidate__initiative", "candidate__vendor", "criterion"
    )


def _from_criteria(initiative: Initiative, keys: list[str]) -> list[Asked]:
    """The published criteria of these keys, as questions.

    Raises:
        InvalidInput: there is none of one of the keys.
    """
    found = Criterion.objects.filter(
        initiative=initiative, ended_in=None, introduced_in__state="published", key__in=keys
    )
    known = {each.key: each for each in found}
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise InvalidInput(
            f"No published criterion here is called {unknown[0]}.",
            way_out="Look at the criteria of the initiative.",
            field="criteria",
        )
    return [Asked(criterion_text(known[key]), known[key]) for key in keys]
