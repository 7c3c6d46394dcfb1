"""Slowing down those who try out private addresses."""

import hashlib
import time

from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

WINDOW = 60  # seconds
MOST_WRONG = 60  # per window, from one network address


def seconds_to_wait(request: HttpRequest) -> int:
    """How long the network address has to wait; 0 while it has not guessed too often."""
    now = time.time()
    if cache.get(_key(request, now), 0) < MOST_WRONG:
        return 0
    return int(WINDOW - now % WINDOW) + 1


def note_wrong_guess(request: HttpRequest) -> None:
    """Count an address that was none."""
    key = _key(request, time.time())
    cache.add(key, 0, 2 * WINDOW)
    try:
        cache.incr(key)
    except ValueError:  # the window ended meanwhile
        return


def _key(request: HttpRequest, now: float) -> str:
    address = BaseThrottle().get_ident(request) or ""  # type: ignore[arg-type]
    said = f"{int(now // WINDOW)}\n{address}"
    return "calendar-guess:" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
