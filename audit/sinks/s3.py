"""The conversation with a server that speaks S3, and its faults in words.

boto3 is imported where it is used: 0.2 s that only who talks to a bucket should wait for.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from audit.sinks.sink import MOST_BYTES, SinkError

CONNECT_SECONDS = 5
ANSWER_SECONDS = 20
ATTEMPTS = 2
_EXISTS = {"PreconditionFailed", "ConditionalRequestConflict"}
_CREDENTIALS = (
    "does not accept these credentials. They are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and "
    "need the rights that docs/operations.md names"
)
# What a server's codes mean for us, and the way out.
_ANSWERS = {
    "AccessDenied": _CREDENTIALS,
    "403": _CREDENTIALS,
    "InvalidAccessKeyId": _CREDENTIALS,
    "SignatureDoesNotMatch": _CREDENTIALS,
    "NoSuchBucket": "does not exist. Make it, with object lock",
    "InvalidRequest": "does not take a locked checkpoint. Make a bucket with object lock, or say "
    "retain_days=0 in the address",
    "NotImplemented": "does not know object lock, or writing without overwriting. Choose another "
    "server, or say retain_days=0 in the address",
}
_NO_CREDENTIALS = "has no credentials. Put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
_UNREADABLE = (
    "cannot be asked with these credentials. Look for spaces and line ends in AWS_ACCESS_KEY_ID "
    "and AWS_SECRET_ACCESS_KEY"
)
_FAULTS = {
    "NoCredentialsError": _NO_CREDENTIALS,
    "PartialCredentialsError": _NO_CREDENTIALS,
    "NoRegionError": "needs region=… in its address",
    "EndpointConnectionError": "does not answer. Joinery tries again",
    "ConnectTimeoutError": "does not answer. Joinery tries again",
    "ReadTimeoutError": "does not answer in time. Joinery tries again",
    "SSLError": "has no certificate that this machine trusts",
    "ValueError": _UNREADABLE,
    "HTTPClientError": _UNREADABLE,
}


@contextmanager
def conversation(bucket: str, endpoint: str, region: str) -> Iterator[Any]:
    """A client for one bucket, closed afterwards.

    Raises:
        SinkError: whatever goes wrong in between. It has no cause: boto3 quotes request headers
            and credentials in some of its messages.
    """
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError

    config = Config(
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
        s3={"addressing_style": "path" if endpoint else "auto"},
        # Servers other than Amazon's often know no other checksum than the MD5 we send.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    where = f"The bucket {bucket}" + (f" at {endpoint}" if endpoint else "")
    client = None
    try:
        client = boto3.session.Session().client(
            "s3", endpoint_url=endpoint or None, region_name=region or None, config=config
        )
        yield client
    except ClientError as error:
        code = code_of(error)
        raise SinkError(f"{where} {_ANSWERS.get(code, 'answers with a fault')} ({code}).") from None
    except (BotoCoreError, ValueError) as error:
        fault = type(error).__name__
        raise SinkError(f"{where} {_FAULTS.get(fault, 'cannot be asked')} ({fault}).") from None
    finally:
        if client is not None:
            client.close()


@dataclass(frozen=True, slots=True)
class Version:
    """Something a bucket keeps.

    Attributes:
        lock: the mode it is locked in; empty for none, or when these credentials may not know.
    """

    content: bytes
    lock: str


def read(s3: Any, **asked: str) -> list[Version]:
    """What is kept there; nothing when there is nothing."""
    from botocore.exceptions import ClientError

    try:
        answer = s3.get_object(**asked)
    except ClientError as error:
        if code_of(error) == "NoSuchKey":
            return []
        raise
    with answer["Body"] as body:
        return [Version(body.read(MOST_BYTES), answer.get("ObjectLockMode", ""))]


def write_new(s3: Any, **asked: Any) -> None:
    """Write where nothing is; what was there, or came meanwhile, stays as it is."""
    from botocore.exceptions import ClientError

    try:
        s3.put_object(**asked, IfNoneMatch="*")
    except ClientError as error:
        if code_of(error) not in _EXISTS:
            raise


def code_of(error: Any) -> str:
    """The server's word for a fault; letters and digits only, whatever the server sends."""
    said = str(error.response.get("Error", {}).get("Code", ""))
    return re.sub(r"[^A-Za-z0-9]", "", said)[:60]
