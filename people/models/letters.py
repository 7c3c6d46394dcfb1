"""Mail to people outside: they have no account, no inbox and no preferences."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """A message to an address outside, written with the change it tells of and sent later.

    `page` is where its link leads. With `page_key` the link ends in a secret made of it when the
    letter is sent (`people.letter_keys`), so that the database never holds the secret; once the
    letter is sent or too late, `page_key` is emptied.
    """

    class State(models.TextChoices):
        """Where the delivery stands."""

        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        GIVEN_UP = "given_up", "Given up"
        EXPIRED = "expired", "Too late to matter"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unique_key = models.CharField(max_length=200, unique=True)
    about = models.CharField(max_length=60, help_text="What kind of letter it is, in words.")
    to = models.EmailField("address", max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    page = models.CharField(max_length=500, blank=True, help_text="A path of Joinery's own.")
    page_key = models.CharField(max_length=64, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField("next attempt", default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField("reason", blank=True)

    class Meta:
        ordering: ClassVar = ["-written_at", "-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="letter_due_scan"
            ),
            models.Index(
                fields=["-written_at"], condition=models.Q(state="given_up"), name="letter_given_up"
            ),
        ]

    def __str__(self) -> str:
        return self.about
