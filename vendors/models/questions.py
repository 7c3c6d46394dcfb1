"""Questions to vendors and their answers (B17, B22)."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.models import User
from people.vocabulary import Party
from vendors.models.candidates import Candidate
from vendors.models.contacts import VendorContact
from vendors.models.criteria import Criterion
from vendors.vocabulary import ControlOwner, PlainAnswer, QuestionState


class VendorQuestion(models.Model):
    """A question to the vendor of one candidate; the vendor owes the answer.

    `source_key` is the number a questionnaire gives it, as in a CAIQ; `asked_together` is shared
    by what was asked of several candidates at once.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="questions")
    criterion = models.ForeignKey(
        Criterion, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    text = models.TextField(max_length=2000)
    source_key = models.CharField(max_length=40, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_party = models.CharField(max_length=20, choices=Party.choices)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_together = models.UUIDField(null=True, blank=True, editable=False)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=20, choices=QuestionState.choices, default=QuestionState.OPEN
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["candidate", "state"], name="vendor_question_open"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["candidate", "source_key"],
                condition=~models.Q(source_key=""),
                name="vendor_question_source_once",
            ),
            models.UniqueConstraint(
                fields=["submission_key", "candidate"],
                condition=models.Q(submission_key__isnull=False),
                name="vendor_question_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def overdue_since(self) -> dt.date | None:
        """The first day on which the answer was late; None while it is not."""
        late = (
            self.state == QuestionState.OPEN
            and self.due_on is not None
            and self.due_on < timezone.localdate()
        )
        return self.due_on + dt.timedelta(days=1) if late and self.due_on else None

    @property
    def audit_ref(self) -> str:
        return f"{self.candidate.audit_ref}/question/{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.text[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.candidate.audit_initiative_ref


class VendorAnswer(models.Model):
    """What a vendor answers: a draft until it is sent; a later one supersedes it.

    A draft is the vendor's own and shown to nobody else. `taken_by` is one of us who copied the
    answer from a questionnaire; then there is no contact.
    """

    question = models.ForeignKey(VendorQuestion, on_delete=models.CASCADE, related_name="answers")
    contact = models.ForeignKey(
        VendorContact, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )
    taken_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    plain_answer = models.CharField(max_length=20, choices=PlainAnswer.choices, blank=True)
    control_owner = models.CharField(max_length=20, choices=ControlOwner.choices, blank=True)
    text = models.TextField(max_length=10000, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(sent_at=None),
                name="vendor_answer_draft_once",
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=models.Q(sent_at__isnull=False, superseded_at=None),
                name="vendor_answer_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_draft(self) -> bool:
        """Whether only the vendor may see it."""
        return self.sent_at is None

    @property
    def audit_ref(self) -> str:
        return f"{self.question.audit_ref}/answer/{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Answer to {self.question}"[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.question.audit_initiative_ref
