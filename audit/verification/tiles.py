"""Comparing stored tiles with the leaves they were made of."""

from collections.abc import Iterator

from audit import merkle, reading
from audit.models import RecordLog, RecordTile
from audit.verification.words import indexes


class TileRows:
    """The rows of tiles that the leaves read so far are filling, one for each level."""

    def __init__(self, log: RecordLog) -> None:
        self._log = log
        self._rows: list[list[bytes]] = []
        self._filled: list[int] = []

    def take(self, node: bytes, level: int = 0) -> Iterator[str]:
        """Add the next node of tree level 8 * level; compare the tile that it fills, if any."""
        if level == len(self._rows):
            self._rows.append([])
            self._filled.append(0)
        row = self._rows[level]
        row.append(node)
        if len(row) < reading.TILE_WIDTH:
            return
        yield from self._compare(level, self._filled[level], row)
        self._rows[level] = []
        self._filled[level] += 1
        yield from self.take(reading.folded(b"".join(row)), level + 1)

    def beyond(self) -> Iterator[str]:
        """Tiles that no leaves have filled."""
        tiles = RecordTile.objects.filter(log=self._log)
        levels = tiles.order_by().values_list("level", flat=True).distinct()
        for level in sorted(levels):
            full = self._filled[level] if level < len(self._filled) else 0
            extra = tiles.filter(level=level).exclude(number__gte=0, number__lt=full)
            for number in extra.order_by("number").values_list("number", flat=True):
                yield f"The tile {level}/{number} is of events that are not there."

    def _compare(self, level: int, number: int, row: list[bytes]) -> Iterator[str]:
        width = reading.TILE_WIDTH**level
        first = number * reading.TILE_WIDTH * width
        stored = RecordTile.objects.filter(log=self._log, level=level, number=number)
        kept = stored.values_list("hashes", flat=True).first()
        if kept is None:
            last = first + reading.TILE_WIDTH * width - 1
            yield f"The tile {level}/{number} of {indexes(first, last)} is missing."
            return
        hashes = bytes(kept)
        for place, node in enumerate(row):
            if hashes[place * merkle.HASH_SIZE :][: merkle.HASH_SIZE] != node:
                start = first + place * width
                yield (
                    f"What is stored differs from the tile {level}/{number} at "
                    f"{indexes(start, start + width - 1)}."
                )
        if len(hashes) != len(row) * merkle.HASH_SIZE:
            yield f"The tile {level}/{number} is not of its length."
