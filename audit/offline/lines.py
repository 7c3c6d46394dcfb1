"""The lines of an export of the record, read strictly and one at a time. Standard library only.

What a lenient reader would let pass (a field given twice, NaN, base64 with stray characters) can
show two people two things from one file, so it is refused here.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from audit.merkle import HASH_SIZE, LARGEST_SIZE
from audit.notes import NoteError, Verifier

FORMAT = "joinery-record-export/1"
LONGEST_LINE = 16 * 2**20  # bytes

_EVENT_FIELDS = frozenset({"type", "index", "body", "payloads", "proof"})


class LineError(ValueError):
    """A line is not of the format. The message says why; `index` is the event's, where known."""

    def __init__(self, reason: str, index: int | None = None) -> None:
        super().__init__(reason)
        self.index = index


@dataclass(frozen=True, slots=True)
class EarlierCheckpoint:
    """An older signed note of the same log, and the proof that the checkpoint continues it."""

    note: str
    consistency: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """What the file says of itself. Only the signed notes in it can be verified."""

    origin: str
    exported_at: str
    question: Mapping[str, Any]
    checkpoint: str
    verifiers: tuple[Verifier, ...]
    earlier: tuple[EarlierCheckpoint, ...]
    predecessor: str | None


@dataclass(frozen=True, slots=True)
class Payload:
    """An erasable value as the file gives it; `value` is None where it was erased."""

    salt: bytes
    value: str | None


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event, its place, and the proof of both.

    Attributes:
        digests: hex SHA-256 of salt and value by field, as the proved body has them.
        unknown: names on the line that the format does not have; nothing proves them.
    """

    index: int
    body: str
    digests: Mapping[str, str]
    payloads: Mapping[str, Payload]
    proof: tuple[bytes, ...]
    unknown: frozenset[str]


@dataclass(frozen=True, slots=True)
class Footer:
    """How many events the file holds, and how many matching ones were not sealed yet."""

    events: int
    unsealed: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that is not of the format, and why."""

    reason: str
    index: int | None = None


Line = Header | EventLine | Footer | Unreadable


def read_lines(file: BinaryIO) -> Iterator[tuple[int, Line]]:
    """Each line of the file with its number, from 1. Holds one line at a time."""
    number = 0
    while raw := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(raw) > LONGEST_LINE:
            _skip_rest(file, raw)
            yield number, Unreadable(f"it is longer than {LONGEST_LINE // 2**20} MiB")
            continue
        try:
            yield number, _read_line(raw)
        except LineError as error:
            yield number, Unreadable(str(error), error.index)


def read_json(written: str | bytes) -> dict[str, Any]:
    """The object of a JSON text.

    Raises:
        LineError: it is no JSON, not an object, names something twice or holds NaN or Infinity.
    """
    try:
        content = json.loads(
            written.decode() if isinstance(written, bytes) else written,
            object_pairs_hook=_once_each,
            parse_constant=_refuse_constant,
        )
    except LineError:
        raise
    except UnicodeDecodeError:
        raise LineError("it is not UTF-8") from None
    except (ValueError, RecursionError):
        raise LineError("it is no JSON") from None
    if not isinstance(content, dict):
        raise LineError("it is not a JSON object")
    return content


def _read_line(raw: bytes) -> Line:
    content = read_json(raw)
    match content.get("type"):
        case "header":
            return _read_header(content)
        case "event":
            return _read_event(content)
        case "footer":
            return Footer(_count(content, "events"), _count(content, "unsealed"))
    raise LineError("it is neither header, event nor footer")


def _read_header(content: Mapping[str, Any]) -> Header:
    if content.get("format") != FORMAT:
        raise LineError(f"its format is not {FORMAT}; this check knows no other")
    try:
        verifiers = tuple(Verifier.read(written) for written in _texts(content, "verifiers"))
    except NoteError as error:
        raise LineError(f"a key in it cannot be read: {error}") from None
    return Header(
        origin=_text(content, "origin"),
        exported_at=_text(content, "exported_at"),
        question=_object(content, "question"),
        checkpoint=_text(content, "checkpoint"),
        verifiers=verifiers,
        earlier=tuple(_read_earlier(each) for each in _list(content, "earlier_checkpoints")),
        predecessor=None if content.get("predecessor") is None else _text(content, "predecessor"),
    )


def _read_earlier(content: Any) -> EarlierCheckpoint:
    if not isinstance(content, dict):
        raise LineError("“earlier_checkpoints” holds something else than checkpoints")
    return EarlierCheckpoint(_text(content, "note"), _hashes(content, "consistency"))


def _read_event(content: Mapping[str, Any]) -> EventLine:
    index = _count(content, "index")
    try:
        body = _text(content, "body")
        return EventLine(
            index=index,
            body=body,
            digests=_read_digests(body),
            payloads={
                field: _read_payload(field, given)
                for field, given in _object(content, "payloads").items()
            },
            proof=_hashes(content, "proof"),
            unknown=frozenset(content) - _EVENT_FIELDS,
        )
    except LineError as error:
        raise LineError(str(error), index) from None


def _read_digests(body: str) -> dict[str, str]:
    try:
        digests = read_json(body).get("digests", {})
    except LineError as error:
        raise LineError(f"its “body” cannot be read: {error}") from None
    if not isinstance(digests, dict) or not all(isinstance(each, str) for each in digests.values()):
        raise LineError("the “digests” in its “body” are not a digest by field")
    return digests


def _read_payload(field: str, given: Any) -> Payload:
    if given == {"erased": True}:
        return Payload(b"", None)
    if not isinstance(given, dict) or set(given) != {"salt", "value"}:
        raise LineError(f"its payload “{field}” is neither a salted value nor erased")
    return Payload(_base64(_text(given, "salt"), f"the salt of “{field}”"), _text(given, "value"))


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str):
        raise LineError(f"its “{name}” is not text")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise LineError(f"its “{name}” is not valid Unicode") from None
    return value


def _count(content: Mapping[str, Any], name: str) -> int:
    value = content.get(name)
    if type(value) is not int or not 0 <= value <= LARGEST_SIZE:
        raise LineError(f"its “{name}” is not a whole number of the size a record has")
    return value


def _object(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name)
    if not isinstance(value, dict):
        raise LineError(f"its “{name}” is not an object")
    return value


def _list(content: Mapping[str, Any], name: str) -> list[Any]:
    value = content.get(name)
    if not isinstance(value, list):
        raise LineError(f"its “{name}” is not a list")
    return value


def _texts(content: Mapping[str, Any], name: str) -> list[str]:
    values = _list(content, name)
    if not all(isinstance(value, str) for value in values):
        raise LineError(f"its “{name}” are not all text")
    return values


def _hashes(content: Mapping[str, Any], name: str) -> tuple[bytes, ...]:
    hashes = tuple(_base64(each, f"its “{name}”") for each in _texts(content, name))
    if any(len(each) != HASH_SIZE for each in hashes):
        raise LineError(f"its “{name}” holds something that is no hash")
    return hashes


def _base64(written: str, where: str) -> bytes:
    try:
        value = base64.b64decode(written, validate=True)
    except ValueError:
        raise LineError(f"{where} is not base64") from None
    if base64.b64encode(value).decode() != written:
        raise LineError(f"{where} is not base64 as it is written everywhere else")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise LineError("it names something twice")
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise LineError(f"it holds {name}, which JSON does not have")


def _skip_rest(file: BinaryIO, raw: bytes) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = file.readline(LONGEST_LINE)
