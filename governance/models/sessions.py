"""The standing working session: a series bound to its initiative, its rhythm and its dates."""

import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from governance.vocabulary import OccurrenceState, SessionPurpose
from initiatives.models import Initiative
from people.models import Site, User
from people.vocabulary import Party


class SessionSeries(models.Model):
    """The standing session of an initiative; it ends when the initiative does (A22).

    `sequence` counts what calendars were told (RFC 5545 SEQUENCE); `version` counts changes;
    `planned_until` is the local day up to which its dates are made.
    """

    reference = models.CharField(max_length=20, unique=True, editable=False)
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="session_series"
    )
    place = models.CharField(max_length=300, blank=True)
    business_facilitator = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    it_facilitator = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    site = models.ForeignKey(
        Site, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    planned_until = models.DateField(null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-started_at", "-pk"]
        verbose_name = "session series"
        verbose_name_plural = "session series"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=models.Q(ended_at=None),
                name="session_series_open_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["planned_until"],
                condition=models.Q(ended_at=None),
                name="session_series_to_plan",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("governance:sessions", args=[self.initiative.reference])

    @property
    def country(self) -> str:
        """Whose public holidays it leaves out; empty leaves none out."""
        return self.site.country if self.site else ""

    def facilitator(self, party: Party) -> User | None:
        """Who runs it for the side; nobody once that person is no longer active."""
        named = self.it_facilitator if party == Party.IT else self.business_facilitator
        return named if named and named.is_active else None

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_label(self) -> str:
        return f"Working session {self.reference}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class SessionRhythm(models.Model):
    """When a series meets, from one day to another; a changed rhythm is a new row (RFC 5545).

    A rhythm without a rule is one extra session. `last_on` is the last local day that counts;
    while it is None the initiative's life is the only end.
    """

    series = models.ForeignKey(SessionSeries, on_delete=models.CASCADE, related_name="rhythms")
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    rule = models.CharField(max_length=200, blank=True)
    first_on = models.DateField()
    starts_at = models.TimeField()
    time_zone = models.CharField(max_length=60)
    minutes = models.PositiveSmallIntegerField()
    last_on = models.DateField(null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["first_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5) & models.Q(minutes__lte=480),
                name="session_rhythm_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series_id}: {self.rule or self.first_on}"


class SessionOccurrence(models.Model):
    """One date of a series. `slot_on` is the local day its rhythm gave it; it may move.

    `times_put_off` counts how often it moved to a later day (D06).
    """

    series = models.ForeignKey(SessionSeries, on_delete=models.CASCADE, related_name="occurrences")
    rhythm = models.ForeignKey(SessionRhythm, on_delete=models.CASCADE, related_name="occurrences")
    slot_on = models.DateField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=12, choices=OccurrenceState.choices, default=OccurrenceState.PLANNED
    )
    purpose = models.CharField(
        max_length=10, choices=SessionPurpose.choices, default=SessionPurpose.ORDINARY
    )
    times_put_off = models.PositiveSmallIntegerField(default=0, editable=False)
    reason = models.TextField(max_length=2000, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    agenda_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "starts_at"], name="session_occurrence_due"),
            # What was told is no longer looked at, however many dates there are.
            models.Index(
                fields=["starts_at"],
                condition=models.Q(agenda_told_at=None, opened_at=None),
                name="session_agenda_due",
            ),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(asked_at=None, closed_at=None),
                name="session_question_due",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "slot_on"], name="session_slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series_id} on {self.slot_on}"

    def get_absolute_url(self) -> str:
        return reverse("governance:session", args=self.address)

    @property
    def address(self) -> tuple[str, str, str]:
        """What names it in addresses: the initiative, the series, the day of its slot."""
        series = self.series
        return series.initiative.reference, series.reference, self.slot_on.isoformat()

    @property
    def ends_at(self) -> dt.datetime:
        """When it is planned to be over."""
        return self.starts_at + dt.timedelta(minutes=self.minutes)

    @property
    def is_ahead(self) -> bool:
        """Whether it will take place and has not been opened."""
        return self.state in OccurrenceState.expected() and self.opened_at is None

    @property
    def is_running(self) -> bool:
        """Whether it was opened and not closed yet."""
        return self.opened_at is not None and self.closed_at is None

    @property
    def is_unrecorded(self) -> bool:
        """Whether its time has passed and nobody has said what came of it."""
        return self.state in OccurrenceState.expected() and self.ends_at < timezone.now()

    @property
    def audit_ref(self) -> str:
        return f"{self.series.reference}/{self.slot_on.isoformat()}"

    @property
    def audit_label(self) -> str:
        return f"Working session of {self.slot_on.isoformat()}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.series.initiative.reference


class RestingDate(models.Model):
    """How people had arranged a date ahead that a pause took away, kept until work goes on."""

    series = models.ForeignKey(
        SessionSeries, on_delete=models.CASCADE, related_name="resting_dates"
    )
    rhythm = models.ForeignKey(SessionRhythm, on_delete=models.CASCADE, related_name="+")
    slot_on = models.DateField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=OccurrenceState.choices)
    purpose = models.CharField(max_length=10, choices=SessionPurpose.choices)
    times_put_off = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]

    def __str__(self) -> str:
        return f"{self.series_id} on {self.slot_on}"


class SessionReply(models.Model):
    """Whether somebody can come, to one date or, without one, to the series.

    Shown by side only and kept for planning; it is no attendance.
    """

    series = models.ForeignKey(SessionSeries, on_delete=models.CASCADE, related_name="replies")
    occurrence = models.ForeignKey(
        SessionOccurrence, null=True, blank=True, on_delete=models.CASCADE, related_name="replies"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    coming = models.BooleanField()
    replied_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["occurrence", "user"], name="session_reply_once"),
            models.UniqueConstraint(
                fields=["series", "user"],
                condition=models.Q(occurrence=None),
                name="session_series_reply_once",
            ),
        ]

    def __str__(self) -> str:
        return "coming" if self.coming else "not coming"


class CalendarFeed(models.Model):
    """The private address of one's sessions; only its digest is kept, so it is shown once."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    last_read_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Calendar of {self.user}"

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"calendar-feed:{self.pk}"

    @property
    def audit_label(self) -> str:
        return "Calendar address"
