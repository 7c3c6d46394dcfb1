"""Administration of people, places and duty. Each change is recorded with it (B88)."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account.decorators import secure_admin_login
from allauth.account.forms import ResetPasswordForm
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from audit.admin import AdministratorsMay, ReadOnlyAdmin
from people import queries
from people.actions import note_administration, retry_letter, retry_notice, revoke_token
from people.delivery.reasons import plain_reason
from people.models import (
    ApiToken,
    Duty,
    Letter,
    Notice,
    Post,
    RoleAssignment,
    Site,
    Unit,
    User,
    person,
)
from people.notice_kinds import all_notice_kinds

admin.site.site_header = "Joinery administration"
admin.site.site_title = "Joinery administration"
admin.site.index_title = "People, places and what only administrators see"
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
for unused in (Group, EmailAddress):
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)

TIME_ZONES = [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class RecordedAdmin(AdministratorsMay, admin.ModelAdmin):  # type: ignore[type-arg]
    """Writes each change to the record, in the transaction that Django opens around the page.

    Django calls the `log_` methods after saving and before deleting, inside that transaction.
    """

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        entry: LogEntry = super().log_addition(request, obj, message)
        self._note(request, obj, entry.get_change_message(), message)
        return entry

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> LogEntry:
        entry: LogEntry = super().log_change(request, obj, message)
        if message:
            self._note(request, obj, entry.get_change_message(), message)
        return entry

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for thing in queryset:
            self._note(request, thing, "removed", [])
        return super().log_deletions(request, queryset)

    def changes_rights(self, message: list[dict[str, Any]]) -> bool:
        """Whether the change touches what somebody may do."""
        return False

    def _note(self, request: HttpRequest, thing: Model, change: str, message: Any) -> None:
        note_administration(
            thing,
            change.rstrip("."),
            actor=person(request.user),
            rights=self.changes_rights(message),
        )


class RoleInline(AdministratorsMay, admin.TabularInline):  # type: ignore[type-arg]
    """What the person is in the organisation."""

    model = RoleAssignment
    extra = 0


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person without a password: they set it themselves, by a link."""

    class Meta:
        model = User
        fields = ("full_name", "email", "time_zone", "language", "is_active", "is_staff")
        widgets = {"time_zone": forms.Select(choices=TIME_ZONES)}

    def clean_email(self) -> str:
        """One spelling for one address."""
        email: str = self.cleaned_data["email"]
        return email.strip().lower()


@admin.register(User)
class PersonAdmin(RecordedAdmin):
    """People are switched off, not deleted: the record keeps their names."""

    form = PersonForm
    inlines = [RoleInline]
    list_display = ["full_name", "email", "roles_held", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", "role_assignments__role"]
    search_fields = ["full_name", "email"]
    actions = ["send_password_link"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        people: QuerySet[User] = super().get_queryset(request)
        return people.prefetch_related("role_assignments__unit")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody locks themselves out."""
        return ("is_active", "is_staff") if obj and obj.pk == request.user.pk else ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001 - Django's signature
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        # An address that is no longer theirs must not set their password.
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: Any = None) -> Any:
        self._send_link(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def changes_rights(self, message: list[dict[str, Any]]) -> bool:
        """Roles, and whatever decides who may sign in; not a new name or time zone."""
        plain = {"Full name", "Time zone", "Language"}
        for part in message:
            fields = part.get("changed", {}).get("fields")
            if fields is None or not plain.issuperset(fields):
                return True
        return False

    @admin.display(description="roles")
    def roles_held(self, user: User) -> str:
        """Roles with their units."""
        return "; ".join(str(role) for role in user.role_assignments.all())

    @admin.action(description="Send a link to set the password")
    def send_password_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Mail each of the active people a link; it works for three days."""
        for user in queryset:
            self._send_link(request, user)

    def _send_link(self, request: HttpRequest, user: User) -> None:
        form = ResetPasswordForm(data={"email": user.email})
        if not user.is_active or not form.is_valid():
            self.message_user(
                request, f"{user} is switched off, so no link was sent.", messages.WARNING
            )
            return
        try:
            form.save(request)
        except OSError as error:
            self.message_user(
                request,
                f"No link was sent to {user.email}: {error}. Use the action to try again.",
                messages.ERROR,
            )
            return
        with transaction.atomic():
            note_administration(
                user, "a link to set the password was sent", actor=person(request.user), rights=True
            )
        self.message_user(request, f"A link to set the password was sent to {user.email}.")


class SiteForm(forms.ModelForm):  # type: ignore[type-arg]
    """A place, with its time zone chosen from a list."""

    class Meta:
        model = Site
        fields = ("name", "country", "time_zone")
        widgets = {"time_zone": forms.Select(choices=TIME_ZONES)}


@admin.register(Site)
class SiteAdmin(RecordedAdmin):
    """Places."""

    form = SiteForm
    list_display = ["name", "country", "time_zone"]
    search_fields = ["name"]


@admin.register(Unit)
class UnitAdmin(RecordedAdmin):
    """Parts of the organisation, one below another."""

    list_display = ["name", "parent", "places"]
    list_select_related = ["parent"]
    search_fields = ["name"]
    autocomplete_fields = ["parent"]
    filter_horizontal = ["sites"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Unit]:
        units: QuerySet[Unit] = super().get_queryset(request)
        return units.prefetch_related("sites")

    @admin.display(description="sites")
    def places(self, unit: Unit) -> str:
        """Names of the unit's sites."""
        return ", ".join(site.name for site in unit.sites.all())


@admin.register(Post)
class PostAdmin(RecordedAdmin):
    """Positions, with who holds them."""

    list_display = ["title", "unit", "holder", "reports_to"]
    list_select_related = ["unit", "holder", "reports_to__unit"]
    list_filter = ["unit"]
    search_fields = ["title", "unit__name", "holder__full_name"]
    autocomplete_fields = ["unit", "holder", "reports_to"]


class CurrentFilter(admin.SimpleListFilter):
    """Whether the duty covers today."""

    title = "when"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("today", "Today"), ("ahead", "Ahead"), ("over", "Over")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Duty]) -> QuerySet[Duty]:
        today = timezone.localdate()
        return queryset.filter(_WHEN[self.value() or ""](today))


_WHEN = {
    "": lambda today: Q(),
    "today": lambda today: Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today)),
    "ahead": lambda today: Q(starts_on__gt=today),
    "over": lambda today: Q(ends_on__lt=today),
}


@admin.register(Duty)
class DutyAdmin(RecordedAdmin):
    """Who answers first for IT in a unit."""

    list_display = ["unit", "person", "starts_on", "ends_on"]
    list_select_related = ["unit", "person"]
    list_filter = [CurrentFilter, "unit"]
    search_fields = ["unit__name", "person__full_name"]
    autocomplete_fields = ["unit"]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any], request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        """Only IT architects are on duty."""
        if db_field.name == "person":
            kwargs["queryset"] = queries.it_architects().order_by("full_name")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class NoticeKindFilter(admin.SimpleListFilter):
    """What the notice is about, in words."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.name, kind.label) for kind in all_notice_kinds()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Notice]) -> QuerySet[Notice]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Deliveries. Subjects and texts stay with their readers: an initiative may be restricted.

    Nor is told whether a notice was read: that is nobody's business but its reader's.
    """

    list_display = [
        "about", "recipient", "state", "reason", "attempts", "due_at", "sent_at", "sent_by",
    ]  # fmt: skip
    list_display_links = None
    list_select_related = ["recipient"]
    list_filter = ["state", NoticeKindFilter]
    actions = ["try_again"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_view_permission(request)

    @admin.display(description="reason")
    def reason(self, notice: Notice) -> str:
        """In plain words, and what was said."""
        if not notice.last_error:
            return ""
        plain = plain_reason(notice.last_error)
        return plain if plain == notice.last_error else f"{plain} ({notice.last_error})"

    @admin.action(description="Try again")
    def try_again(self, request: HttpRequest, queryset: QuerySet[Notice]) -> None:
        """Deliver those that were given up, from the first attempt on."""
        again = sum(retry_notice(notice, actor=person(request.user)) for notice in queryset)
        self.message_user(request, f"{again} will be tried again within a minute.")


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    """Mail to people outside. Its text stays with its reader."""

    list_display = ["about", "to", "state", "reason", "attempts", "due_at", "sent_at"]
    list_display_links = None
    list_filter = ["state"]
    actions = ["try_again"]

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return obj is None and super().has_view_permission(request)

    @admin.display(description="reason")
    def reason(self, letter: Letter) -> str:
        """In plain words."""
        return plain_reason(letter.last_error) if letter.last_error else ""

    @admin.action(description="Try again")
    def try_again(self, request: HttpRequest, queryset: QuerySet[Letter]) -> None:
        """Send those that were given up, from the first attempt on."""
        again = sum(retry_letter(letter, actor=person(request.user)) for letter in queryset)
        self.message_user(request, f"{again} will be tried again within a minute.")


@admin.register(ApiToken)
class ApiTokenAdmin(ReadOnlyAdmin):
    """Keys to the API; their text is kept nowhere."""

    list_display = [
        "name", "user", "hint", "created_at", "last_used_on", "revoked_at",
    ]  # fmt: skip
    list_select_related = ["user"]
    search_fields = ["name", "user__full_name", "user__email"]
    fields = ["name", "user", "hint", "created_at", "last_used_on", "revoked_at"]
    actions = ["revoke"]

    @admin.action(description="Revoke")
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        """End the tokens at once."""
        for token in queryset:
            revoke_token(token, actor=person(request.user))
        self.message_user(request, "The tokens chosen no longer work.")
