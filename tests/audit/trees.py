"""Trees in memory for tests: a reader, and the definitions of RFC 6962 written out naively."""

from collections.abc import Sequence
from functools import cache

from audit.merkle import EMPTY_ROOT, HASH_SIZE, HashReader, node_hash


def naive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    middle = _largest_power_below(len(leaves))
    return node_hash(naive_root(leaves[:middle]), naive_root(leaves[middle:]))


def naive_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    middle = _largest_power_below(len(leaves))
    if index < middle:
        return [*naive_path(index, leaves[:middle]), naive_root(leaves[middle:])]
    return [*naive_path(index - middle, leaves[middle:]), naive_root(leaves[:middle])]


def naive_subproof(old: int, leaves: Sequence[bytes], *, complete: bool = True) -> list[bytes]:
    """RFC 6962, 2.1.2, word for word."""
    if old == len(leaves):
        return [] if complete else [naive_root(leaves)]
    middle = _largest_power_below(len(leaves))
    if old <= middle:
        earlier = naive_subproof(old, leaves[:middle], complete=complete)
        return [*earlier, naive_root(leaves[middle:])]
    later = naive_subproof(old - middle, leaves[middle:], complete=False)
    return [*later, naive_root(leaves[:middle])]


def inclusion_turns(index: int, size: int) -> str:
    """On which side the siblings of a leaf's path are, from the leaf up."""
    if size == 1:
        return ""
    middle = _largest_power_below(size)
    if index < middle:
        return inclusion_turns(index, middle) + "R"
    return inclusion_turns(index - middle, size - middle) + "L"


def consistency_turns(old: int, size: int, *, complete: bool = True) -> str:
    """On which side the hashes of a consistency proof are; S where it has to name its start."""
    if old == size:
        return "" if complete else "S"
    middle = _largest_power_below(size)
    if old <= middle:
        return consistency_turns(old, middle, complete=complete) + "R"
    return consistency_turns(old - middle, size - middle, complete=False) + "L"


def reader(leaves: Sequence[bytes]) -> HashReader:
    """Reads complete subtrees of a list, and refuses any that are not complete in it."""

    @cache
    def read(level: int, index: int) -> bytes:
        if (index + 1) << level > len(leaves):
            message = f"{index} on level {level} is not complete among {len(leaves)} leaves."
            raise LookupError(message)
        if level == 0:
            return leaves[index]
        return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))

    return read


def tile_reader(leaves: Sequence[bytes], *, levels: int) -> HashReader:
    """Reads over stored tiles as the database does: rows of 2**levels hashes of each level-th."""
    width = 1 << levels
    read_node = reader(leaves)
    tiles: dict[tuple[int, int], bytes] = {}
    for tile_level in range(0, max(1, len(leaves).bit_length()), levels):
        hashes = [read_node(tile_level, place) for place in range(len(leaves) >> tile_level)]
        for number in range(0, len(hashes), width):
            tiles[tile_level // levels, number // width] = b"".join(hashes[number : number + width])

    def read(level: int, index: int) -> bytes:
        if level % levels:
            return node_hash(read(level - 1, 2 * index), read(level - 1, 2 * index + 1))
        start = (index % width) * HASH_SIZE
        return tiles[level // levels, index // width][start : start + HASH_SIZE]

    return read


def _largest_power_below(width: int) -> int:
    power = 1
    while power * 2 < width:
        power *= 2
    return power
