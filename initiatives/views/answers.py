"""How a page answers a form that it shows again."""

from collections.abc import Callable
from http import HTTPStatus

from django import forms

from people.errors import InvalidInput, NotVisible, Refusal
from people.forms import show_refusal


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
        return HTTPStatus.OK if isinstance(refusal, InvalidInput) else refusal.status
    return None
