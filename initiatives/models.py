"""The initiative, who is at its table and what has been decided."""

import datetime as dt
import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from initiatives.vocabulary import (
    HowFar,
    InvitationState,
    MilestoneKind,
    OperationalStatus,
    ReopeningCause,
    Stage,
    Status,
    TimeQuality,
)
from people.models import Unit, User
from people.vocabulary import Party, Role

if TYPE_CHECKING:
    from django.db.models import Q

DRAFT_LIFETIME = dt.timedelta(days=14)


class ReferenceSeries(models.Model):
    """The next free number of each kind of reference."""

    prefix = models.CharField(max_length=20, primary_key=True)
    next_number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.prefix}{self.next_number:04d}"


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """Initiatives that somebody may see."""

    def visible_to(self, user: User) -> "InitiativeQuerySet":
        """Every initiative for every role, but restricted ones (A28) only for its members, the
        IT member named in the restriction and auditors; none for people without a role (B61).
        Somebody who is a session participant only sees those at whose table they sit.
        """
        if not user.roles:
            return self.none()
        if user.holds(Role.AUDITOR):
            return self
        if user.roles == {Role.SESSION_PARTICIPANT}:
            own_seats = Member.objects.filter(user=user, left_at=None)
            return self.filter(pk__in=own_seats.values("initiative"))
        return self.exclude(
            models.Exists(
                Restriction.objects.filter(Restriction.in_force(), initiative=models.OuterRef("pk"))
                .exclude(it_member=user)
                .exclude(
                    models.Exists(
                        Member.objects.filter(
                            initiative=models.OuterRef("initiative"), user=user, left_at=None
                        )
                    )
                )
            )
        )


class Initiative(models.Model):
    """An AI initiative, from a vague idea to a retired service."""

    reference = models.CharField(max_length=20, unique=True, editable=False)
    title = models.CharField(max_length=200)
    problem = models.TextField(max_length=5000)
    business_goal = models.TextField(max_length=2000, blank=True)
    operability_goal = models.TextField(max_length=2000, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="initiatives")
    how_far = models.CharField(max_length=20, choices=HowFar.choices)
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.DESIGN)
    operational_status = models.CharField(
        max_length=20, choices=OperationalStatus.choices, default=OperationalStatus.EXPERIMENT
    )
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.ACTIVE)
    lead = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="led_initiatives"
    )
    registered_at = models.DateTimeField(default=timezone.now, editable=False)
    started_on = models.DateField(null=True, blank=True)
    it_invited_at = models.DateTimeField(null=True, blank=True, editable=False)
    it_joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    source = models.CharField(max_length=80, blank=True, editable=False)
    source_key = models.CharField(max_length=64, blank=True, editable=False)
    source_note = models.TextField(blank=True, editable=False)
    source_values = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-registered_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-registered_at", "-id"], name="initiative_newest"),
            models.Index(fields=["stage", "status"], name="initiative_stage_status"),
            models.Index(fields=["title"], name="initiative_title"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~models.Q(source=""),
                name="initiative_source_row_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("initiatives:workspace", args=[self.reference])

    @cached_property
    def seats(self) -> "list[Member]":
        """Who sits at the table now; read once, from the prefetched members where there are."""
        return [member for member in self.members.all() if member.left_at is None]

    @property
    def is_half_filled(self) -> bool:
        """Whether the shared outcome lacks one of its two goals (A01)."""
        return not (self.business_goal and self.operability_goal)

    @property
    def is_ended(self) -> bool:
        """Whether work has ended for good or until somebody resumes it."""
        return self.status in {Status.STOPPED, Status.WITHDRAWN}

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_label(self) -> str:
        return self.title

    @property
    def audit_initiative_ref(self) -> str:
        return self.reference


class UseCaseVersion(models.Model):
    """The use case as it read from a time on, so that later changes stay visible (A14)."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    problem = models.TextField()
    business_goal = models.TextField(blank=True)
    operability_goal = models.TextField(blank=True)
    changed_by_party = models.CharField(max_length=20, choices=Party.choices, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    after_it_joined = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["initiative", "number"], name="use_case_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class Member(models.Model):
    """A person at the initiative's table, for one side."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    party = models.CharField(max_length=20, choices=Party.choices)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["party", "joined_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "user"],
                condition=models.Q(left_at=None),
                name="member_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.get_party_display()}"


class Milestone(models.Model):
    """A dated step: planned, taken, and perhaps open to be taken again (A12, A13, A26).

    A step without a row is open and has no date yet. A declared step may be taken on a day that
    nobody has told yet.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=30, choices=MilestoneKind.choices)
    planned_on = models.DateField(null=True, blank=True)
    taken = models.BooleanField(default=False)
    taken_on = models.DateField(null=True, blank=True)
    taken_recorded_at = models.DateTimeField(null=True, blank=True)
    quality = models.CharField(
        max_length=10, choices=TimeQuality.choices, default=TimeQuality.RECORDED
    )
    reopenable = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["initiative", "kind"], name="milestone_once"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def was_taken_before(self, moment: dt.datetime) -> bool:
        """Whether the step had been taken when something else happened.

        A recorded step knows the moment; a declared one its day, or, untold, only the moment
        it was declared.
        """
        if not self.taken:
            return False
        if self.taken_on and self.quality == TimeQuality.DECLARED:
            return self.taken_on < timezone.localdate(moment, dt.UTC)
        return self.taken_recorded_at is not None and self.taken_recorded_at < moment


class Invitation(models.Model):
    """IT is asked to the table, with the design questions that are open (A10, A11)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="invitations")
    invitee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sent_invitations")
    invited_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(
        max_length=10, choices=InvitationState.choices, default=InvitationState.SENT
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True, max_length=2000)
    passed_on_to = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="passed_on_from"
    )
    first_contribution_at = models.DateTimeField(null=True, blank=True)
    submission_key = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-invited_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative", "invitee"],
                condition=models.Q(state="sent"),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invitee} to {self.initiative}"

    @property
    def audit_ref(self) -> str:
        return f"invitation:{self.pk}"

    @property
    def audit_label(self) -> str:
        return f"Invitation to {self.initiative.title}"

    @property
    def audit_initiative_ref(self) -> str:
        return self.initiative.reference


class OpenQuestion(models.Model):
    """A design question that is open when IT is invited (A11)."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="open_questions"
    )
    text = models.CharField(max_length=500)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text


class Interruption(models.Model):
    """Work was paused, stopped or withdrawn: by whom, why, and what would resume it (B66)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="interruptions"
    )
    status = models.CharField(max_length=20, choices=Status.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_party = models.CharField(max_length=20, choices=Party.choices)
    reason = models.TextField(max_length=2000)
    resume_condition = models.TextField(max_length=2000, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=models.Q(ended_at=None),
                name="interruption_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: {self.initiative}"


class OperationalStatusChange(models.Model):
    """It runs as something else from a day on, and what shows it (B96)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="operational_status_changes"
    )
    from_status = models.CharField(max_length=20, choices=OperationalStatus.choices)
    to_status = models.CharField(max_length=20, choices=OperationalStatus.choices)
    effective_on = models.DateField()
    evidence = models.TextField(max_length=2000)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_party = models.CharField(max_length=20, choices=Party.choices)
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} to {self.get_to_status_display()}"


class Reopening(models.Model):
    """A decision was taken back into the open, for a cause (A26, M15).

    `was_recorded_at` is when it had been noted as taken, as it happened; None for one that was
    told afterwards. `planned` is an iteration that had been agreed beforehand.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="reopenings")
    kind = models.CharField(max_length=30, choices=MilestoneKind.choices)
    cause = models.CharField(max_length=20, choices=ReopeningCause.choices)
    planned = models.BooleanField(default=False)
    reason = models.TextField(max_length=2000)
    by_party = models.CharField(max_length=20, choices=Party.choices)
    was_recorded_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_cause_display().lower()}"


class Restriction(models.Model):
    """Fewer people see an initiative for a while; a named IT member always does (A28)."""

    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="restrictions"
    )
    reason = models.TextField(max_length=2000)
    until = models.DateField()
    it_member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-since", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["initiative"],
                condition=models.Q(lifted_at=None),
                name="restriction_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative}, until {self.until}"

    @staticmethod
    def in_force() -> "Q":
        """Restrictions that hold today; they end by themselves.

        The day is UTC's: nobody may end one earlier by another time zone in their profile.
        """
        return models.Q(lifted_at=None, until__gte=timezone.localdate(timezone=dt.UTC))


class RegistrationDraft(models.Model):
    """What somebody has typed and not registered yet; private, and gone after 14 days (B61)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="registration_drafts")
    content = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return str(self.content.get("title") or "Untitled idea")

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"draft:{self.pk}"

    @property
    def audit_label(self) -> str:
        return "Registration draft"

    @property
    def expires_at(self) -> dt.datetime:
        """When it is removed."""
        return self.saved_at + DRAFT_LIFETIME


class InventoryImport(models.Model):
    """A file of initiatives that somebody brought, and what came of it."""

    class State(models.TextChoices):
        """How far the import is."""

        READY = "ready", "Ready to take"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Nothing taken"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    file = models.FileField(upload_to="inventories/")
    mapping_name = models.CharField(max_length=120)
    mapping_text = models.TextField()
    only_good_rows = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)
    failure = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"inventory-import:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.file_name
