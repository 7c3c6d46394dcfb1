"""Decision records as MADR 4 Markdown files: read, written, packed into one folder."""

from architecture.madr.reading import read_madr
from architecture.madr.shape import Madr, MadrOption, MadrReading, UnreadableMadrError
from architecture.madr.writing import write_madr

__all__ = [
    "Madr",
    "MadrOption",
    "MadrReading",
    "UnreadableMadrError",
    "read_madr",
    "write_madr",
]
