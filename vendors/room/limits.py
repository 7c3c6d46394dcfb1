"""Slowing down who asks too often, without knowing who they are."""

import hashlib
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of one thing from one address within a time."""

    name: str
    most: int
    seconds: int

    def is_passed(self, request: HttpRequest, who: str = "") -> bool:
        """Count this attempt, and tell whether it is one too many."""
        window = int(time.time() // self.seconds)
        asked = f"{window}\n{who or get_adapter(request).get_client_ip(request)}"
        digest = hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
        key = f"vendor-room:{self.name}:{digest}"
        cache.add(key, 0, 2 * self.seconds)
        try:
            return cache.incr(key) > self.most
        except ValueError:  # the window ended meanwhile
            return False


ARRIVING = Limit("arriving", 60, 60)
ASKING_FOR_LINK = Limit("link", 10, 60 * 60)
SENDING = Limit("sending", 60, 60)
UPLOADING = Limit("uploading", 30, 10 * 60)
