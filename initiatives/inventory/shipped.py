"""The mappings that come with Joinery, in `initiatives/mappings/`."""

from pathlib import Path

from initiatives.inventory.mapping import InventoryMapping, read_mapping

FOLDER = Path(__file__).resolve().parent.parent / "mappings"


def shipped_paths() -> dict[str, Path]:
    """Files of mappings by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def shipped_mappings() -> dict[str, InventoryMapping]:
    """Mappings by name."""
    return {
        name: read_mapping(path.read_text(encoding="utf-8"))
        for name, path in shipped_paths().items()
    }
