"""Keys to the API, each change with its event."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from audit.actors import Actor
from audit.recording import record
from people import events
from people.models import ApiToken, User
from people.text import required_text

TOKEN_PREFIX = "joinery_"  # noqa: S105 - lets secret scanners recognise a leaked token


def token_digest(token: str) -> str:
    """What is kept of a token: hex SHA-256. Tokens are random, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(owner: User, name: str, *, actor: Actor) -> tuple[ApiToken, str]:
    """A new API token and its text, which is never shown again.

    Raises:
        InvalidInput: the name is empty or too long.
    """
    name = required_text(name, "name", label="The name of the token", most=100, lines=False)
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=owner, name=name, digest=token_digest(text), hint=text[-4:]
    )
    record(events.TOKEN_ISSUED, token, actor=actor, data={"name": token.name})
    return token, text


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor) -> None:
    """End a token at once; ending it again changes nothing."""
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at:
        return
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(events.TOKEN_REVOKED, token, actor=actor, data={"name": token.name})
