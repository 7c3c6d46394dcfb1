"""Checkpoints by e-mail: the plainest way to give them to somebody outside."""

import hashlib
from smtplib import SMTPAuthenticationError, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from audit.notes import Checkpoint
from audit.sinks.sink import SUFFIX, SinkAddressError, SinkError, folder_name

_EXPLANATION = """\
This is a signed checkpoint of a Joinery record. Please keep this message: with it you can prove
later that nothing recorded up to now has been changed or removed since. There is nothing else to
do, and no need to answer.

The attached file holds the same checkpoint, ready to be verified (docs/operations.md of Joinery
says how).

"""


class MailboxSink:
    """Somebody's mailbox. It cannot be read back, so only its owner can compare."""

    def __init__(self, recipient: str) -> None:
        self.recipient = recipient
        self.name = f"mailto:{recipient}"

    @classmethod
    def read(cls, address: str) -> "MailboxSink":
        """The mailbox of `mailto:auditor@example.org`.

        Raises:
            SinkAddressError: it is not one e-mail address.
        """
        recipient = address.removeprefix("mailto:")
        try:
            validate_email(recipient)
        except ValidationError as error:
            raise SinkAddressError("A mailbox is written mailto:name@example.org.") from error
        return cls(recipient)

    def describe(self) -> str:
        """The place in words."""
        return f"mail to {self.recipient}"

    def keep(self, note: str, checkpoint: Checkpoint) -> None:
        """See Sink. A repeat has the same Message-ID, so that a mail server can drop it."""
        try:
            # Opened here, because it is not closed when Django opens it and signing in fails.
            with get_connection() as mail:
                self._message(note, checkpoint, mail).send()
        # SMTP's own errors are OSErrors; a header that cannot be sent is a ValueError.
        except (OSError, ValueError) as error:
            raise SinkError(f"{_in_words(error)} The checkpoint did not go out.") from None

    def _message(self, note: str, checkpoint: Checkpoint, mail: BaseEmailBackend) -> EmailMessage:
        message = EmailMessage(
            subject=f"Checkpoint of {checkpoint.origin}: {checkpoint.size} events",
            body=f"{_EXPLANATION}{note}",
            to=[self.recipient],
            headers={"Message-ID": _message_id(checkpoint), "Auto-Submitted": "auto-generated"},
            connection=mail,
        )
        name = f"{folder_name(checkpoint.origin)}-{checkpoint.size}{SUFFIX}"
        # Not as text: mail servers may change line ends of text, and the signature is over each.
        message.attach(name, note.encode(), "application/octet-stream")
        return message

    def latest(self, origin: str) -> None:
        """See Sink."""
        return


def _message_id(checkpoint: Checkpoint) -> str:
    """The same for the same tree only: a mail server must not drop another history as a repeat."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    named = hashlib.sha256(checkpoint.origin.encode() + b"\n" + checkpoint.root).hexdigest()[:32]
    return f"<checkpoint-{checkpoint.size}-{named}@{host}>"


def _in_words(error: Exception) -> str:
    if isinstance(error, SMTPAuthenticationError):
        return "The mail server does not accept the user and password of EMAIL_URL."
    if isinstance(error, SMTPRecipientsRefused):
        codes = ", ".join(str(code) for code, _ in error.recipients.values())
        return f"The mail server does not take mail for this mailbox ({codes})."
    if isinstance(error, SMTPResponseException):
        return f"The mail server does not take the message ({error.smtp_code})."
    return f"The mail server of EMAIL_URL does not answer ({type(error).__name__})."
