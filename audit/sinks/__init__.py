"""Places outside the database that keep checkpoints, as settings.RECORD_SINKS names them."""

from collections.abc import Callable

from django.conf import settings

from audit.sinks.bucket import BucketSink
from audit.sinks.directory import DirectorySink
from audit.sinks.mailbox import MailboxSink
from audit.sinks.sink import AlteredSinkError, Sink, SinkAddressError, SinkError

__all__ = ["AlteredSinkError", "Sink", "SinkAddressError", "SinkError", "configured_sinks"]

_KINDS: dict[str, Callable[[str], Sink]] = {
    "dir": DirectorySink.read,
    "s3": BucketSink.read,
    "mailto": MailboxSink.read,
}
_LONGEST_NAME = 200  # as CheckpointDelivery.sink


def configured_sinks() -> list[Sink]:
    """The places of the settings, in their order.

    Raises:
        SinkAddressError: an address is none, or two are the same place; says which one it is by
            its position, for an address may hold a secret by mistake.
    """
    sinks: dict[str, Sink] = {}
    for position, address in enumerate(settings.RECORD_SINKS, start=1):
        try:
            sink = _read(address.strip())
            if sink.name in sinks:
                raise SinkAddressError("It names the same place as one before it.")
        except SinkAddressError as error:
            raise SinkAddressError(f"Address {position} of JOINERY_RECORD_SINKS: {error}") from None
        sinks[sink.name] = sink
    return list(sinks.values())


def _read(address: str) -> Sink:
    kind = _KINDS.get(address.partition(":")[0])
    if kind is None or any(not char.isprintable() for char in address):
        raise SinkAddressError("It begins with dir:, s3: or mailto:, as in dir:/srv/checkpoints.")
    sink = kind(address)
    if len(sink.name) > _LONGEST_NAME:
        raise SinkAddressError(f"It is longer than {_LONGEST_NAME} characters.")
    return sink
