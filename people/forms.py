"""What the forms of every app share, and the profile's own."""

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import available_timezones

from django import forms
from django.db.models import BigIntegerField

from people.errors import InvalidInput, NotVisible, Refusal
from people.models import User

_FieldT = TypeVar("_FieldT", bound=forms.Field)

if TYPE_CHECKING:
    _SeveralField = forms.ModelMultipleChoiceField[Any]
else:
    _SeveralField = forms.ModelMultipleChoiceField


def unmarked(field: _FieldT) -> _FieldT:
    """A field that may stay empty and is not called optional: its own words say when it may."""
    vars(field)["marks_itself"] = True
    return field


class OnceForm(forms.Form):
    """A form that, sent twice, is done once: it carries the key of its submission."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean_submission_key(self) -> uuid.UUID:
        """The key; a form without one is its own submission."""
        return self.cleaned_data["submission_key"] or uuid.uuid4()


class ChosenField(_SeveralField):
    """Several rows of a list. A number that no row can have is none of them.

    Django asks the database for it as it is, and SQLite answers with a fault.
    """

    def clean(self, value: Any) -> Any:
        """The rows that were chosen."""
        for each in value or ():
            if not _may_be_an_id(str(each)):
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(each)[:20]},
                )
        return super().clean(value)


def _may_be_an_id(typed: str) -> bool:
    """Whether it is a number that a row can have, or none, which Django says by itself."""
    try:
        return abs(int(typed)) <= BigIntegerField.MAX_BIGINT
    except ValueError:
        return True


def show_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show why an action was refused beside the field it is about, with the way out."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


def shown_status(refusal: Refusal) -> HTTPStatus:
    """The status of a form shown again: input to correct is no error of the request."""
    return HTTPStatus.OK if isinstance(refusal, InvalidInput) else refusal.status


def unmet(form: forms.Form, act: Callable[[], object]) -> HTTPStatus | None:
    """Do what a valid form asks for; None when it is done.

    Otherwise the form says what was missing or refused, and keeps what was typed; the status is
    that of the page that shows it again.

    Raises:
        NotVisible: what the form is about may no longer be known to the person.
    """
    if not form.is_valid():
        return HTTPStatus.OK
    try:
        act()
    except NotVisible:
        raise
    except Refusal as refusal:
        show_refusal(form, refusal)
        return shown_status(refusal)
    return None


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What people may change about themselves."""

    class Meta:
        model = User
        fields = ("full_name", "time_zone", "language")
        widgets = {
            "time_zone": forms.Select(
                choices=[(name, name.replace("_", " ")) for name in sorted(available_timezones())]
            )
        }


class TokenForm(OnceForm):
    """Names a new API token."""

    name = forms.CharField(
        max_length=100, label="What will use it?", help_text="For example: line planner, nightly"
    )
