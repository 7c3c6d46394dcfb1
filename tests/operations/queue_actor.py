"""A process that produces, consumes or holds messages of the embedded queue, run by the tests.

python -m tests.operations.queue_actor produce FOLDER FIRST COUNT
python -m tests.operations.queue_actor consume FOLDER LOG      until the queue is empty for 8 s
python -m tests.operations.queue_actor hold FOLDER COUNT       takes COUNT, then waits for its end
"""

import sys
import time
from pathlib import Path
from typing import Any

from kombu import Connection, Exchange, Queue
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["joinery-files"] = "config.transport:Transport"
ORDERS = Queue("orders", Exchange("orders", type="direct"), routing_key="orders")
EMPTY_SECONDS = 8.0  # longer than it takes to notice that another consumer died


def connect(folder: str) -> Any:
    """A connection to the queue in the folder."""
    return Connection("joinery-files://", transport_options={"folder": folder})


def produce(folder: str, first: str, count: str) -> None:
    """Publish the numbers from `first` on."""
    with connect(folder) as connection:
        producer = connection.Producer()
        for number in range(int(first), int(first) + int(count)):
            producer.publish(
                {"number": number}, exchange=ORDERS.exchange, routing_key="orders", declare=[ORDERS]
            )


def consume(folder: str, log: str) -> None:
    """Write each number to the log, then acknowledge it."""
    with connect(folder) as connection, Path(log).open("a", buffering=1) as file:

        def work(body: dict[str, int], message: Any) -> None:
            file.write(f"{body['number']}\n")
            message.ack()

        _drain(connection, work)


def _drain(connection: Any, work: Any) -> None:
    with connection.Consumer([ORDERS], callbacks=[work]):
        last = time.monotonic()
        while time.monotonic() - last < EMPTY_SECONDS:
            try:
                connection.drain_events(timeout=0.5)
                last = time.monotonic()
            except TimeoutError:
                continue


def hold(folder: str, count: str) -> None:
    """Take messages without acknowledging any, say so, and wait to be killed."""
    with connect(folder) as connection:
        channel = connection.channel()
        bound = ORDERS(channel)
        bound.declare()
        held = 0
        while held < int(count):
            held += bound.get() is not None
        print("holding", flush=True)  # noqa: T201 - the test reads it
        time.sleep(600)


if __name__ == "__main__":
    {"produce": produce, "consume": consume, "hold": hold}[sys.argv[1]](*sys.argv[2:])
