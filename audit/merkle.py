"""RFC 6962 Merkle trees: roots, proofs and their verification. Standard library only.

A tree is read through a `HashReader`, so the same code works over tiles in a database and over
a list in a test. Verification follows the iterative algorithms of RFC 9162, 2.1.3.2 and 2.1.4.2.
"""

import hashlib
from collections.abc import Callable, Sequence

HASH_SIZE = 32
LARGEST_SIZE = 2**63 - 1

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()

HashReader = Callable[[int, int], bytes]
"""Level and index of a complete subtree to its hash: it covers the 2**level leaves that start at
leaf index * 2**level."""


def leaf_hash(body: bytes) -> bytes:
    """The hash of one leaf's content."""
    return hashlib.sha256(LEAF_PREFIX + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def root(size: int, read: HashReader) -> bytes:
    """The root of the tree of the first `size` leaves.

    Raises:
        ValueError: the size is none, or the reader gives something that is no hash.
    """
    _check_size(size)
    return _span_root(0, size, read) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, read: HashReader) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root of the tree of `size` leaves.

    Raises:
        ValueError: there is no such leaf in a tree of that size.
    """
    _check_size(size)
    if not 0 <= index < size:
        message = f"A tree of {size} leaves has no leaf {index}."
        raise ValueError(message)
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_span_root(middle, end, read))
            end = middle
        else:
            proof.append(_span_root(start, middle, read))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, read: HashReader) -> list[bytes]:
    """The hashes that show the tree of `old` leaves to be the beginning of the one of `new`.

    It is empty where nothing needs to be shown: from an empty tree, and between equal ones.

    Raises:
        ValueError: the old tree is larger than the new one.
    """
    _check_size(new)
    if not 0 <= old <= new:
        message = f"A tree of {new} leaves does not continue one of {old}."
        raise ValueError(message)
    if old == 0:
        return []
    proof: list[bytes] = []
    start, end = 0, new
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_span_root(middle, end, read))
            end = middle
        else:
            proof.append(_span_root(start, middle, read))
            start = middle
    if start:
        proof.append(_span_root(start, end, read))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the leaf with this hash is at `index` in the tree of `size` leaves and this root."""
    if not (0 <= index < size <= LARGEST_SIZE and _are_hashes(leaf, root, *proof)):
        return False
    node, last = index, size - 1
    computed = leaf
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            node, last = _skip_lone_levels(node, last)
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of `old` leaves is the beginning of the tree of `new` leaves."""
    if not (0 <= old <= new <= LARGEST_SIZE and _are_hashes(old_root, new_root, *proof)):
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not proof and old_root == new_root
    if not proof:
        return False
    return _verify_continuation(old, new, old_root, new_root, proof)


class CompactRange:
    """The growing edge of a tree: its root after each leaf, in memory of the order log(size)."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the next leaf's hash.

        Raises:
            ValueError: it is no hash.
        """
        peak = _checked(leaf)
        merges = self.size
        while merges & 1:
            peak = node_hash(self._peaks.pop(), peak)
            merges >>= 1
        self._peaks.append(peak)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree of the leaves so far."""
        return _fold(self._peaks) if self._peaks else EMPTY_ROOT


def _verify_continuation(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    # A complete old tree is itself the first node on the way, so the proof leaves it out.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_computed = new_computed = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_computed = node_hash(sibling, old_computed)
            new_computed = node_hash(sibling, new_computed)
            node, last = _skip_lone_levels(node, last)
        else:
            new_computed = node_hash(new_computed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old_computed == old_root and new_computed == new_root


def _skip_lone_levels(node: int, last: int) -> tuple[int, int]:
    # A node without a sibling rises unchanged until it is a right child.
    while node and not node & 1:
        node, last = node >> 1, last >> 1
    return node, last


def _span_root(start: int, end: int, read: HashReader) -> bytes:
    # `start` is a multiple of a power of two not less than the span, as RFC 6962 splits it.
    peaks = []
    while start < end:
        level = (end - start).bit_length() - 1
        peaks.append(_checked(read(level, start >> level)))
        start += 1 << level
    return _fold(peaks)


def _fold(peaks: Sequence[bytes]) -> bytes:
    *others, folded = peaks
    for peak in reversed(others):
        folded = node_hash(peak, folded)
    return folded


def _split(width: int) -> int:
    # The largest power of two smaller than the width.
    return 1 << ((width - 1).bit_length() - 1)


def _check_size(size: int) -> None:
    if not 0 <= size <= LARGEST_SIZE:
        message = f"{size} is not the size of a tree."
        raise ValueError(message)


def _checked(value: bytes) -> bytes:
    if len(value) != HASH_SIZE:
        message = f"A hash has {HASH_SIZE} bytes, not {len(value)}."
        raise ValueError(message)
    return value


def _are_hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_SIZE for value in values)
