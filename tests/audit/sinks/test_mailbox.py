"""A mailbox, reached over SMTP: the checkpoint arrives exactly, and what goes wrong is said."""

import email.message
import email.policy
import socket
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from audit.notes import Signer, open_note
from audit.sinks import SinkError
from audit.sinks.mailbox import MailboxSink
from tests.audit.sinks.conftest import ORIGIN, Noted
from tests.people.smtp import Listener, send_to, unreachable_port

SECRET = "secret-of-the-tests"
SINK = MailboxSink.read("mailto:auditor@example.org")


class Mailbox:
    """Takes mail, or answers what it is told to."""

    def __init__(self) -> None:
        self.messages: list[email.message.EmailMessage] = []
        self.recipients: list[str] = []
        self.answer_recipient = "250 OK"
        self.answer_message = "250 OK"

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.answer_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_recipient

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.recipients += envelope.rcpt_tos
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        return self.answer_message


@pytest.fixture(autouse=True)
def _smtp(settings: Any) -> Iterator[None]:
    """Nobody listens until a test starts a server."""
    settings.BASE_URL = "https://joinery.example.org"
    with unreachable_port() as port:
        send_to(settings, port)
        yield


@pytest.fixture
def start(settings: Any) -> Iterator[Callable[..., Mailbox]]:
    """Starts a mail server on this machine."""
    running: list[Listener] = []

    def begin(**options: Any) -> Mailbox:
        mailbox = Mailbox()
        controller = Listener(mailbox, **options)
        settings.EMAIL_PORT = controller.port
        controller.start()
        running.append(controller)
        return mailbox

    yield begin
    for controller in running:
        controller.stop()


def test_the_checkpoint_arrives_exactly_as_text_and_as_a_file(
    start: Callable[..., Mailbox], noted: Noted
) -> None:
    mailbox = start()
    note, checkpoint = noted(1234)
    SINK.keep(note, checkpoint)
    (message,) = mailbox.messages
    assert mailbox.recipients == ["auditor@example.org"]
    assert message["To"] == "auditor@example.org"
    assert message["Subject"] == f"Checkpoint of {ORIGIN}: 1234 events"
    assert message["Auto-Submitted"] == "auto-generated"
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "joinery.example.org%2Frecord-1234.checkpoint"
    content = attachment.get_content()
    assert content == note.encode()
    assert open_note(content.decode(), [Signer("joinery.example.org", b"k" * 32).verifier])
    text = message.get_body(("plain",))
    assert text is not None
    assert note in text.get_content().replace("\r\n", "\n")


def test_a_repeat_has_the_same_id_and_another_history_has_not(
    start: Callable[..., Mailbox], noted: Noted
) -> None:
    mailbox = start()
    for given in (
        noted(7),
        noted(7, key=b"q" * 32),
        noted(8),
        noted(7, tree="forged"),
        noted(7, origin="elsewhere"),
    ):
        SINK.keep(*given)
    ids = [message["Message-ID"] for message in mailbox.messages]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 4
    assert all(each.endswith("@joinery.example.org>") for each in ids)


def test_it_cannot_be_read_back() -> None:
    assert SINK.latest(ORIGIN) is None


def failure(noted: Noted) -> str:
    """What people and logs are told when it does not go out."""
    with pytest.raises(SinkError, match="did not go out") as failed:
        SINK.keep(*noted(7))
    return "".join(traceback.format_exception(failed.value))


def test_a_mailbox_that_does_not_exist_is_told_in_words(
    start: Callable[..., Mailbox], noted: Noted
) -> None:
    mailbox = start()
    mailbox.answer_recipient = "550 No such mailbox"
    assert "does not take mail for this mailbox (550)" in failure(noted)
    assert mailbox.messages == []


def test_a_message_that_is_not_taken_is_told_in_words(
    start: Callable[..., Mailbox], noted: Noted
) -> None:
    start().answer_message = "554 Attachments are not taken"
    assert "does not take the message (554)" in failure(noted)


def test_credentials_that_are_not_accepted_are_said_and_not_repeated(
    start: Callable[..., Mailbox], noted: Noted, settings: Any
) -> None:
    def refuse(*given: Any) -> AuthResult:
        return AuthResult(success=False, handled=False, message=f"535 not {SECRET}")

    start(authenticator=refuse, auth_require_tls=False)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "joinery", SECRET
    told = failure(noted)
    assert "does not accept the user and password of EMAIL_URL" in told
    assert SECRET not in told


def test_a_mail_server_that_is_away_is_told_in_words(noted: Noted) -> None:
    assert "does not answer (ConnectionRefusedError)" in failure(noted)


def test_a_mail_server_that_says_nothing_is_not_waited_for(noted: Noted, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        send_to(settings, silent.getsockname()[1], patience=0.2)
        assert "does not answer (" in failure(noted)
