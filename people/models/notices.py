"""Notices to people, and how each person wants to be told."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from people.models.organisation import User
from people.notice_kinds import label_of


class Notice(models.Model):
    """A message to one person, written with the change it tells of and delivered later."""

    class State(models.TextChoices):
        """Where the delivery stands. In the inbox it is from `appears_at` on, in any state."""

        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        GIVEN_UP = "given_up", "Given up"
        EXPIRED = "expired", "Too late to matter"
        INBOX_ONLY = "inbox_only", "In the inbox only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unique_key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    address = models.CharField(max_length=500, blank=True, help_text="A path of Joinery's own.")
    calendar_method = models.CharField(max_length=10, blank=True)
    calendar_text = models.TextField(blank=True)
    by_mail = models.BooleanField(default=False)
    may_wait = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    appears_at = models.DateTimeField(default=timezone.now)
    # When delivery is to be tried next: later than `appears_at` after a failure or quiet hours.
    due_at = models.DateTimeField("next attempt", default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    # The first notice of the message this one goes out in; kept, so that a repeat is the same.
    message = models.UUIDField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField("sent by", max_length=60, blank=True)
    fell_back = models.CharField(max_length=300, blank=True)
    last_error = models.TextField("reason", blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-appears_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="notice_due_scan"
            ),
            models.Index(
                fields=["-appears_at"], condition=models.Q(state="given_up"), name="notice_given_up"
            ),
            models.Index(fields=["recipient", "-appears_at", "-id"], name="notice_inbox"),
            models.Index(
                fields=["recipient", "-appears_at"],
                condition=models.Q(read_at=None),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return self.about

    @property
    def about(self) -> str:
        """What kind of notice it is; its subject is for the recipient alone."""
        return label_of(self.kind or self.unique_key.partition(":")[0])

    @property
    def undelivered(self) -> str:
        """Why its recipient finds it in the inbox only; empty where it is sent or will be."""
        return _UNDELIVERED.get(self.state, "")


_UNDELIVERED: dict[str, str] = {
    Notice.State.GIVEN_UP: "it could not be sent to you",
    Notice.State.EXPIRED: "not sent, it was too late to matter",
    Notice.State.INBOX_ONLY: "not sent, as you chose",
}


class NotificationPreference(models.Model):
    """How a person wants to be told; without a row: by e-mail, at once, of everything."""

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="notification_preference"
    )
    # A secret: who knows it can write into the person's chat. No page shows it again.
    channel_address = models.CharField(max_length=1000, blank=True, help_text="Empty: by e-mail.")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    digest_hour = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Empty: each at once."
    )
    muted_kinds = models.JSONField(default=list, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_both_ends",
            ),
            models.CheckConstraint(
                condition=models.Q(digest_hour=None) | models.Q(digest_hour__lt=24),
                name="digest_hour_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.user} is told"
