"""The embedded queue loses nothing, whoever is killed when."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES

from config.transport import Spool

TRANSPORT_ALIASES["joinery-files"] = "config.transport:Transport"


def actor(*arguments: str | Path) -> subprocess.Popen[str]:
    """A process of its own at the queue."""
    command = [sys.executable, "-m", "tests.operations.queue_actor", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "queue"


@pytest.fixture
def simple_queue(folder: Path) -> Iterator[Any]:
    with Connection("joinery-files://", transport_options={"folder": str(folder)}) as connection:
        yield connection.SimpleQueue("orders")


def test_no_message_is_lost_when_a_consumer_is_killed(folder: Path, tmp_path: Path) -> None:
    holder = actor("hold", folder, "20")
    producers = [actor("produce", folder, first, "250") for first in ("0", "250")]
    assert holder.stdout is not None
    assert holder.stdout.readline() == "holding\n"
    logs = [tmp_path / "first.log", tmp_path / "second.log"]
    consumers = [actor("consume", folder, log) for log in logs]
    holder.kill()
    holder.communicate()
    for process in [*producers, *consumers]:
        process.communicate(timeout=120)
        assert process.returncode == 0
    numbers = [int(line) for log in logs for line in log.read_text().split()]
    assert sorted(numbers) == list(range(500))
    assert Spool(folder).size("orders") == 0


def test_messages_come_in_the_order_they_were_sent(simple_queue: Any) -> None:
    for number in range(5):
        simple_queue.put(number)
    received = [simple_queue.get(timeout=1) for _ in range(5)]
    assert [message.payload for message in received] == list(range(5))


def test_a_message_given_back_comes_again_before_later_ones(simple_queue: Any) -> None:
    simple_queue.put("first")
    simple_queue.put("second")
    simple_queue.get(timeout=1).requeue()
    again = [simple_queue.get(timeout=1) for _ in range(2)]
    assert {message.payload for message in again} == {"first", "second"}


def test_closing_gives_back_what_was_not_acknowledged(folder: Path, simple_queue: Any) -> None:
    simple_queue.put("kept")
    simple_queue.get(timeout=1)
    assert Spool(folder).size("orders") == 0
    simple_queue.channel.connection.client.close()
    assert Spool(folder).size("orders") == 1


def test_acknowledging_deletes_the_file(folder: Path, simple_queue: Any) -> None:
    simple_queue.put("done")
    simple_queue.get(timeout=1).ack()
    assert list(folder.rglob("*.json")) == []


def test_a_living_process_keeps_what_it_took(folder: Path) -> None:
    owner = Spool(folder)
    owner.put("orders", "tag", b"{}")
    assert owner.take("orders") == ("tag", b"{}")
    assert Spool(folder).give_back_abandoned() == 0


def test_half_written_messages_are_never_seen(folder: Path) -> None:
    spool = Spool(folder)
    (folder / ".writing" / "half").write_bytes(b'{"body": "un')
    assert spool.take("orders") is None


def test_an_unreadable_message_is_set_aside_and_the_next_one_delivered(
    folder: Path, simple_queue: Any
) -> None:
    Spool(folder).put("orders", "broken", b"not JSON")
    simple_queue.put("whole")
    assert simple_queue.get(timeout=1).payload == "whole"
    assert len(os.listdir(folder / ".unreadable")) == 1


@pytest.mark.parametrize("name", ["../outside", ".owners", "a/b", ""])
def test_a_queue_name_cannot_leave_the_folder(folder: Path, name: str) -> None:
    with pytest.raises(ChannelError):
        Spool(folder).put(name, "tag", b"{}")


def test_messages_without_acknowledgement_are_finished_on_delivery(
    folder: Path, simple_queue: Any
) -> None:
    simple_queue.put("fire and forget")
    assert simple_queue.queue.get(no_ack=True).payload == "fire and forget"
    assert list(folder.rglob("*.json")) == []


def test_purging_empties_the_queue(simple_queue: Any) -> None:
    simple_queue.put("old")
    assert simple_queue.clear() == 1
    assert len(simple_queue) == 0
