"""Slowing down those who guess passwords."""

import hashlib
import time
from collections.abc import Mapping
from typing import Any

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

WINDOW = 60  # seconds
MOST_FROM_ADDRESS = 100
MOST_FOR_PERSON = 10


class FailedSignIns(BaseThrottle):
    """At most so many wrong passwords a minute from one address, fewer for one person.

    Each attempt is counted when it begins, so that attempts side by side cannot slip through,
    and a right password is taken off the count again.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        address = self.get_ident(request) or ""
        self.began = time.time()
        minute = str(int(self.began // WINDOW))
        limits = {
            _key(minute, address): MOST_FROM_ADDRESS,
            _key(minute, address, _email(request.data)): MOST_FOR_PERSON,
        }
        self.keys = list(limits)
        counts = {key: _count(key) for key in self.keys}
        return all(counts[key] <= most for key, most in limits.items())

    def wait(self) -> float:
        """Seconds until the next window."""
        return WINDOW - self.began % WINDOW

    def forgive(self) -> None:
        """The attempt was a right one."""
        for key in self.keys:
            _add(key, -1)


def _email(data: Any) -> str:
    return str(data.get("email", "")).strip().lower() if isinstance(data, Mapping) else ""


def _key(*parts: str) -> str:
    return "sign-in:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()


def _count(key: str) -> int:
    cache.add(key, 0, 2 * WINDOW)
    return _add(key, 1)


def _add(key: str, number: int) -> int:
    try:
        return cache.incr(key, number)
    except ValueError:  # the window ended meanwhile
        return 0
