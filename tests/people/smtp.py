"""A real SMTP server in a thread of the test, which can be told to misbehave."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """What arrived, and how the next conversations go.

    Attributes:
        sessions: conversations, told apart by their client's port.
        answer_to_address: the answer to a recipient.
        answer_to_message: the answer once the message is taken.
        break_off: so often the connection breaks after the message is taken, before the answer.
    """

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    answer_to_address: str = "250 OK"
    answer_to_message: str = "250 OK"
    break_off: int = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        self.sessions.add(session.peer[1])
        if self.answer_to_address.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_address

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if not self.answer_to_message.startswith("2"):
            return self.answer_to_message
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        if self.break_off:
            self.break_off -= 1
            assert server.transport is not None
            server.transport.abort()
        return self.answer_to_message


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A running server that the settings send to."""
    server = MailServer(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    send_to(settings, server.port)
    try:
        yield server
    finally:
        controller.stop()


def send_to(settings: Any, port: int) -> None:
    """Mail goes to the port of this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 1
