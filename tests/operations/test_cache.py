"""While Redis is away the cache goes on in this process, and says so once in a while."""

from collections.abc import Iterator

import pytest
from django.core.cache.backends.locmem import LocMemCache

from config import cache as shared
from config.cache import SharedCache

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache() -> Iterator[SharedCache]:
    shared.absence.until = 0.0
    LocMemCache("while-redis-is-away", {}).clear()
    yield SharedCache(NOBODY, {"OPTIONS": {"socket_connect_timeout": 1}})
    shared.absence.until = 0.0


def test_values_are_kept_meanwhile(cache: SharedCache) -> None:
    cache.set("key", "value")
    assert cache.get("key") == "value"
    assert cache.get("other", "default") == "default"


def test_counting_goes_on(cache: SharedCache) -> None:
    assert cache.add("attempts", 1)
    assert not cache.add("attempts", 1)
    assert cache.incr("attempts") == 2
    assert cache.touch("attempts", 60)
    assert cache.delete("attempts")


def test_it_is_logged_once_for_many_questions(
    cache: SharedCache, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(5):
        cache.get("key")
    assert [record.getMessage() for record in caplog.records] == [
        "Redis does not answer; the cache is kept in this process meanwhile"
    ]


def test_redis_is_asked_again_later(cache: SharedCache, caplog: pytest.LogCaptureFixture) -> None:
    cache.get("key")
    shared.absence.until = 0.0
    cache.get("key")
    assert len(caplog.records) == 2
