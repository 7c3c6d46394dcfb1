"""Why a notice could not be delivered, in words an administrator can act on."""

# Beginnings of what delivery writes down, most of them names of Python's exceptions.
_PLAIN = {
    "SMTPRecipientsRefused": "the mail server refused the address",
    "SMTPSenderRefused": "the mail server refused the sender; see JOINERY_FROM_EMAIL",
    "SMTPAuthenticationError": "the mail server refused Joinery's sign-in; see EMAIL_URL",
    "SMTPDataError": "the mail server refused the message",
    "SMTPServerDisconnected: Connection unexpectedly closed: timed out": (
        "the mail server did not answer in time"
    ),
    "SMTPServerDisconnected": "the mail server broke the connection off",
    "SMTPConnectError": "the mail server could not be reached",
    "ConnectionRefusedError": "the mail server could not be reached",
    "gaierror": "the mail server's name is not known",
    "TimeoutError": "the mail server did not answer in time",
    "ChannelFailedError": "the chat did not take it",
    "BadHeaderError": "it could not be written as a mail",
    "The recipient is no longer active": "the person is switched off",
    "The last attempt did not end": "the worker ended each time while sending it",
}


def plain_reason(said: str) -> str:
    """The reason in plain words; what is not known is told as it was said."""
    for beginning, words in _PLAIN.items():
        if said.startswith(beginning):
            return words
    return said or "no reason is known"
