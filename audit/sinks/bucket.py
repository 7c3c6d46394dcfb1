"""Checkpoints in a bucket that speaks S3, locked so that nobody can change or delete them.

`<prefix>/<origin>/<size>.checkpoint` is written once. With object lock a bucket keeps every
version: one hidden by a deletion or written over an older one is still read, and said.
"""

import base64
import datetime as dt
import hashlib
import re
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qsl

import structlog
from django.utils import timezone

from audit.notes import Checkpoint
from audit.sinks.s3 import Version, conversation, read, write_new
from audit.sinks.sink import (
    LARGEST_NAMED,
    AlteredSinkError,
    SinkAddressError,
    SinkError,
    checkpoint_kept,
    ensure_same_tree,
    file_name,
    folder_name,
    is_file_name,
    size_named,
)

RETAIN_DAYS = 3650
MOST_RETAIN_DAYS = 36500
PAGE = 1000
LOCKED = "COMPLIANCE"
_PLACE = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>/[A-Za-z0-9!_.*'()/-]{0,200})?"
)
_ENDPOINT = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?")
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_SETTINGS = ("endpoint", "region", "retain_days")
_DAYS = re.compile(r"[0-9]{1,6}")

log = structlog.get_logger(__name__)


class BucketSink:
    """A bucket. Its credentials are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or whatever else
    boto3 finds, such as the role of the machine.
    """

    def __init__(
        self, bucket: str, prefix: str, endpoint: str, region: str, retain_days: int
    ) -> None:
        self.bucket = bucket
        self.prefix = prefix
        self.endpoint = endpoint
        self.region = region
        self.retain_days = retain_days
        self.name = f"s3://{bucket}/{prefix}".rstrip("/") + (
            f"?endpoint={endpoint}" if endpoint else ""
        )

    @classmethod
    def read(cls, address: str) -> "BucketSink":
        """The bucket of `s3://bucket/prefix?endpoint=https://…&region=…&retain_days=N`.

        Raises:
            SinkAddressError: a part is missing, unknown or not of its form.
        """
        place, _, query = address.partition("?")
        if "@" in place:
            raise SinkAddressError(
                "The address of a bucket holds no credentials; put them into AWS_ACCESS_KEY_ID and "
                "AWS_SECRET_ACCESS_KEY."
            )
        parts = _PLACE.fullmatch(place)
        if parts is None:
            raise SinkAddressError("A bucket is written s3://bucket or s3://bucket/prefix.")
        settings = _settings_of(query)
        return cls(
            bucket=parts["bucket"],
            prefix=(parts["prefix"] or "").strip("/"),
            endpoint=_endpoint(settings.get("endpoint", "")),
            region=_region(settings.get("region", "")),
            retain_days=_days(settings.get("retain_days", str(RETAIN_DAYS))),
        )

    def describe(self) -> str:
        """The place in words."""
        where = f"the bucket {self.bucket}" + (f" at {self.endpoint}" if self.endpoint else "")
        if self.retain_days:
            return f"{where}, where a checkpoint cannot be deleted for {self.retain_days} days"
        return f"{where}, which is not locked: whoever may write to it may delete what it keeps"

    def keep(self, note: str, checkpoint: Checkpoint) -> None:
        """See Sink."""
        key = self._key(checkpoint.origin, checkpoint.size)
        with self._asked() as s3:
            kept = self._versions(s3, key)
            if not kept:
                self._write(s3, key, note.encode())
                kept = self._versions(s3, key)
            for version in kept:
                ensure_same_tree(version.content, checkpoint, self._place(key))
            self._ensure_locked(key, kept)

    def latest(self, origin: str) -> str | None:
        """See Sink."""
        folder = self._key(origin)
        with self._asked() as s3:
            size = self._largest_listed(s3, folder)
            if self.retain_days:
                size = self._largest_hidden(s3, folder, size)
            if size is None:
                return None
            key = self._key(origin, size)
            versions = self._versions(s3, key)
            if not versions:
                raise AlteredSinkError(
                    f"{self._place(key)} was deleted. Bring it back from a copy, and find out who "
                    "deleted it."
                )
            first = checkpoint_kept(versions[0].content, self._place(key), origin, size)
            for version in versions[1:]:
                ensure_same_tree(version.content, first, self._place(key))
            return versions[0].content.decode()

    def _key(self, origin: str, size: int | None = None) -> str:
        name = "" if size is None else file_name(size)
        return f"{self.prefix}/{folder_name(origin)}/{name}".removeprefix("/")

    def _place(self, key: str) -> str:
        return f"{key} in the bucket {self.bucket}"

    def _write(self, s3: Any, key: str, content: bytes) -> None:
        digest = hashlib.md5(content, usedforsecurity=False).digest()
        asked: dict[str, Any] = {
            "Bucket": self.bucket,
            "Key": key,
            "Body": content,
            "ContentType": "text/plain; charset=utf-8",
            "ContentMD5": base64.b64encode(digest).decode(),
        }
        if self.retain_days:
            until = timezone.now() + dt.timedelta(days=self.retain_days)
            asked |= {"ObjectLockMode": LOCKED, "ObjectLockRetainUntilDate": until}
        write_new(s3, **asked)

    def _ensure_locked(self, key: str, kept: list[Version]) -> None:
        """Some servers take what they are given, or the wish for a lock, and forget it."""
        if not kept:
            raise SinkError(f"{self._place(key)} was written and is not there.")
        if self.retain_days and kept[0].lock != LOCKED:
            raise SinkError(
                f"{self._place(key)} is kept, but the server does not say that it is locked. Give "
                "these credentials the right s3:GetObjectRetention; if the server has no object "
                "lock, say so with retain_days=0 in the address."
            )

    def _versions(self, s3: Any, key: str) -> list[Version]:
        """What was ever written under a key and is still there, the oldest first."""
        if not self.retain_days:
            return read(s3, Bucket=self.bucket, Key=key)
        pages = s3.get_paginator("list_object_versions").paginate(Bucket=self.bucket, Prefix=key)
        found = [each for page in pages for each in page.get("Versions", ()) if each["Key"] == key]
        return [
            version
            for each in reversed(found)
            for version in read(s3, Bucket=self.bucket, Key=key, VersionId=each["VersionId"])
        ]

    def _largest_listed(self, s3: Any, folder: str) -> int | None:
        """The size of the largest checkpoint, found in few requests however many there are.

        Names are in the order of sizes, so a page tells whether anything lies beyond a size.
        """
        best: int | None = None
        empty_beyond: int | None = None
        probe = -1
        while empty_beyond is None or probe < empty_beyond:
            sizes, more = self._listed_beyond(s3, folder, probe)
            if sizes:
                best = max(sizes)
                if not more:
                    break
            else:
                empty_beyond = probe
            if best is None:
                break
            far = min(2 * best + 1, LARGEST_NAMED)
            probe = far if empty_beyond is None else (best + empty_beyond) // 2
        return best

    def _listed_beyond(self, s3: Any, folder: str, size: int) -> tuple[list[int], bool]:
        """One page of sizes, and whether there are more; each name counts, whoever put it there:
        names that are passed over could hide what comes after them.
        """
        after = folder + (file_name(size) if size >= 0 else "")
        page = s3.list_objects_v2(Bucket=self.bucket, Prefix=folder, StartAfter=after, MaxKeys=PAGE)
        keys = [each["Key"] for each in page.get("Contents", ()) if each["Key"] != folder]
        sizes = [size_named(key.removeprefix(folder), self._place(key)) for key in keys]
        return sizes, bool(page["IsTruncated"])

    def _largest_hidden(self, s3: Any, folder: str, listed: int | None) -> int | None:
        """The size of the largest checkpoint, also if somebody has deleted it and the ones before.

        Deleting hides it only: the locked version stays.
        """
        after = {} if listed is None else {"KeyMarker": folder + file_name(listed)}
        pages = s3.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=folder, **after
        )
        names = {
            each["Key"].removeprefix(folder)
            for page in pages
            for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ()))
        }
        sizes = {size_named(name, folder) for name in names if is_file_name(name)}
        largest = max(sizes | ({listed} if listed is not None else set()), default=None)
        if largest != listed:
            log.warning("Somebody deleted checkpoints; their locked versions are read.", at=folder)
        return largest

    def _asked(self) -> AbstractContextManager[Any]:
        return conversation(self.bucket, self.endpoint, self.region)


def _settings_of(query: str) -> dict[str, str]:
    """What stands after the question mark. Values are not repeated in messages: who writes a
    password there by mistake should not find it in a log as well.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        message = "After the question mark stand name=value, with & between."
        raise SinkAddressError(message) from None
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names) or not set(names) <= set(_SETTINGS):
        raise SinkAddressError(f"A bucket has the settings {', '.join(_SETTINGS)}, each once.")
    return dict(pairs)


def _endpoint(written: str) -> str:
    endpoint = written.rstrip("/")
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        raise SinkAddressError(
            "The endpoint of a bucket is written https://host or https://host:port, without path "
            "and credentials."
        )
    return endpoint


def _region(written: str) -> str:
    if written and not _REGION.fullmatch(written):
        raise SinkAddressError("The region of a bucket is written as in eu-central-1.")
    return written


def _days(written: str) -> int:
    if not _DAYS.fullmatch(written) or int(written) > MOST_RETAIN_DAYS:
        raise SinkAddressError(
            f"retain_days is a number of days up to {MOST_RETAIN_DAYS}; 0 is for a bucket without "
            "object lock."
        )
    return int(written)
