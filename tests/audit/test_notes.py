"""Signed notes and checkpoints: those others made, our own, and the damaged ones."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import merkle
from audit.notes import (
    Checkpoint,
    NoteError,
    Signer,
    UnknownKeyError,
    UnknownSignature,
    Verifier,
    WrongSignatureError,
    open_note,
    read_checkpoint,
    sign_note,
)
from tests.audit.vectors import signed_notes as known

PETER = Verifier.read(known.PETER)
ENOCH = Verifier.read(known.ENOCH)
SIGNED_BY_BOTH = f"{known.TEXT}\n{known.PETER_SIGNATURE}{known.ENOCH_SIGNATURE}"
ROOT = merkle.leaf_hash(b"hello world")

bounded = settings(max_examples=150)


# --- what others made -------------------------------------------------------------------------


def test_the_known_key_signs_the_known_note() -> None:
    signer = Signer.read(known.PETER_PRIVATE)

    assert signer.verifier == PETER
    assert signer.written() == known.PETER_PRIVATE
    assert PETER.written() == known.PETER
    assert PETER.key_hash.hex() == "c74f20a3"
    assert sign_note(known.TEXT, signer) == f"{known.TEXT}\n{known.PETER_SIGNATURE}"


def test_signatures_of_known_and_unknown_keys_are_told_apart() -> None:
    opened = open_note(SIGNED_BY_BOTH, [PETER])

    assert opened.text == known.TEXT
    assert opened.verified == (PETER,)
    assert opened.unknown == (UnknownSignature("EnochRoot", bytes.fromhex("af0cfe78")),)
    assert open_note(SIGNED_BY_BOTH, [ENOCH, PETER]).verified == (PETER, ENOCH)


def test_the_example_of_c2sp_verifies() -> None:
    verifier = Verifier.read(known.C2SP)

    assert verifier.written() == known.C2SP
    assert open_note(known.C2SP_NOTE, [verifier]).text == "This is an example message.\n"


def test_a_real_checkpoint_of_the_go_checksum_database_verifies() -> None:
    opened = open_note(known.GO_SUM_NOTE, [Verifier.read(known.GO_SUM)])
    checkpoint = read_checkpoint(opened.text)

    assert (checkpoint.origin, checkpoint.size) == ("go.sum database tree", 30055305)
    assert checkpoint.text() == opened.text


def test_the_example_checkpoint_of_c2sp_is_read() -> None:
    text = known.SOFA_NOTE[: known.SOFA_NOTE.index("\n\n") + 1]
    checkpoint = read_checkpoint(text)

    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == text
    with pytest.raises(UnknownKeyError, match="behind-the-sofa"):
        open_note(known.SOFA_NOTE, [Verifier.read(known.GO_SUM)])


def test_the_known_tree_is_written_as_known() -> None:
    checkpoint = Checkpoint("go.sum database tree", 123456789012, ROOT)

    assert checkpoint.text() == known.GO_TREE_TEXT
    assert read_checkpoint(known.GO_TREE_TEXT) == checkpoint


# --- damaged keys -----------------------------------------------------------------------------


@pytest.mark.parametrize("written", [known.PETER, known.PETER_PRIVATE])
def test_no_part_and_no_changed_letter_of_a_key_is_taken(written: str) -> None:
    """As golang.org/x/mod tests it: each slice, and each byte raised by one."""
    read = Signer.read if written == known.PETER_PRIVATE else Verifier.read
    length = len(written)
    slices = [written[start:end] for start in range(length) for end in range(start + 1, length + 1)]
    raised = [
        written[:place] + chr(ord(letter) + 1) + written[place + 1 :]
        for place, letter in enumerate(written)
    ]
    for damaged in {*slices, *raised} - {written}:
        with pytest.raises(NoteError) as caught:
            read(damaged)
        assert written[-20:] not in str(caught.value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "++",
        known.KEY_OF_WRONG_LENGTH,
        known.KEY_OF_UNKNOWN_KIND,
        known.PETER.replace("PeterNeumann", "Peter Neumann"),
        known.PETER.replace("c74f20a3", "C74F20A3"),
        known.PETER + "\n",
        known.PETER_PRIVATE,
    ],
)
def test_what_is_no_public_key_is_refused(written: str) -> None:
    with pytest.raises(NoteError):
        Verifier.read(written)


@pytest.mark.parametrize(
    "name", ["", "two words", "plus+plus", "tab\t", "wide\u2003space", "\ud800"]
)
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(NoteError):
        Signer.new(name)
    with pytest.raises(NoteError):
        Verifier(name, PETER.public)


def test_a_private_key_is_not_shown_by_accident() -> None:
    signer = Signer.read(known.PETER_PRIVATE)

    assert repr(signer) == "Signer(name='PeterNeumann')"


def test_new_keys_differ_and_come_back() -> None:
    one, other = Signer.new("record.example/1"), Signer.new("record.example/1")

    assert one != other
    assert Signer.read(one.written()) == one
    assert Verifier.read(one.verifier.written()) == one.verifier


# --- damaged notes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        known.TEXT,
        f"{known.TEXT}\n",
        f"{known.TEXT}\n{known.PETER_SIGNATURE}"[:-1],
        f"\x01{known.TEXT}\n{known.PETER_SIGNATURE}",
        f"\ud800{known.TEXT}\n{known.PETER_SIGNATURE}",
        f"{known.TEXT}\n{known.PETER_SIGNATURE}".replace("\n", "\r\n"),
        f"{known.TEXT}\n{known.PETER_SIGNATURE}Unexpected line.\n",
        f"{known.TEXT}\n{known.PETER_SIGNATURE}\n",
        f"{known.TEXT}\n{known.PETER_SIGNATURE}".replace("— Peter", "- Peter"),
        f"{known.TEXT}\n{known.PETER_SIGNATURE}".replace("PeterNeumann ", "Peter Neumann "),
        f"{known.TEXT}\n{known.PETER_SIGNATURE}".replace("PeterNeumann ", "PeterNeumann"),
        f"{known.TEXT}\n— PeterNeumann x08g\n",
        f"{known.TEXT}\n— PeterNeumann x08gow==\n",
        f"{known.TEXT}\n— PeterNeumann\n",
        f"{known.TEXT}\n{known.PETER_SIGNATURE * 101}",
        sign_note("x" * 1_000_000 + "\n", Signer.read(known.PETER_PRIVATE)),
    ],
)
def test_what_is_no_note_is_refused(note: str) -> None:
    with pytest.raises(NoteError) as caught:
        open_note(note, [PETER])
    assert type(caught.value) is NoteError


def test_base64_has_one_spelling() -> None:
    """RFC 4648, 3.5: bits that carry nothing are zero; a lenient reader takes all four."""
    note = f"{known.TEXT}\n{known.PETER_SIGNATURE}"
    other = note.replace("BwJnAM=", "BwJnAN=")

    assert base64.b64decode("BwJnAM==") == base64.b64decode("BwJnAN==")
    with pytest.raises(NoteError, match="not base64"):
        open_note(other, [PETER])


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    with pytest.raises(UnknownKeyError, match=r"PeterNeumann \(c74f20a3\), EnochRoot"):
        open_note(SIGNED_BY_BOTH, [])
    with pytest.raises(UnknownKeyError):
        open_note(f"{known.TEXT}\n{known.PETER_SIGNATURE}", [ENOCH])


def test_the_same_name_with_another_key_is_another_key() -> None:
    namesake = Signer.new("PeterNeumann")

    with pytest.raises(UnknownKeyError):
        open_note(f"{known.TEXT}\n{known.PETER_SIGNATURE}", [namesake.verifier])
    opened = open_note(sign_note(known.TEXT, namesake), [namesake.verifier, PETER])
    assert opened.verified == (namesake.verifier,)


def test_one_wrong_signature_of_a_known_key_spoils_the_note() -> None:
    forged = known.PETER_SIGNATURE.replace("ZJku", "ZJkv")
    note = f"{known.TEXT}\n{known.ENOCH_SIGNATURE}{forged}"

    with pytest.raises(WrongSignatureError, match=r"PeterNeumann \(c74f20a3\)"):
        open_note(note, [PETER, ENOCH])
    with pytest.raises(WrongSignatureError):
        open_note(note.replace("\n\n", f"\n\n{known.PETER_SIGNATURE}"), [PETER])
    assert open_note(note, [ENOCH]).verified == (ENOCH,)


def test_repeated_signatures_count_once() -> None:
    note = f"{known.TEXT}\n{known.PETER_SIGNATURE * 2}{known.ENOCH_SIGNATURE * 2}"

    opened = open_note(note, [PETER, PETER])

    assert opened.verified == (PETER,)
    assert len(opened.unknown) == 1


def test_sixteen_signatures_are_always_accepted() -> None:
    signers = [Signer.new(f"key-{place}") for place in range(16)]
    note = sign_note(known.TEXT, *signers)

    assert open_note(note, [signers[-1].verifier]).verified == (signers[-1].verifier,)


def test_two_keys_that_cannot_be_told_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    signer = Signer.read(known.PETER_PRIVATE)
    monkeypatch.setattr(Verifier, "key_hash", property(lambda verifier: b"same"))
    note = sign_note(known.TEXT, signer)

    with pytest.raises(NoteError, match="Two keys of PeterNeumann"):
        open_note(note, [PETER, Verifier("PeterNeumann", ENOCH.public)])


def test_signing_needs_a_text_and_different_signers() -> None:
    signer = Signer.new("one")
    for text in ("no line end", "control\x07\n", "", "\ud800\n", "carriage\r\n"):
        with pytest.raises(NoteError):
            sign_note(text, signer)
    with pytest.raises(NoteError):
        sign_note(known.TEXT)
    with pytest.raises(NoteError):
        sign_note(known.TEXT, signer, signer)


texts = st.text(st.characters(min_codepoint=32, codec="utf-8") | st.just("\n"), max_size=60).map(
    lambda text: f"{text}\n"
)


@bounded
@given(texts)
def test_each_text_comes_back_from_its_note(text: str) -> None:
    signer = Signer.read(known.PETER_PRIVATE)

    assert open_note(sign_note(text, signer), [PETER]).text == text


@bounded
@given(st.data())
def test_no_changed_character_of_a_note_passes(data: st.DataObject) -> None:
    """Another text is never opened; only signatures by nobody known may come and go."""
    note = f"{known.TEXT}\n{known.PETER_SIGNATURE}"
    place = data.draw(st.integers(0, len(note) - 1))
    letter = data.draw(st.characters(codec="utf-8") | st.sampled_from("\n—+ =A"))
    changed = note[:place] + letter + note[place + 1 :]

    if changed != note:
        with pytest.raises(NoteError):
            open_note(changed, [PETER])


# --- checkpoints ------------------------------------------------------------------------------


def test_extensions_come_back() -> None:
    checkpoint = Checkpoint("example.org/record", 0, merkle.EMPTY_ROOT, ("one", "two — three"))

    assert read_checkpoint(checkpoint.text()) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "origin\n5\n",
        "\n5\nROOT\n",
        "origin\n5\nROOT",
        "origin\n5\nROOT\n\n",
        "origin\n5\nROOT\n\nmore\n",
        "origin\n05\nROOT\n",
        "origin\n-1\nROOT\n",
        "origin\n+1\nROOT\n",
        "origin\n1_0\nROOT\n",
        "origin\n 5\nROOT\n",
        "origin\n\N{ARABIC-INDIC DIGIT FIVE}\nROOT\n",
        "origin\n\nROOT\n",
        "origin\n0x5\nROOT\n",
        "origin\nbananas\nROOT\n",
        "origin\n9223372036854775808\nROOT\n",
        "origin\n3438945738945739845734895735\nROOT\n",
        f"origin\n{'9' * 10_000}\nROOT\n",
        "origin\n5\n ROOT\n",
        "origin\n5\nThisIsn'tBase64\n",
        "origin\n5\nYmFuYW5hcw==\n",
        "origin\n5\nROOTROOT\n",
        "or\x00igin\n5\nROOT\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    root = base64.b64encode(ROOT).decode()

    assert read_checkpoint(f"origin\n5\n{root}\n").size == 5
    with pytest.raises(NoteError):
        read_checkpoint(text.replace("ROOT", root))


@pytest.mark.parametrize(
    ("origin", "size", "root", "extensions"),
    [
        ("", 5, ROOT, ()),
        ("two\nlines", 5, ROOT, ()),
        ("origin", -1, ROOT, ()),
        ("origin", 2**63, ROOT, ()),
        ("origin", 5, ROOT[:-1], ()),
        ("origin", 5, ROOT, ("",)),
        ("origin", 5, ROOT, ("fine", "two\nlines")),
        ("origin", 5, ROOT, ("tab\t",)),
    ],
)
def test_a_checkpoint_that_would_read_as_another_cannot_be_made(
    origin: str, size: int, root: bytes, extensions: tuple[str, ...]
) -> None:
    with pytest.raises(NoteError):
        Checkpoint(origin, size, root, extensions)
