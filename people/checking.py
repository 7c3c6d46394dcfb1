"""Values that come from outside and must be of one kind; what every action checks first."""

import datetime as dt

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format

from people.errors import InvalidInput


def require_choice(
    choices: type[TextChoices], value: str, field: str, *, may_be_empty: bool = False
) -> None:
    """Go on only with a known value.

    Raises:
        InvalidInput: it is none of the choices.
    """
    if value in choices.values or (may_be_empty and value == ""):
        return
    raise InvalidInput(
        f"“{value}” is no {field.replace('_', ' ')}." if value else "Nothing is chosen.",
        way_out=f"Use one of {', '.join(choices.values)}.",
        field=field,
    )


def refuse_future(
    day: dt.date | None, field: str, *, way_out: str = "Give the day it happened."
) -> None:
    """Go on only with a day that has come; None passes.

    Raises:
        InvalidInput: the day lies ahead.
    """
    if day is not None and day > timezone.localdate():
        raise InvalidInput(f"{date_format(day, 'j F Y')} lies ahead.", way_out=way_out, field=field)
