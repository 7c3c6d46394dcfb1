"""The organisation: sites, units, posts, people, their roles and duty."""

import uuid
from typing import Any, ClassVar, cast
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property

from people.vocabulary import Party, Role


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(
            "%(name)s is not a time zone. Write it as in Europe/Berlin.", params={"name": name}
        )


class Site(models.Model):
    """A place where the organisation works."""

    name = models.CharField(max_length=120, unique=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166 code, as in DE")
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A part of the organisation that owns initiatives."""

    name = models.CharField(max_length=200, unique=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    sites = models.ManyToManyField(Site, blank=True, related_name="units")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a unit above that is this unit or below it: looking upwards would not end."""
        above = self.parent
        while above is not None:
            if above.pk == self.pk and self.pk is not None:
                message = "This unit lies below the one that you are changing."
                raise ValidationError({"parent": message})
            above = above.parent

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"unit:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people known by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person with the address in lower case; without a password nobody can sign in."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An administrator, for `manage.py createsuperuser`."""
        return self.create_user(email, password, **fields, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    full_name = models.CharField(max_length=150)
    time_zone = models.CharField(max_length=60, default="UTC", validators=[validate_time_zone])
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, default="en")
    is_active = models.BooleanField(
        "active", default=True, help_text="Switch off instead of deleting; the record keeps names."
    )
    is_staff = models.BooleanField(
        "administrator", default=False, help_text="May open these administration pages."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["full_name"]

    class Meta:
        ordering: ClassVar = ["full_name", "pk"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_once",
                violation_error_message="Somebody has this e-mail address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Roles held now; none for somebody who is no longer active. One query a request."""
        if not self.is_active or self.pk is None:
            return frozenset()
        held = self.role_assignments.values_list("role", flat=True)
        return frozenset(Role(role) for role in held)

    def holds(self, *roles: Role) -> bool:
        """Whether any of the roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def party(self) -> Party | None:
        """The side the person speaks for; business and IT before the others."""
        return next((role.party for role in Role if role in self.roles), None)

    @property
    def actor_id(self) -> str:
        return f"person:{self.pk}"

    @property
    def actor_label(self) -> str:
        return self.full_name

    @property
    def actor_party(self) -> str:
        return self.party or ""

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return self.actor_id

    @property
    def audit_label(self) -> str:
        return f"Person {self.pk}"


class RoleAssignment(models.Model):
    """A role that a person holds, for one unit or, without a unit, for all."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField(max_length=40, choices=Role.choices)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, help_text="Empty: every unit."
    )

    class Meta:
        verbose_name = "role"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="role_once_in_unit"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(unit=None),
                name="role_once_everywhere",
            ),
        ]

    def __str__(self) -> str:
        place = self.unit or "every unit"
        return f"{self.get_role_display()}, {place}"


class Post(models.Model):
    """A position that outlives the person who holds it."""

    title = models.CharField(max_length=150)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    holder = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )

    class Meta:
        ordering: ClassVar = ["title", "pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.unit}"


class DutyQuerySet(models.QuerySet["Duty"]):
    """Finds who is on duty."""

    def on(self, day: Any) -> "DutyQuerySet":
        """Duty that covers the day, by active people."""
        started = models.Q(starts_on__lte=day)
        not_over = models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day)
        return self.filter(started & not_over, person__is_active=True)


class Duty(models.Model):
    """IT duty: who answers first when a unit invites IT."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="duties")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="duties")
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True, help_text="Empty: until somebody follows.")

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "IT duty"
        verbose_name_plural = "IT duties"
        ordering: ClassVar = ["-starts_on", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="duty_ends_after_start",
                violation_error_message="The duty ends before it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.unit}"


class ApiToken(models.Model):
    """A named key to the API. Only its digest is kept, so it can be shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=12, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_on = models.DateField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        verbose_name = "API token"

    def __str__(self) -> str:
        return self.name

    audit_initiative_ref = ""

    @property
    def audit_ref(self) -> str:
        return f"api-token:{self.pk}"

    @property
    def audit_label(self) -> str:
        return self.name


def person(user: object) -> User:
    """The signed-in person of a request whose view requires sign-in."""
    return cast("User", user)
