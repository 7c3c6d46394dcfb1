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


class Listener(Controller):
    """Runs a server in a thread; its port is its own from the moment it is chosen."""

    def __init__(self, handler: Any, **options: Any) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        port = self.socket.getsockname()[1]
        super().__init__(handler, hostname="127.0.0.1", port=port, **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(
            self._factory_invoker, sock=self.socket, ssl=self.ssl_context
        )


@contextmanager
def unreachable_port() -> Iterator[int]:
    """A port of this machine that nobody listens on, nor can while it is held."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A running server that the settings send to."""
    server = MailServer()
    controller = Listener(server)
    server.port = controller.port
    controller.start()
    send_to(settings, server.port)
    try:
        yield server
    finally:
        controller.stop()


def send_to(settings: Any, port: int, *, patience: float = 20) -> None:
    """Mail goes to the port of this machine; so many seconds are waited for an answer."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = patience
