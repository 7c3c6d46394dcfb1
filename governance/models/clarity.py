"""The clarity profile: answers to the catalogue's fields, and questions against them (DOMAIN 4)."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from governance.vocabulary import RaiserView
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


class ClarityAnswer(models.Model):
    """What stands in one field of an initiative's profile.

    `rows` holds the values as the catalogue describes them. A field that the catalogue no longer
    has keeps its answer. Whether it counts as answered is derived, never kept.
    """

    class Kind(models.TextChoices):
        """What kind of answer it is."""

        VALUE = "value", "Answer"
        KNOWN_GAP = "known_gap", "Known gap"
        NOT_APPLICABLE = "not_applicable", "Not applicable"

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="clarity_answers"
    )
    field = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.VALUE)
    rows = models.JSONField(default=list)
    evidence = models.JSONField(default=list)
    review_on = models.DateField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    gap_owner = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gap_due_on = models.DateField(null=True, blank=True)
    gap_safeguard = models.TextField(max_length=2000, blank=True)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_party = models.CharField(max_length=20, choices=Party.choices)
    written_at = models.DateTimeField(default=timezone.now)
    confirmed_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["field"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["initiative", "field"], name="clarity_answer_once"),
        ]

    def __str__(self) -> str:
        return self.field

    @property
    def audit_ref(self) -> str:
        return f"{self.initiative.reference}/clarity/{self.field}"

    @property
    def audit_label(self) -> str:
        return f"Field {self.field}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class ClarityQuestion(models.Model):
    """A question against a field; its asker's counterpart owes the answer (B58).

    One of oversight is owed by the side that owes the field, kept in `asked_of`; by both sides
    where both owe it. Once it is answered the field counts again, even where the asker sees it
    differently; that stays readable.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="clarity_questions"
    )
    field = models.CharField(max_length=10)
    text = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_party = models.CharField(max_length=20, choices=Party.choices)
    asked_of = models.CharField(max_length=20, choices=Party.choices, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    wanted_by = models.DateField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    asker_view = models.CharField(max_length=20, choices=RaiserView.choices, blank=True)
    asker_reply = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["asked_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "answered_at"], name="clarity_question_open"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def answering_parties(self) -> tuple[Party, ...]:
        """Who owes the answer: the asker's counterpart, or who owes the field oversight asks of."""
        if self.asked_of:
            return (Party(self.asked_of),)
        if self.asked_party == Party.OVERSIGHT:
            return (Party.BUSINESS, Party.IT)
        return (Party.BUSINESS if self.asked_party == Party.IT else Party.IT,)

    @property
    def is_by_oversight(self) -> bool:
        """Whether somebody asked it who audits and works on neither side."""
        return self.asked_party == Party.OVERSIGHT

    @property
    def audit_ref(self) -> str:
        return f"{self.initiative.reference}/clarity/{self.field}/question/{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Question on {self.field}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference
