"""The embedded queue: Celery messages as files, none of them lost when a process is killed.

kombu's own file-system transport writes under the final name, so a reader can see half a message,
and it deletes a message before the work is done. Here a message is written under a temporary name
and renamed; whoever takes it moves it into a folder of its own, kept alive by a lock that the
operating system lets go when the process dies; and it is deleted only once it is acknowledged.
What a dead process had taken goes back to its place in the queue.

Layout below the folder: `<queue>/` holds what waits, `.owners/<id>/<queue>/` what one process has
taken, `.owners/<id>.lock` says that this process lives, `.unreadable/` what no one can read.
"""

import fcntl
import json
import logging
import os
import re
import tempfile
import threading
import time
import uuid
from collections import deque
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import virtual

logger = logging.getLogger(__name__)

QUEUE_NAME = re.compile(r"\A[A-Za-z0-9_@-][A-Za-z0-9._@-]*\Z")
POLL_SECONDS = 0.1
ABANDONED_CHECK_SECONDS = 5.0


class Spool:
    """One process's view of the queue folder. Threads of the process share it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._owner: Path | None = None
        self._lock_file: int | None = None
        self._owner_lock = threading.Lock()
        self._listed: dict[str, deque[str]] = {}
        self._taken: dict[str, tuple[str, Path]] = {}
        self._next_check = 0.0
        self._folder(".writing")

    def put(self, queue: str, tag: str, message: bytes) -> None:
        """Add a message to the end of the queue. Readers see all of it or nothing."""
        target = self._queue(queue) / f"{time.time_ns():020d}-{tag}.json"
        handle, name = tempfile.mkstemp(dir=self._folder(".writing"))
        with os.fdopen(handle, "wb") as file:
            file.write(message)
        Path(name).rename(target)

    def take(self, queue: str) -> tuple[str, bytes] | None:
        """Tag and bytes of the oldest message nobody has taken, or None.

        It stays this process's until it is finished, given back or set aside by its tag.
        """
        while (name := self._next_name(queue)) is not None:
            path = self._own_folder(queue) / name
            try:
                (self._queue(queue) / name).rename(path)
            except FileNotFoundError:
                continue  # another process was faster
            tag = name.removesuffix(".json").partition("-")[2]
            self._taken[tag] = (queue, path)
            return tag, path.read_bytes()
        return None

    def finish(self, tag: str) -> None:
        """Delete a message whose work is done."""
        if taken := self._taken.pop(tag, None):
            taken[1].unlink(missing_ok=True)

    def give_back(self, tag: str) -> None:
        """Put a taken message back into its old place."""
        if taken := self._taken.pop(tag, None):
            queue, path = taken
            path.rename(self._queue(queue) / path.name)

    def set_aside(self, tag: str) -> None:
        """Keep a message that cannot be read, out of everybody's way."""
        if taken := self._taken.pop(tag, None):
            path = taken[1]
            path.rename(self._folder(".unreadable") / path.name)
            logger.error("A message in the queue cannot be read and was set aside: %s", path.name)

    def size(self, queue: str) -> int:
        """How many messages wait, without those already taken."""
        return len(os.listdir(self._queue(queue)))

    def purge(self, queue: str) -> int:
        """Delete all waiting messages and say how many they were."""
        names = os.listdir(self._queue(queue))
        for name in names:
            (self._queue(queue) / name).unlink(missing_ok=True)
        return len(names)

    def give_back_abandoned(self) -> int:
        """Return to the queue what dead processes had taken, and say how many messages."""
        return sum(self._bury(lock) for lock in self._folder(".owners").glob("*.lock"))

    def _bury(self, lock: Path) -> int:
        try:
            handle = os.open(lock, os.O_RDWR)
        except FileNotFoundError:
            return 0  # another process was faster
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return self._return_all(lock)
        except BlockingIOError:
            return 0  # its owner lives
        finally:
            os.close(handle)

    def _return_all(self, lock: Path) -> int:
        owner = lock.with_suffix("")
        files = list(owner.glob("*/*.json"))
        for path in files:
            path.rename(self._queue(path.parent.name) / path.name)
        for folder in [*owner.glob("*"), owner]:
            if folder.exists():
                folder.rmdir()
        lock.unlink(missing_ok=True)
        if files:
            logger.warning("%d messages of a process that died are queued again", len(files))
        return len(files)

    def let_go_of_lock(self) -> None:
        """Close this process's handle of the lock. The lock falls with its last handle."""
        if self._lock_file is not None:
            os.close(self._lock_file)
            self._lock_file = None

    def _next_name(self, queue: str) -> str | None:
        names = self._listed.setdefault(queue, deque())
        if not names:
            self._check_for_abandoned()
            names.extend(sorted(os.listdir(self._queue(queue))))
        try:
            return names.popleft()
        except IndexError:
            return None

    def _check_for_abandoned(self) -> None:
        if time.monotonic() >= self._next_check:
            self._next_check = time.monotonic() + ABANDONED_CHECK_SECONDS
            self.give_back_abandoned()

    def _own_folder(self, queue: str) -> Path:
        with self._owner_lock:
            if self._owner is None:
                self._owner = self._become_owner()
        folder = self._owner / queue
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _become_owner(self) -> Path:
        """Lock first, show the lock after: an unlocked lock file always means a dead process."""
        owners = self._folder(".owners")
        self._lock_file, name = tempfile.mkstemp(dir=self._folder(".writing"))
        fcntl.flock(self._lock_file, fcntl.LOCK_EX)
        owner = owners / uuid.uuid4().hex
        Path(name).rename(owner.with_suffix(".lock"))
        return owner

    def _queue(self, name: str) -> Path:
        if not QUEUE_NAME.match(name):
            message = f"{name!r} cannot be the name of a queue kept in files"
            raise ChannelError(message)
        return self._folder(name)

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


_spools: dict[Path, Spool] = {}


def spool(root: Path) -> Spool:
    """This process's spool for the folder."""
    if root not in _spools:
        _spools[root] = Spool(root)
    return _spools[root]


def _start_anew_after_fork() -> None:
    """A child must not keep its parent's lock alive, nor take messages in its name."""
    for inherited in _spools.values():
        inherited.let_go_of_lock()
    _spools.clear()


os.register_at_fork(after_in_child=_start_anew_after_fork)


class QoS(virtual.QoS):
    """Deletes the file of a message when it is acknowledged."""

    def ack(self, delivery_tag: str) -> None:
        self.channel.spool.finish(delivery_tag)
        super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:  # noqa: FBT001, FBT002 - kombu's signature
        super().reject(delivery_tag, requeue=requeue)
        self.channel.spool.finish(delivery_tag)  # does nothing when it was given back


class Channel(virtual.Channel):
    """A kombu channel over the spool."""

    QoS = QoS

    @property
    def spool(self) -> Spool:
        """Messages below `transport_options["folder"]`."""
        return spool(Path(self.connection.client.transport_options["folder"]))

    def basic_consume(self, queue: str, no_ack: bool, *args: Any, **kwargs: Any) -> Any:  # noqa: FBT001 - kombu's signature
        """Consume; a message nobody will acknowledge is finished when it is delivered."""
        super().basic_consume(queue, no_ack, *args, **kwargs)
        if no_ack:
            deliver = self.connection._callbacks[queue]  # noqa: SLF001 - kombu offers no other hook

            def finish_first(raw: dict[str, Any]) -> Any:
                self.spool.finish(raw["properties"]["delivery_tag"])
                return deliver(raw)

            self.connection._callbacks[queue] = finish_first  # noqa: SLF001

    def basic_get(self, queue: str, no_ack: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        """Take one message, or None."""
        message = super().basic_get(queue, no_ack=no_ack, **kwargs)
        if message is not None and no_ack:
            self.spool.finish(message.delivery_tag)
        return message

    def _new_queue(self, queue: str, **kwargs: Any) -> None:
        self.spool.size(queue)  # makes the folder, and says so early when it cannot

    def _put(self, queue: str, message: dict[str, Any], **kwargs: Any) -> None:
        tag = message["properties"]["delivery_tag"]
        self.spool.put(queue, tag, json.dumps(message).encode())

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        while (taken := self.spool.take(queue)) is not None:
            tag, raw = taken
            try:
                message: dict[str, Any] = json.loads(raw)
            except ValueError:
                self.spool.set_aside(tag)
            else:
                return message
        raise Empty

    def _restore(self, message: Any) -> None:
        self.spool.give_back(message.delivery_tag)

    def _size(self, queue: str) -> int:
        return self.spool.size(queue)

    def _purge(self, queue: str) -> int:
        return self.spool.purge(queue)


class Transport(virtual.Transport):
    """`joinery-files://`; the folder is `transport_options["folder"]`."""

    Channel = Channel
    driver_type = "joinery-files"
    driver_name = "joinery-files"
    polling_interval = POLL_SECONDS

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """None: there is no host to connect to."""
        return {}

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Wait briefly for one message.

        Celery acknowledges between two calls, and asks for nothing while as many messages as it
        may hold are unacknowledged: a long wait here would be a long wait for the next task.
        """
        super().drain_events(connection, timeout=timeout and min(timeout, POLL_SECONDS), **kwargs)
