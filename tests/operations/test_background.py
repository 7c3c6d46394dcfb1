"""The schedule names tasks that exist; the queue is the one the environment asks for."""

import pytest

from config.celery import SCHEDULE, app, configuration


@pytest.mark.parametrize("entry", SCHEDULE.values(), ids=SCHEDULE)
def test_each_scheduled_task_exists(entry: dict[str, str]) -> None:
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks


def test_the_embedded_queue_is_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    chosen = configuration()
    assert "folder" in chosen["broker_transport_options"]
    assert "beat_scheduler" not in chosen


def test_with_redis_a_second_scheduler_takes_over_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/9")
    chosen = configuration()
    assert chosen["beat_scheduler"] == "redbeat.RedBeatScheduler"
    assert (chosen["beat_max_loop_interval"], chosen["redbeat_lock_timeout"]) == (5, 30)
