"""Writes exports of a record that never was, honest or forged, without Joinery's exporter."""

import base64
import copy
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audit import merkle
from audit.notes import Checkpoint, Signer, Verifier, sign_note
from audit.offline import Findings, KeptCheckpoint, check
from tests.audit.trees import reader

ORIGIN = "joinery.example.org/record/0a1b2c3d4e5f"
SIGNER = Signer(ORIGIN, bytes(range(32)))

Row = dict[str, Any]


def b64(value: bytes) -> str:
    """Base64 as the export has it."""
    return base64.b64encode(value).decode()


@dataclass
class Ledger:
    """A record in memory.

    Attributes:
        events: exact body and payloads of each event, by index.
    """

    origin: str = ORIGIN
    signer: Signer = SIGNER
    events: list[tuple[str, Row]] = field(default_factory=list)

    def record(self, data: Mapping[str, Any], **personal: str) -> None:
        """Add an event; its salts follow from its place, so that files are the same every time."""
        payloads, digests = {}, {}
        for name, value in personal.items():
            salt = hashlib.sha256(f"{len(self.events)}/{name}".encode()).digest()[:16]
            payloads[name] = {"salt": b64(salt), "value": value}
            digests[name] = hashlib.sha256(salt + value.encode()).hexdigest()
        body = {"data": dict(data), "digests": digests, "v": 1}
        written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self.events.append((written, payloads))

    def leaves(self) -> list[bytes]:
        """The leaf hash of each event."""
        return [merkle.leaf_hash(body.encode()) for body, _ in self.events]

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        """The state of the record at a size."""
        size = len(self.events) if size is None else size
        return Checkpoint(self.origin, size, merkle.root(size, reader(self.leaves())))

    def note(self, size: int | None = None, signer: Signer | None = None) -> str:
        """The signed checkpoint of a size."""
        return sign_note(self.checkpoint(size).text(), signer or self.signer)

    def export(
        self,
        indexes: Iterable[int] | None = None,
        *,
        size: int | None = None,
        earlier: Sequence[int] = (),
        question: Mapping[str, Any] | None = None,
        unsealed: int = 0,
    ) -> list[Row]:
        """The lines of an honest export of these events, or of all."""
        size = len(self.events) if size is None else size
        chosen = range(size) if indexes is None else list(indexes)
        asked = {} if indexes is None else {"initiative": "AI-12"}
        read = reader(self.leaves())
        continued = {old: merkle.consistency_proof(old, size, read) for old in earlier}
        header = {
            "type": "header",
            "format": "joinery-record-export/1",
            "origin": self.origin,
            "exported_at": "2026-11-20T17:08:27+00:00",
            "question": asked if question is None else question,
            "checkpoint": self.note(size),
            "verifiers": [self.signer.verifier.written()],
            "earlier_checkpoints": [
                {"note": self.note(old), "consistency": [b64(each) for each in proof]}
                for old, proof in continued.items()
            ],
            "predecessor": None,
        }
        events = [
            {
                "type": "event",
                "index": index,
                "body": self.events[index][0],
                "payloads": copy.deepcopy(self.events[index][1]),
                "proof": [b64(each) for each in merkle.inclusion_proof(index, size, read)],
            }
            for index in chosen
        ]
        footer = {"type": "footer", "events": len(events), "unsealed": unsealed}
        return [header, *events, footer]


def ledger(size: int = 11, signer: Signer = SIGNER) -> Ledger:
    """A record of some events, each with a name and a text that may be erased."""
    made = Ledger(signer=signer)
    for place in range(size):
        made.record(
            {"field": "title", "place": place, "new": f"Größe {place} — «é»"},
            actor_label=f"Ada {place}",
            reason=f"Because of {place}: not agreed, see https://example.org/?a=1&b=2",
        )
    return made


def written(rows: Iterable[Row]) -> bytes:
    """The file of the lines."""
    return b"".join(json.dumps(row, separators=(",", ":")).encode() + b"\n" for row in rows)


def found_in(
    export: bytes | Iterable[Row],
    *,
    keys: Sequence[Verifier] = (),
    kept: Sequence[str] = (),
) -> Findings:
    """What the offline check finds in it."""
    content = export if isinstance(export, bytes) else written(export)
    return check(
        io.BytesIO(content),
        keys=keys,
        kept=[KeptCheckpoint(f"kept-{place}.txt", note) for place, note in enumerate(kept)],
    )
