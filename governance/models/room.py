"""What happens in a session: agenda, presence by side, notes, results, agreed actions."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.models.design_inputs import DesignInput
from governance.models.sessions import SessionOccurrence
from governance.vocabulary import ItemResult
from initiatives.models import Initiative
from people.models import User
from people.vocabulary import Party


class AgendaItem(models.Model):
    """One point of a session's agenda; it ends in a result (DOMAIN 8.5, page 3).

    `key` names what it came from, such as `input:IN-0041`; empty for what somebody wrote. What
    is dropped stays, so that its source does not bring it back.
    """

    occurrence = models.ForeignKey(
        SessionOccurrence, on_delete=models.CASCADE, related_name="agenda"
    )
    key = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=500, blank=True)
    address = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(default=0)
    added_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, choices=ItemResult.choices, blank=True)
    result_text = models.TextField(max_length=2000, blank=True)
    result_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    raised_input = models.ForeignKey(
        DesignInput, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    carried_action = models.ForeignKey(
        "AgreedAction", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["occurrence", "key"],
                condition=~models.Q(key=""),
                name="agenda_source_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What names it within its session: its source, or its own number."""
        return self.key or f"item:{self.pk}"

    @property
    def action_pk(self) -> int | None:
        """The agreed action it is about, or None."""
        number = self.key.removeprefix("action:")
        return int(number) if self.key.startswith("action:") and number.isdigit() else None

    @property
    def action(self) -> "AgreedAction | None":
        """What was agreed here, or carried to another day here."""
        own: AgreedAction | None = getattr(self, "agreed_action", None)
        return own or self.carried_action

    @property
    def input_reference(self) -> str:
        """The design input it is about, or empty."""
        return self.key.removeprefix("input:") if self.key.startswith("input:") else ""

    @property
    def audit_ref(self) -> str:
        return f"{self.occurrence.audit_ref}/{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_initiative_ref(self) -> str:
        return self.occurrence.audit_initiative_ref


class AgreedAction(models.Model):
    """What a session agreed somebody will do by a day; owed by the owner's side until it is done.

    The day may be carried forward with a reason; `first_due_on` keeps what was promised first.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="agreed_actions"
    )
    item = models.OneToOneField(AgendaItem, on_delete=models.CASCADE, related_name="agreed_action")
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="agreed_actions")
    owner_party = models.CharField(max_length=20, choices=Party.choices)
    due_on = models.DateField()
    first_due_on = models.DateField()
    agreed_at = models.DateTimeField(default=timezone.now)
    carried_reason = models.TextField(max_length=2000, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_note = models.TextField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering: ClassVar = ["due_on", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["initiative", "done_at"], name="agreed_action_open"),
            models.Index(fields=["owner", "done_at"], name="agreed_action_owner"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("governance:agreed-action", args=[self.initiative.reference, self.pk])

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_at is None and self.due_on < timezone.localdate()

    @property
    def overdue_since(self) -> dt.date | None:
        """The first day on which it was late; None while it is not."""
        return self.due_on + dt.timedelta(days=1) if self.is_overdue else None

    @property
    def audit_ref(self) -> str:
        return f"agreed-action:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.text[:200]

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class WaitingItem(models.Model):
    """What people put on the agenda of a date that does not take place.

    It waits until the initiative has a next date, whichever series gives it.
    """

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="waiting_items"
    )
    title = models.CharField(max_length=300)
    why = models.CharField(max_length=500, blank=True)
    added_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    meant_for = models.DateField()

    class Meta:
        ordering: ClassVar = ["meant_for", "pk"]

    def __str__(self) -> str:
        return self.title


class PartyPresence(models.Model):
    """A side was in the room. Who sat there for it is nobody's figure (M10)."""

    occurrence = models.ForeignKey(
        SessionOccurrence, on_delete=models.CASCADE, related_name="presences"
    )
    party = models.CharField(max_length=20, choices=Party.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occurrence", "party"], name="party_present_once"),
        ]

    def __str__(self) -> str:
        return self.get_party_display()


class SessionNote(models.Model):
    """What one person writes down about one item; nobody else writes into it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_party = models.CharField(max_length=20, choices=Party.choices)
    text = models.TextField(max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "author"], name="session_note_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    # Saved every few seconds while somebody types: on record, but not in the initiative's history.
    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"{self.item.audit_ref}/note/{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Note on {self.item.title}"[:200]
