"""Slowing down those who guess passwords."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

ADDRESS_WINDOW = 60  # seconds
MOST_FROM_ADDRESS = 100
# As the sign-in page counts them: for the person, from wherever they come.
PERSON_WINDOW = 300
MOST_FOR_PERSON = 5


class FailedSignIns(BaseThrottle):
    """At most so many wrong passwords from one network address, far fewer for one person.

    Each attempt is counted when it begins, so that attempts side by side cannot slip through,
    and a right password is taken off the count again.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        counted = [(ADDRESS_WINDOW, MOST_FROM_ADDRESS, self.get_ident(request) or "")]
        if email := _email(request.data):
            counted.append((PERSON_WINDOW, MOST_FOR_PERSON, email))
        now = time.time()
        self.keys = []
        self.seconds = 0.0
        for window, most, who in counted:
            key = _key(str(window), str(int(now // window)), who)
            self.keys.append(key)
            if _count(key, window) > most:
                self.seconds = max(self.seconds, window - now % window)
        return not self.seconds

    def wait(self) -> float:
        """Seconds until what was exceeded is counted anew."""
        return self.seconds

    def forgive(self) -> None:
        """The attempt was a right one."""
        for key in self.keys:
            _add(key, -1)


def _email(data: Any) -> str:
    """In capitals: people are found whatever the case, and small letters have look-alikes there."""
    return str(data.get("email", "")).strip().upper() if isinstance(data, Mapping) else ""


def _key(*parts: str) -> str:
    return "sign-in:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _count(key: str, window: int) -> int:
    cache.add(key, 0, 2 * window)
    return _add(key, 1)


def _add(key: str, number: int) -> int:
    try:
        return cache.incr(key, number)
    except ValueError:  # the window ended meanwhile
        return 0
