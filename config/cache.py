"""The cache in Redis, and in this process while Redis is away.

The cache counts sign-in attempts. Without this, nobody could sign in while Redis is being
restarted; with it the attempts are still counted, only by each process for itself.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

logger = logging.getLogger(__name__)

AWAY = (RedisConnectionError, RedisTimeoutError)
ASK_AGAIN_SECONDS = 5.0


class Absence:
    """Whether Redis is known to be away. One for the process: each thread has its own cache."""

    until = 0.0  # on the monotonic clock

    def is_known(self) -> bool:
        """True for a few seconds after a failure, so that not every request waits for another."""
        return time.monotonic() < self.until

    def note(self) -> None:
        """Remember a failure that has just happened."""
        self.until = time.monotonic() + ASK_AGAIN_SECONDS
        logger.warning("Redis does not answer; the cache is kept in this process meanwhile")


absence = Absence()


class SharedCache(RedisCache):
    """Django's Redis cache for single keys, with a stand-in. Clearing is for Redis alone."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._stand_in = LocMemCache("while-redis-is-away", {})

    def _ask(self, method: str, *arguments: Any, **options: Any) -> Any:
        if not absence.is_known():
            try:
                return getattr(super(), method)(*arguments, **options)
            except AWAY:
                absence.note()
        return getattr(self._stand_in, method)(*arguments, **options)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set the key if nobody has; whether it was set."""
        return bool(self._ask("add", key, value, timeout=timeout, version=version))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """The value, or the default."""
        return self._ask("get", key, default=default, version=version)

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Set the key."""
        self._ask("set", key, value, timeout=timeout, version=version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep the key for longer; whether there is such a key."""
        return bool(self._ask("touch", key, timeout=timeout, version=version))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Forget the key; whether there was one."""
        return bool(self._ask("delete", key, version=version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to the number under the key.

        Raises:
            ValueError: when there is none.
        """
        return int(self._ask("incr", key, delta=delta, version=version))
