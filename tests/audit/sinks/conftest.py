"""Signed checkpoints of small trees."""

import hashlib
from collections.abc import Callable

import pytest

from audit.notes import Checkpoint, Signer, sign_note

ORIGIN = "joinery.example.org/record"
Noted = Callable[..., tuple[str, Checkpoint]]


@pytest.fixture
def noted() -> Noted:
    """A note and its checkpoint; `tree` is any text, another one is another history."""

    def note(
        size: int, tree: str = "true", origin: str = ORIGIN, key: bytes = b"k" * 32
    ) -> tuple[str, Checkpoint]:
        root = hashlib.sha256(f"{tree} {size}".encode()).digest()
        checkpoint = Checkpoint(origin, size, root)
        return sign_note(checkpoint.text(), Signer("joinery.example.org", key)), checkpoint

    return note
