"""Shapes of questions to vendors and of their answers. A draft of a vendor's is in none of them."""

import datetime as dt
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from people.api.fields import LARGEST_ID
from vendors.models import EvidenceFile, QuestionRemark, VendorAnswer, VendorQuestion
from vendors.question_queries import number_of, our_row
from vendors.vocabulary import ScanState


class VendorAnswerSerializer(serializers.ModelSerializer[VendorAnswer]):
    """What a vendor sent, or one of us took from a questionnaire."""

    class Meta:
        model = VendorAnswer
        fields: ClassVar = ["text", "plain_answer", "control_owner", "sent_at"]
        read_only_fields = fields


class QuestionRemarkSerializer(serializers.ModelSerializer[QuestionRemark]):
    """A word about a question; its party says whether the vendor asked back or a side replied."""

    class Meta:
        model = QuestionRemark
        fields: ClassVar = ["party", "text", "written_at"]
        read_only_fields = fields


class VendorFileSerializer(serializers.ModelSerializer[EvidenceFile]):
    """A file that was sent with an answer; one withdrawn since counts no more and is kept."""

    withdrawn_at = serializers.SerializerMethodField()

    class Meta:
        model = EvidenceFile
        fields: ClassVar = [
            "id",
            "original_name",
            "detected_type",
            "size",
            "sha256",
            "scan_state",
            "withdrawn_at",
        ]
        read_only_fields = fields

    def get_withdrawn_at(self, file: EvidenceFile) -> dt.datetime | None:
        """When the vendor withdrew it, if it did."""
        return None if file.scan_state == ScanState.HARMFUL else file.removed_at


class VendorQuestionSerializer(serializers.ModelSerializer[VendorQuestion]):
    """A question to the vendor of one candidate, with what was sent."""

    initiative = serializers.CharField(source="candidate.initiative.reference", read_only=True)
    candidate_name = serializers.CharField(source="candidate.name", read_only=True)
    number = serializers.SerializerMethodField()
    answer = serializers.SerializerMethodField()
    remarks = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    reply_owed_since = serializers.SerializerMethodField()

    class Meta:
        model = VendorQuestion
        fields: ClassVar = [
            "id",
            "number",
            "initiative",
            "candidate",
            "candidate_name",
            "criterion",
            "text",
            "asked_party",
            "asked_at",
            "due_on",
            "state",
            "answered_at",
            "version",
            "answer",
            "remarks",
            "files",
            "reply_owed_since",
        ]
        read_only_fields = fields

    def get_number(self, question: VendorQuestion) -> str:
        """As sheets name it."""
        return number_of(question)

    @extend_schema_field(VendorAnswerSerializer(allow_null=True))
    def get_answer(self, question: VendorQuestion) -> Any:
        """The one that counts; null while there is none."""
        answer = our_row(question).answer
        return VendorAnswerSerializer(answer).data if answer else None

    @extend_schema_field(QuestionRemarkSerializer(many=True))
    def get_remarks(self, question: VendorQuestion) -> Any:
        """What was said about it, the oldest first."""
        return QuestionRemarkSerializer(our_row(question).remarks, many=True).data

    @extend_schema_field(VendorFileSerializer(many=True))
    def get_files(self, question: VendorQuestion) -> Any:
        """What was sent with an answer."""
        row = our_row(question)
        return VendorFileSerializer([*row.files, *row.withdrawn_files], many=True).data

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_reply_owed_since(self, question: VendorQuestion) -> Any:
        """Since when the vendor waits for a reply of ours; null while we owe none."""
        return our_row(question).reply_owed_since


class AskingVendorsSerializer(serializers.Serializer[Any]):
    """What is asked, and of which candidates."""

    questions = serializers.ListField(
        child=serializers.CharField(allow_blank=True, max_length=2000),
        required=False,
        default=list,
        max_length=100,
        help_text="In your own words.",
    )
    criteria = serializers.ListField(
        child=serializers.CharField(max_length=20),
        required=False,
        default=list,
        max_length=200,
        help_text="Keys of published criteria; each is asked with the evidence it wants.",
    )
    candidates = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID), max_length=100
    )
    due_on = serializers.DateField(required=False, allow_null=True, default=None)


class WithdrawingQuestionSerializer(serializers.Serializer[Any]):
    """Why no answer is needed."""

    reason = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(required=False, allow_null=True, default=None)


class ReplyingToVendorSerializer(serializers.Serializer[Any]):
    """A reply to what a vendor asked back."""

    text = serializers.CharField(allow_blank=True)
    asks_again = serializers.BooleanField(
        default=False, help_text="The vendor owes an answer again; the one sent is kept."
    )
