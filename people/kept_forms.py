"""What somebody typed when their session had ended, kept until they have signed in again."""

from django.contrib import messages
from django.http import HttpRequest

_SESSION_KEY = "kept_form"
_SECRETS = {"csrfmiddlewaretoken", "channel_address"}
_MOST_CHARACTERS = 64_000


def keep(request: HttpRequest) -> None:
    """Keep the posted fields for the page they were meant for; no files and no secrets."""
    typed = {name: values for name, values in request.POST.lists() if not _is_secret(name)}
    if sum(len(value) for values in typed.values() for value in values) <= _MOST_CHARACTERS:
        request.session[_SESSION_KEY] = {"path": request.path, "typed": typed}


def _is_secret(field: str) -> bool:
    return field in _SECRETS or "password" in field


def take(request: HttpRequest) -> dict[str, list[str]]:
    """The fields kept for this page, once; empty when there are none."""
    kept = request.session.get(_SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[_SESSION_KEY]
    messages.info(
        request, "You had been signed out. What you typed is below; it has not been sent yet."
    )
    typed: dict[str, list[str]] = kept["typed"]
    return typed


def initial(request: HttpRequest) -> dict[str, str]:
    """The kept fields as a form's initial values; the last value of each."""
    return {name: values[-1] for name, values in take(request).items() if values}
