"""What passes between us and a vendor beside questions and answers."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.models import User
from people.vocabulary import Party
from vendors.models.candidates import Candidate
from vendors.models.contacts import VendorContact
from vendors.models.questions import VendorQuestion


class QuestionRemark(models.Model):
    """A word about a question: the vendor asks back, or one of us replies or asks on.

    After the vendor's we owe a reply; after one that asks on, the vendor owes an answer again.
    """

    question = models.ForeignKey(VendorQuestion, on_delete=models.CASCADE, related_name="remarks")
    party = models.CharField(max_length=20, choices=Party.choices)
    contact = models.ForeignKey(
        VendorContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField(default=timezone.now)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["written_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(contact__isnull=True, written_by__isnull=False)
                | models.Q(contact__isnull=False, written_by__isnull=True, party=Party.VENDOR),
                name="question_remark_by_one",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def by_vendor(self) -> bool:
        """Whether the vendor wrote it."""
        return self.party == Party.VENDOR


class AnswerSheet(models.Model):
    """A spreadsheet of answers for one candidate, looked through before anything is taken.

    `header` and `records` are its cells as texts, `records` with the row numbers people see;
    `columns` says which position holds what.
    """

    class State(models.TextChoices):
        """Where the sheet stands."""

        READY = "ready", "Ready to be taken"
        TAKEN = "taken", "Taken"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="answer_sheets")
    brought_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    brought_by_contact = models.ForeignKey(
        VendorContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    brought_at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(max_length=200, blank=True)
    header = models.JSONField(default=list)
    records = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    taken = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-brought_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(brought_by__isnull=True) ^ models.Q(brought_by_contact=None),
                name="answer_sheet_by_one",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def audit_ref(self) -> str:
        return f"answer-sheet:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.file_name[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.candidate.audit_initiative_ref


class LinkWish(models.Model):
    """That somebody wants a sign-in link; kept until it is looked into, whoever they are.

    Either the address is given or the digest of an earlier link's secret.
    """

    email = models.CharField(max_length=254, blank=True)
    token_digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["asked_at"]

    def __str__(self) -> str:
        return f"A link wished for at {self.asked_at}"
