"""C2SP signed notes and checkpoints of transparency logs (c2sp.org/signed-note, /tlog-checkpoint).

Only Ed25519 keys (signature type 1). Standard library and `cryptography`.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from audit.merkle import HASH_SIZE, LARGEST_SIZE

ED25519 = b"\x01"
KEY_SIZE = 32
KEY_HASH_SIZE = 4
LONGEST_NOTE = 1_000_000
MOST_SIGNATURES = 100

SIGNATURE_MARK = "— "
PRIVATE_MARK = "PRIVATE+KEY+"
CHECKPOINT_LINES = 3

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class NoteError(ValueError):
    """A note, a checkpoint or a key is not of its format; also what the two below say."""


class WrongSignatureError(NoteError):
    """A key that is known is said to have signed the note, and did not."""


class UnknownKeyError(NoteError):
    """No key that is known signed the note."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: so many leaves, and this root over them.

    Attributes:
        origin: the log's lasting identity.
        size: number of leaves.
        root: root hash, 32 bytes.
        extensions: further lines of the note; no meaning is given to them here.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (0 <= self.size <= LARGEST_SIZE and len(self.root) == HASH_SIZE):
            message = "A checkpoint has a size and a root hash of 32 bytes."
            raise NoteError(message)
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line or not _is_plain(line):
                message = "The origin and each extension of a checkpoint are one line of text."
                raise NoteError(message)

    def text(self) -> str:
        """The note text that is signed."""
        lines = (self.origin, str(self.size), _base64(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note text. It proves nothing before the note's signature is verified.

    Raises:
        NoteError: the text is not a checkpoint.
    """
    *lines, rest = text.split("\n")
    if rest or len(lines) < CHECKPOINT_LINES:
        message = "A checkpoint has at least three lines: origin, size and root."
        raise NoteError(message)
    origin, size, root, *extensions = lines
    if not _DECIMAL.fullmatch(size):
        message = "The size of a checkpoint is a decimal number without leading zeros."
        raise NoteError(message)
    return Checkpoint(origin, int(size), _bytes(root), tuple(extensions))


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _check_key(self.name, self.public)

    @classmethod
    def read(cls, written: str) -> Self:
        """The verifier of its written form, `name+hash+base64`.

        Raises:
            NoteError: it is not of that form, of another kind of key, or its hash is wrong.
        """
        name, key_hash, public = _read_key(written)
        verifier = cls(name, public)
        _check_key_hash(key_hash, verifier)
        return verifier

    @property
    def key_hash(self) -> bytes:
        """Four bytes that name the key in a signature line. They identify; they do not protect."""
        named = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(named).digest()[:KEY_HASH_SIZE]

    def written(self) -> str:
        """`name+hash+base64`, to be given to whoever verifies."""
        return f"{self.name}+{self.key_hash.hex()}+{_base64(ED25519 + self.public)}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A private key and the name it signs under. Its written form is a secret."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        _check_key(self.name, self.seed)

    @classmethod
    def new(cls, name: str) -> Self:
        """A key nobody has had before."""
        return cls(name, secrets.token_bytes(KEY_SIZE))

    @classmethod
    def read(cls, written: str) -> Self:
        """The signer of its written form, `PRIVATE+KEY+name+hash+base64`.

        Raises:
            NoteError: it is not of that form, of another kind of key, or its hash is wrong.
        """
        if not written.startswith(PRIVATE_MARK):
            message = f"A private key begins with {PRIVATE_MARK}."
            raise NoteError(message)
        name, key_hash, seed = _read_key(written.removeprefix(PRIVATE_MARK))
        signer = cls(name, seed)
        _check_key_hash(key_hash, signer.verifier)
        return signer

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        return Verifier(self.name, private.public_key().public_bytes_raw())

    def written(self) -> str:
        """`PRIVATE+KEY+name+hash+base64`; whoever has it can sign."""
        key_hash = self.verifier.key_hash.hex()
        return f"{PRIVATE_MARK}{self.name}+{key_hash}+{_base64(ED25519 + self.seed)}"

    def sign(self, text: str) -> bytes:
        """The signature over the text."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())


@dataclass(frozen=True, slots=True)
class UnknownSignature:
    """A signature by a key that nobody named; nothing follows from it."""

    name: str
    key_hash: bytes


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note whose text at least one known key has signed."""

    text: str
    verified: tuple[Verifier, ...]
    unknown: tuple[UnknownSignature, ...]


def sign_note(text: str, *signers: Signer) -> str:
    """The note of the text, signed by each signer in turn.

    Raises:
        NoteError: the text cannot be a note's, or nobody or somebody twice is to sign.
    """
    if not (text.endswith("\n") and _is_plain(text)):
        message = "The text of a note is plain text that ends with a line end."
        raise NoteError(message)
    if not signers or len({signer.verifier for signer in signers}) != len(signers):
        message = "A note is signed by at least one key, and once by each."
        raise NoteError(message)
    lines = [
        f"{SIGNATURE_MARK}{signer.name} {_base64(signer.verifier.key_hash + signer.sign(text))}\n"
        for signer in signers
    ]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str, verifiers: Iterable[Verifier]) -> OpenedNote:
    """The text of a note, once its signatures by the known keys are verified.

    Raises:
        WrongSignatureError: a known key did not sign what it is said to have signed.
        UnknownKeyError: none of the known keys signed.
        NoteError: it is no note, or two known keys cannot be told apart.
    """
    text, signatures = _read_note(note)
    known = _by_identity(verifiers)
    verified: dict[Verifier, None] = {}
    unknown: dict[UnknownSignature, None] = {}
    for name, signed in signatures:
        key_hash, signature = signed[:KEY_HASH_SIZE], signed[KEY_HASH_SIZE:]
        verifier = known.get((name, key_hash))
        if verifier is None:
            unknown[UnknownSignature(name, key_hash)] = None
        elif verifier.verifies(text, signature):
            verified[verifier] = None
        else:
            message = f"The signature of {name} ({key_hash.hex()}) is not of this text."
            raise WrongSignatureError(message)
    if not verified:
        named = ", ".join(f"{other.name} ({other.key_hash.hex()})" for other in unknown)
        message = f"No key that is known signed it; it names {named}."
        raise UnknownKeyError(message)
    return OpenedNote(text, tuple(verified), tuple(unknown))


def _read_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    start = note.rfind("\n\n")
    if len(note) > LONGEST_NOTE or start < 0 or not note.endswith("\n") or not _is_plain(note):
        message = "A note is plain text, an empty line and its signatures."
        raise NoteError(message)
    text, lines = note[: start + 1], note[start + 2 : -1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        message = f"A note has at most {MOST_SIGNATURES} signatures."
        raise NoteError(message)
    return text, [_read_signature(line) for line in lines]


def _read_signature(line: str) -> tuple[str, bytes]:
    name, _, written = line.removeprefix(SIGNATURE_MARK).partition(" ")
    _check_name(name)
    signed = _bytes(written)
    if not line.startswith(SIGNATURE_MARK) or len(signed) <= KEY_HASH_SIZE:
        message = "A signature line of the note is not of its form."
        raise NoteError(message)
    return name, signed


def _by_identity(verifiers: Iterable[Verifier]) -> dict[tuple[str, bytes], Verifier]:
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_hash), verifier) != verifier:
            message = f"Two keys of {verifier.name} have the hash {verifier.key_hash.hex()}."
            raise NoteError(message)
    return known


def _read_key(written: str) -> tuple[str, str, bytes]:
    # The last part is base64 and may hold a plus itself. What was written is not repeated in the
    # message: it may be a secret.
    try:
        name, key_hash, key = written.split("+", 2)
    except ValueError:
        message = "A key is written as name+hash+base64."
        raise NoteError(message) from None
    kind = _bytes(key)
    if not kind.startswith(ED25519):
        message = "The key is not an Ed25519 key (signature type 1)."
        raise NoteError(message)
    return name, key_hash, kind[len(ED25519) :]


def _check_key_hash(key_hash: str, verifier: Verifier) -> None:
    if key_hash != verifier.key_hash.hex():
        message = "The key is damaged: its hash does not belong to its name and bytes."
        raise NoteError(message)


def _check_key(name: str, key: bytes) -> None:
    _check_name(name)
    if len(key) != KEY_SIZE:
        message = f"An Ed25519 key has {KEY_SIZE} bytes."
        raise NoteError(message)


def _check_name(name: str) -> None:
    if not name or "+" in name or any(map(str.isspace, name)) or not _is_plain(name):
        message = "The name of a key is text without spaces and plus signs."
        raise NoteError(message)


def _is_plain(text: str) -> bool:
    # Valid Unicode (no lone surrogates) without control characters other than the line end.
    return not any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes(written: str) -> bytes:
    # Python reads several spellings of the same bytes; only the canonical one is taken.
    try:
        value = base64.b64decode(written, validate=True)
    except ValueError:
        value = b""
    if not value or _base64(value) != written:
        message = "Part of the note or key is not base64."
        raise NoteError(message)
    return value
