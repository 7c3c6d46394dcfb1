"""Writing letters, in the transaction of the change they tell of; delivery comes later."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people import events
from people.actions.administration import Administered
from people.models import Letter
from people.text import tidy


def write_letter(
    to: str,
    *,
    key: str,
    about: str,
    subject: str,
    text: str,
    page: str = "",
    page_key: str = "",
    expires_at: dt.datetime | None = None,
) -> None:
    """Queue mail to somebody outside in the caller's transaction; a key counts once.

    `about` says what kind of letter it is, for administrators, who never read it.
    `page` is a path of Joinery's own; with `page_key` the secret made of it is put after it.
    After `expires_at` the letter is too late to matter and is not sent.

    Raises:
        ValueError: the page is no path of Joinery's own.
    """
    if page and (not page.startswith("/") or page.startswith("//")):
        message = f"The page of a letter is a path of Joinery's own, not {page}."
        raise ValueError(message)
    letter = Letter(
        unique_key=key,
        about=about,
        to=to,
        subject=tidy(subject)[:250],
        text=text,
        page=page,
        page_key=page_key,
        expires_at=expires_at,
    )
    Letter.objects.bulk_create([letter], ignore_conflicts=True)


@transaction.atomic
def retry_letter(letter: Letter, *, actor: Actor) -> bool:
    """Send a letter that was given up, from the first attempt on; whether there was a need."""
    given_up = Letter.objects.select_for_update().filter(pk=letter.pk, state=Letter.State.GIVEN_UP)
    found = given_up.first()
    if found is None:
        return False
    found.state = Letter.State.WAITING
    found.attempts = 0
    found.due_at = timezone.now()
    found.save(update_fields=["state", "attempts", "due_at"])
    about = Administered(f"letter:{found.pk}", f"Letter {found.pk}")
    record(events.NOTICE_RETRIED, about, actor=actor)
    return True
