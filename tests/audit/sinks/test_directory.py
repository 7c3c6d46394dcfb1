"""A folder of checkpoints: written once, read back, and every change to it said."""

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from audit.sinks import AlteredSinkError, SinkError
from audit.sinks.directory import DirectorySink
from tests.audit.sinks.conftest import ORIGIN, Noted

FOLDER = "joinery.example.org%2Frecord"


def name_of(size: int) -> str:
    """The file of a size."""
    return f"{size:020d}.checkpoint"


def put(path: Path, content: bytes) -> None:
    """Write as somebody who may do anything to the folder."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


@pytest.fixture
def sink(tmp_path: Path) -> DirectorySink:
    return DirectorySink(tmp_path)


@pytest.fixture
def kept(sink: DirectorySink, noted: Noted) -> Path:
    """The folder of an origin with checkpoints at 3, 9 and 10."""
    for size in (3, 9, 10):
        sink.keep(*noted(size))
    return sink.folder / FOLDER


def test_a_checkpoint_is_kept_exactly_and_read_only(sink: DirectorySink, noted: Noted) -> None:
    note, checkpoint = noted(7)
    sink.keep(note, checkpoint)
    assert {path.name for path in (sink.folder / FOLDER).iterdir()} == {name_of(7), "latest"}
    for name in (name_of(7), "latest"):
        path = sink.folder / FOLDER / name
        assert path.read_bytes() == note.encode()
        assert stat.S_IMODE(path.stat().st_mode) == 0o444
    assert sink.latest(ORIGIN) == note


def test_it_is_on_the_disk_before_it_has_its_name(
    sink: DirectorySink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_link = os.fsync, os.link

    def fsync(handle: int) -> None:
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_fsync(handle)

    def link(fresh: str, path: Path) -> None:
        steps.append("link")
        real_link(fresh, path)

    (sink.folder / FOLDER).mkdir()
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", link)
    sink.keep(*noted(7))
    assert steps[:3] == ["file", "link", "folder"]


def test_the_largest_is_the_latest_whatever_the_order_of_arrival(
    sink: DirectorySink, noted: Noted
) -> None:
    for size in (9, 100, 10, 0):
        sink.keep(*noted(size))
    assert sink.latest(ORIGIN) == noted(100)[0]
    assert (sink.folder / FOLDER / "latest").read_text() == noted(100)[0]


def test_the_same_tree_again_is_fine_and_changes_nothing(sink: DirectorySink, noted: Noted) -> None:
    sink.keep(*noted(7))
    again = noted(7, key=b"q" * 32)
    assert again[0] != noted(7)[0]
    sink.keep(*again)
    assert sink.latest(ORIGIN) == noted(7)[0]


def test_another_history_of_the_same_size_is_refused(
    sink: DirectorySink, kept: Path, noted: Noted
) -> None:
    with pytest.raises(AlteredSinkError, match="holds another history"):
        sink.keep(*noted(9, tree="forged"))
    assert (kept / name_of(9)).read_text() == noted(9)[0]
    assert sink.latest(ORIGIN) == noted(10)[0]
    assert not list(kept.glob(".*"))


def test_origins_have_folders_of_their_own(sink: DirectorySink, noted: Noted) -> None:
    origins = ["..", ".", "a/b", "a%2Fb", "../../outside", "é" * 190, "é" * 189, "x y"]
    for size, origin in enumerate(origins, start=1):
        sink.keep(*noted(size, origin=origin))
    for size, origin in enumerate(origins, start=1):
        assert sink.latest(origin) == noted(size, origin=origin)[0]
    assert len(list(sink.folder.iterdir())) == len(origins)
    assert {path.parent.parent for path in sink.folder.rglob("latest")} == {sink.folder}


def test_nothing_kept_yet_is_none(sink: DirectorySink) -> None:
    assert sink.latest(ORIGIN) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"some text\n", b"half", "half-signed"],
    ids=["empty", "no text", "no note", "cut off", "cut off in the signature"],
)
@pytest.mark.parametrize("name", [name_of(10), "latest"])
def test_a_garbled_file_is_said(
    sink: DirectorySink, kept: Path, noted: Noted, name: str, content: bytes | str
) -> None:
    whole = noted(10)[0].encode()
    if isinstance(content, str):
        content = whole[:-20]
    elif content == b"half":
        content = whole[: len(whole) // 3]
    put(kept / name, content)
    with pytest.raises(AlteredSinkError, match=f"{name} is not a checkpoint any more"):
        sink.latest(ORIGIN)


def test_a_garbled_file_is_not_written_over(sink: DirectorySink, kept: Path, noted: Noted) -> None:
    put(kept / name_of(9), b"garbled")
    with pytest.raises(AlteredSinkError, match="not a checkpoint any more"):
        sink.keep(*noted(9))
    assert (kept / name_of(9)).read_bytes() == b"garbled"


def test_a_checkpoint_of_another_size_or_origin_under_this_name_is_said(
    sink: DirectorySink, kept: Path, noted: Noted
) -> None:
    put(kept / name_of(10), noted(9)[0].encode())
    with pytest.raises(AlteredSinkError, match=f"should be a checkpoint of {ORIGIN} at 10 events"):
        sink.latest(ORIGIN)
    put(kept / name_of(10), noted(10, origin="elsewhere")[0].encode())
    with pytest.raises(AlteredSinkError, match="is one of elsewhere at 10"):
        sink.latest(ORIGIN)


def test_a_file_with_a_name_that_was_never_given_is_said(sink: DirectorySink, kept: Path) -> None:
    put(kept / "12.checkpoint", b"")
    with pytest.raises(AlteredSinkError, match=r"12\.checkpoint is not a name"):
        sink.latest(ORIGIN)


def test_a_removed_largest_checkpoint_is_said(
    sink: DirectorySink, kept: Path, noted: Noted
) -> None:
    (kept / name_of(10)).unlink()
    with pytest.raises(AlteredSinkError, match=f"{name_of(10)} is gone"):
        sink.latest(ORIGIN)
    sink.keep(*noted(9))
    with pytest.raises(AlteredSinkError, match="is gone"):
        sink.latest(ORIGIN)


def test_all_checkpoints_removed_but_the_pointer_is_said(sink: DirectorySink, kept: Path) -> None:
    for path in kept.glob("*.checkpoint"):
        path.unlink()
    with pytest.raises(AlteredSinkError, match="is gone"):
        sink.latest(ORIGIN)


def test_a_crash_before_the_pointer_moved_and_what_it_left_do_no_harm(
    sink: DirectorySink, kept: Path, noted: Noted
) -> None:
    put(kept / name_of(11), noted(11)[0].encode())
    put(kept / ".abc.part", b"half")
    assert sink.latest(ORIGIN) == noted(11)[0]
    sink.keep(*noted(11))
    assert (kept / "latest").read_text() == noted(11)[0]


def test_a_folder_that_is_missing_is_not_made_in_the_place_of_a_mount(
    tmp_path: Path, noted: Noted
) -> None:
    sink = DirectorySink(tmp_path / "mount" / "checkpoints")
    with pytest.raises(SinkError, match="Mount it or make it"):
        sink.keep(*noted(7))
    with pytest.raises(SinkError, match="Mount it or make it"):
        sink.latest(ORIGIN)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_inside_the_data_folder_is_made(
    tmp_path: Path, noted: Noted, settings: Any
) -> None:
    settings.DATA_DIR = tmp_path
    sink = DirectorySink(tmp_path / "record" / "checkpoints")
    assert sink.latest(ORIGIN) is None
    sink.keep(*noted(7))
    assert sink.latest(ORIGIN) == noted(7)[0]


def test_a_full_disk_is_told_in_words_and_leaves_nothing(
    sink: DirectorySink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    (sink.folder / FOLDER).mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SinkError, match=r"fails at .*: No space left on device\.") as failed:
        sink.keep(*noted(7))
    assert not isinstance(failed.value, AlteredSinkError)
    monkeypatch.undo()
    assert list((sink.folder / FOLDER).iterdir()) == []


def test_a_file_system_without_hard_links_is_told_in_words(
    sink: DirectorySink, noted: Noted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(fresh: str, path: Path) -> None:
        raise OSError(1, "Operation not permitted", fresh, None, str(path))

    monkeypatch.setattr(os, "link", none)
    with pytest.raises(SinkError, match=f"{name_of(7)}: Operation not permitted"):
        sink.keep(*noted(7))
    assert sink.latest(ORIGIN) is None


def test_what_cannot_be_read_is_said(sink: DirectorySink, kept: Path) -> None:
    (kept / name_of(11)).mkdir()
    with pytest.raises(SinkError, match=f"fails at .*{name_of(11)}: Is a directory"):
        sink.latest(ORIGIN)
