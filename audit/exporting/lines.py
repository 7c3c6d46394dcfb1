"""JSON Lines with proofs, as `audit.offline` verifies them."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils import timezone

from audit import merkle
from audit.exporting.selection import Selection
from audit.models import AuditPayload

FORMAT = "joinery-record-export/1"


def written(selection: Selection) -> Iterator[str]:
    """Header, one line an event, footer."""
    yield _line(_header(selection))
    size = selection.tree.size
    for leaf, one in selection.placed():
        yield _line(
            {
                "type": "event",
                "index": leaf.index,
                "body": one.body.decode(),
                "payloads": {name: _payload(each) for name, each in one.payloads.items()},
                "proof": _texts(merkle.inclusion_proof(leaf.index, size, selection.read)),
            }
        )
    yield _line({"type": "footer", "events": selection.count, "unsealed": selection.unsealed})


def _header(selection: Selection) -> dict[str, Any]:
    size = selection.tree.size
    return {
        "type": "header",
        "format": FORMAT,
        "origin": selection.log.origin,
        "exported_at": timezone.now().isoformat(),
        "question": dict(selection.question),
        "checkpoint": selection.checkpoint.note,
        "verifiers": [verifier.written() for verifier in selection.verifiers()],
        "earlier_checkpoints": [
            {
                "note": note,
                "consistency": _texts(merkle.consistency_proof(stated.size, size, selection.read)),
            }
            for note, stated in selection.earlier_notes()
        ],
        "predecessor": selection.log.predecessor_note or None,
    }


def _payload(payload: AuditPayload) -> dict[str, Any]:
    if payload.value is None or payload.salt is None:
        return {"erased": True}
    return {"salt": _text(bytes(payload.salt)), "value": payload.value}


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"


def _texts(hashes: Iterable[bytes]) -> list[str]:
    return [_text(each) for each in hashes]


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
