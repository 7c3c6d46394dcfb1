"""A bucket, asked over HTTP: written once, locked, read back, and every change to it said."""

import datetime as dt
import socket
import traceback
import urllib.request
from collections.abc import Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3
import pytest
from botocore.config import Config
from django.utils import timezone
from moto.server import ThreadedMotoServer

from audit.sinks import AlteredSinkError, SinkError, bucket, s3
from audit.sinks.bucket import BucketSink
from tests.audit.sinks.conftest import ORIGIN, Noted

KEY_ID = "key-of-the-tests"
SECRET = "secret-of-the-tests"
FOLDER = "joinery/joinery.example.org%2Frecord/"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server that speaks S3, on this machine."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def _own_credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    """The credentials of these tests, and no others of this machine."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY_ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setattr(s3, "ATTEMPTS", 1)
    for name in ("AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server(endpoint: str) -> Iterator[Any]:
    """The server as its owner sees it, with empty buckets `locked` and `open`."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        config=Config(retries={"total_max_attempts": 1}),
    )
    client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
    client.create_bucket(Bucket="open")
    yield client
    client.close()
    moto_reset(endpoint)


def moto_reset(endpoint: str) -> None:
    """Forget every bucket, locked or not."""
    request = urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")  # noqa: S310
    with urllib.request.urlopen(request):  # noqa: S310
        pass


@pytest.fixture
def locked(server: Any, endpoint: str) -> BucketSink:
    return BucketSink.read(f"s3://locked/joinery?endpoint={endpoint}&region=us-east-1")


@pytest.fixture(params=["locked/joinery", "open/joinery?retain_days=0"])
def sink(server: Any, endpoint: str, request: pytest.FixtureRequest) -> BucketSink:
    """A bucket with object lock, and one without."""
    join = "&" if "?" in request.param else "?"
    return BucketSink.read(f"s3://{request.param}{join}endpoint={endpoint}")


def key_of(size: int) -> str:
    """The object of a size."""
    return f"{FOLDER}{size:020d}.checkpoint"


def write(server: Any, sink: BucketSink, size: int, content: str) -> None:
    """Write as somebody else who may write to the bucket."""
    server.put_object(
        Bucket=sink.bucket, Key=key_of(size), Body=content.encode(), ChecksumAlgorithm="SHA256"
    )


def test_a_checkpoint_is_kept_exactly_and_read_back(
    server: Any, sink: BucketSink, noted: Noted
) -> None:
    note, checkpoint = noted(7)
    sink.keep(note, checkpoint)
    body = server.get_object(Bucket=sink.bucket, Key=key_of(7))["Body"]
    with body:
        assert body.read() == note.encode()
    assert sink.latest(ORIGIN) == note


def test_nothing_kept_yet_is_none(sink: BucketSink) -> None:
    assert sink.latest(ORIGIN) is None


def test_a_bucket_needs_no_prefix(server: Any, endpoint: str, noted: Noted) -> None:
    sink = BucketSink.read(f"s3://locked?endpoint={endpoint}")
    sink.keep(*noted(7))
    assert sink.latest(ORIGIN) == noted(7)[0]
    assert server.list_objects_v2(Bucket="locked")["Contents"][0]["Key"] == key_of(7).removeprefix(
        "joinery/"
    )


def test_it_is_locked_in_compliance_mode_for_the_days_of_the_address(
    server: Any, endpoint: str, noted: Noted
) -> None:
    sink = BucketSink.read(f"s3://locked/joinery?endpoint={endpoint}&retain_days=30")
    before = timezone.now()
    sink.keep(*noted(7))
    head = server.head_object(Bucket="locked", Key=key_of(7))
    assert head["ObjectLockMode"] == "COMPLIANCE"
    until = head["ObjectLockRetainUntilDate"] - dt.timedelta(days=30)
    assert before - dt.timedelta(seconds=1) <= until <= timezone.now()
    with pytest.raises(server.exceptions.ClientError, match="AccessDenied"):
        server.delete_object(
            Bucket="locked",
            Key=key_of(7),
            VersionId=head["VersionId"],
            BypassGovernanceRetention=True,
        )


def test_without_days_nothing_is_locked(server: Any, endpoint: str, noted: Noted) -> None:
    sink = BucketSink.read(f"s3://open/joinery?endpoint={endpoint}&retain_days=0")
    sink.keep(*noted(7))
    assert "ObjectLockMode" not in server.head_object(Bucket="open", Key=key_of(7))


def test_the_same_tree_again_is_fine_and_writes_nothing(
    server: Any, sink: BucketSink, noted: Noted
) -> None:
    sink.keep(*noted(7))
    sink.keep(*noted(7, key=b"q" * 32))
    assert sink.latest(ORIGIN) == noted(7)[0]
    assert len(server.list_object_versions(Bucket=sink.bucket)["Versions"]) == 1


def test_another_history_of_the_same_size_is_refused(
    server: Any, sink: BucketSink, noted: Noted
) -> None:
    sink.keep(*noted(7))
    with pytest.raises(AlteredSinkError, match="holds another history"):
        sink.keep(*noted(7, tree="forged"))
    assert sink.latest(ORIGIN) == noted(7)[0]
    assert len(server.list_object_versions(Bucket=sink.bucket)["Versions"]) == 1


def test_who_comes_second_in_a_race_does_not_overwrite(
    server: Any, sink: BucketSink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = BucketSink._versions
    looks: list[str] = []

    def look_then_somebody_writes(self: BucketSink, client: Any, key: str) -> list[bytes]:
        found = look(self, client, key)
        if not looks:
            write(server, sink, 7, noted(7, tree="theirs")[0])
        looks.append(key)
        return found

    monkeypatch.setattr(BucketSink, "_versions", look_then_somebody_writes)
    with pytest.raises(AlteredSinkError, match="holds another history"):
        sink.keep(*noted(7, tree="ours"))
    monkeypatch.undo()
    assert len(server.list_object_versions(Bucket=sink.bucket)["Versions"]) == 1


@pytest.mark.parametrize("page", [1, 3])
@pytest.mark.parametrize("sizes", [range(20), [0, 1, 5_000, 5_001, 10**12, 9 * 10**18], [0], [3]])
def test_the_largest_of_many_is_found_over_pages(
    server: Any,
    sink: BucketSink,
    noted: Noted,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    sizes: Any,
) -> None:
    monkeypatch.setattr(bucket, "PAGE", page)
    for size in sizes:
        write(server, sink, size, noted(size)[0])
    sink.keep(*noted(2 * 10**18, origin=f"{ORIGIN}-other"))
    assert sink.latest(ORIGIN) == noted(max(sizes))[0]


def test_the_largest_of_many_is_found_in_few_requests(
    server: Any, locked: BucketSink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "PAGE", 1)
    for size in range(0, 300, 3):
        write(server, locked, size, noted(size)[0])
    asked: list[int] = []
    listed_beyond = BucketSink._listed_beyond

    def counted(self: BucketSink, client: Any, folder: str, size: int) -> tuple[list[int], bool]:
        asked.append(size)
        return listed_beyond(self, client, folder, size)

    monkeypatch.setattr(BucketSink, "_listed_beyond", counted)
    assert locked.latest(ORIGIN) == noted(297)[0]
    assert len(asked) <= 20


def test_a_deleted_checkpoint_is_still_read_where_it_is_locked(
    server: Any, locked: BucketSink, noted: Noted
) -> None:
    for size in (7, 8, 9):
        locked.keep(*noted(size))
    for size in (9, 8):
        server.delete_object(Bucket="locked", Key=key_of(size))
    assert locked.latest(ORIGIN) == noted(9)[0]
    server.delete_object(Bucket="locked", Key=key_of(7))
    assert locked.latest(ORIGIN) == noted(9)[0]


def test_another_history_is_refused_even_after_a_deletion(
    server: Any, locked: BucketSink, noted: Noted
) -> None:
    locked.keep(*noted(7))
    server.delete_object(Bucket="locked", Key=key_of(7))
    with pytest.raises(AlteredSinkError, match="holds another history"):
        locked.keep(*noted(7, tree="forged"))
    locked.keep(*noted(7))
    assert locked.latest(ORIGIN) == noted(7)[0]


def test_a_checkpoint_written_over_is_said(server: Any, locked: BucketSink, noted: Noted) -> None:
    locked.keep(*noted(7))
    write(server, locked, 7, noted(7, tree="forged")[0])
    with pytest.raises(AlteredSinkError, match="holds another history"):
        locked.latest(ORIGIN)


def test_a_deletion_for_good_is_said(server: Any, locked: BucketSink, noted: Noted) -> None:
    write(server, locked, 7, noted(7)[0])
    version = server.head_object(Bucket="locked", Key=key_of(7))["VersionId"]
    server.delete_object(Bucket="locked", Key=key_of(7))
    server.delete_object(Bucket="locked", Key=key_of(7), VersionId=version)
    with pytest.raises(AlteredSinkError, match="was deleted"):
        locked.latest(ORIGIN)


@pytest.mark.parametrize("content", ["", "garbled", "half"])
def test_a_garbled_object_is_said(
    server: Any, sink: BucketSink, noted: Noted, content: str
) -> None:
    sink.keep(*noted(7))
    write(server, sink, 8, noted(8)[0][:-9] if content == "half" else content)
    with pytest.raises(AlteredSinkError, match="not a checkpoint any more"):
        sink.latest(ORIGIN)
    with pytest.raises(AlteredSinkError, match="not a checkpoint any more"):
        sink.keep(*noted(8))


def test_an_object_with_a_name_that_was_never_given_is_said(server: Any, sink: BucketSink) -> None:
    for name in ("12.checkpoint", f"{7:020d}.text", "read me"):
        server.put_object(Bucket=sink.bucket, Key=f"{FOLDER}{name}", Body=b"")
        with pytest.raises(AlteredSinkError, match=f"{name} in the bucket .* is not a name"):
            sink.latest(ORIGIN)
        server.delete_object(Bucket=sink.bucket, Key=f"{FOLDER}{name}")
        assert sink.latest(ORIGIN) is None


def test_a_bucket_without_object_lock_says_so_and_keeps_nothing(
    server: Any, endpoint: str, noted: Noted
) -> None:
    sink = BucketSink.read(f"s3://open/joinery?endpoint={endpoint}")
    with pytest.raises(SinkError, match=r"with object lock, or say retain_days=0"):
        sink.keep(*noted(7))
    assert "Contents" not in server.list_objects_v2(Bucket="open")


def test_a_server_that_forgets_the_lock_is_found_out(
    locked: BucketSink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgetful(client: Any, **asked: Any) -> None:
        del asked["ObjectLockMode"], asked["ObjectLockRetainUntilDate"]
        write_new(client, **asked)

    write_new = bucket.write_new
    monkeypatch.setattr(bucket, "write_new", forgetful)
    for _ in range(2):
        with pytest.raises(SinkError, match="does not say that it is locked"):
            locked.keep(*noted(7))


def test_a_missing_bucket_is_told_in_words(server: Any, endpoint: str, noted: Noted) -> None:
    for rest in ("", "&retain_days=0"):
        sink = BucketSink.read(f"s3://missing?endpoint={endpoint}{rest}")
        with pytest.raises(SinkError, match=r"does not exist\. Make it, with object lock"):
            sink.keep(*noted(7))
        with pytest.raises(SinkError, match="does not exist"):
            sink.latest(ORIGIN)


def test_a_server_that_forgets_what_it_took_is_found_out(
    sink: BucketSink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "write_new", lambda client, **asked: None)
    with pytest.raises(SinkError, match="was written and is not there"):
        sink.keep(*noted(7))


def failure(sink: BucketSink, noted: Noted) -> str:
    """What people and logs are told when keeping and reading fail."""
    told = []
    for ask in (lambda: sink.keep(*noted(7)), lambda: sink.latest(ORIGIN)):
        with pytest.raises(SinkError) as failed:
            ask()
        assert not isinstance(failed.value, AlteredSinkError)
        told.append("".join(traceback.format_exception(failed.value)))
    return "".join(told)


def test_a_server_that_is_away_is_told_in_words(noted: Noted) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        told = failure(BucketSink.read(f"s3://bucket?endpoint=http://127.0.0.1:{port}"), noted)
    assert "does not answer" in told


def test_a_server_that_says_nothing_is_not_waited_for(
    noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s3, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        told = failure(BucketSink.read(f"s3://bucket?endpoint=http://127.0.0.1:{port}"), noted)
    assert "does not answer in time" in told


@pytest.mark.parametrize("code", ["AccessDenied", "SignatureDoesNotMatch", "Made/Up <b>"])
def test_a_refusal_names_its_code_and_no_secret(
    noted: Noted, monkeypatch: pytest.MonkeyPatch, refusing: Any, code: str
) -> None:
    told = failure(BucketSink.read(f"s3://bucket?endpoint={refusing(code)}"), noted)
    assert ("does not accept these credentials" in told) == (code != "Made/Up <b>")
    assert "(MadeUpb)" in told or f"({code})" in told
    assert SECRET not in told
    assert KEY_ID not in told


@pytest.mark.parametrize("line_end", ["\n", "\r\nX-Other: 1"])
def test_credentials_of_the_wrong_shape_are_said_and_not_repeated(
    server: Any, sink: BucketSink, noted: Noted, monkeypatch: pytest.MonkeyPatch, line_end: str
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", f"{KEY_ID}{line_end}")
    told = failure(sink, noted)
    assert "Look for spaces and line ends in AWS_ACCESS_KEY_ID" in told
    assert KEY_ID not in told
    assert SECRET not in told


@pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
def test_missing_credentials_are_said(
    sink: BucketSink, noted: Noted, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setenv(missing, "")
    assert "has no credentials. Put them into AWS_ACCESS_KEY_ID" in failure(sink, noted)


@pytest.fixture
def refusing() -> Iterator[Any]:
    """Starts a server that answers everything with 403, this code and all it was sent."""
    servers: list[ThreadingHTTPServer] = []

    def start(code: str) -> str:
        class Refuse(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                sent = f"{escape(code)}</Code><Message>{escape(str(self.headers))} {SECRET}"
                body = f"<Error><Code>{sent}</Message></Error>".encode()
                self.send_response(403)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_PUT = answer  # noqa: N815 - the server's names for it

            def log_message(self, *said: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
