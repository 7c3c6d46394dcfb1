"""Letting several people act in the same moment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection

from people.errors import Refusal


@dataclass
class Outcome:
    """What came of it: results and refusals, in the order in which they ended."""

    done: list[Any] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def at_once(*acts: Callable[[], Any]) -> Outcome:
    """Each act in a thread of its own, begun together; PostgreSQL only, as SQLite lets one write.

    Anything but a result or a refusal fails the test, a deadlock above all.
    """
    if connection.vendor != "postgresql":
        pytest.skip("rows are locked on PostgreSQL only")
    together = threading.Barrier(len(acts), timeout=30)
    outcome = Outcome()
    unexpected: list[BaseException] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            together.wait()
            outcome.done.append(act())
        except Refusal as refusal:
            outcome.refused.append(refusal)
        except Exception as error:  # noqa: BLE001 - a thread's failure must reach the test
            unexpected.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    assert unexpected == []
    return outcome
