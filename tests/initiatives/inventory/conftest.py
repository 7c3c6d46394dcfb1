"""Fixtures of the inventory import."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.initiatives.inventory.sample import MAPPING
from tests.shared_data import omb_file

__all__ = ["omb_file"]


@pytest.fixture
def write_files(tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """Writes an inventory and a mapping to disk."""

    def write(content: bytes, mapping: str = MAPPING) -> tuple[Path, Path]:
        file, toml = tmp_path / "werke.csv", tmp_path / "werke.toml"
        file.write_bytes(content)
        toml.write_text(mapping, encoding="utf-8")
        return file, toml

    return write
