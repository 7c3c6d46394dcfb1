"""Secrets in the links of letters: made of a key and this installation's own secret.

A copy of the database gives nobody a link that works, and no secret waits in the outbox.
"""

import base64
import hashlib
import secrets

from django.utils.crypto import salted_hmac

_SALT = "people.letter_keys"


def new_page_key() -> str:
    """A key of its own for one link."""
    return secrets.token_hex(24)


def secret_of(page_key: str) -> str:
    """The secret that the link of this key ends in; the same each time."""
    digest = salted_hmac(_SALT, page_key, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def digest_of(secret: str) -> str:
    """What may be kept of a secret, to know it again."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
