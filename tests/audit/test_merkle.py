"""Trees and proofs: what others computed, what the definitions say, and what no forger can do."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import merkle
from tests.audit.trees import (
    consistency_turns,
    inclusion_turns,
    naive_path,
    naive_root,
    naive_subproof,
    reader,
    tile_reader,
)
from tests.audit.vectors import rfc6962 as known

KNOWN_LEAVES = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in known.LEAVES]
LARGEST_TREE = 70

bounded = settings(max_examples=150)
sizes = st.integers(1, LARGEST_TREE)
LEAVES = [merkle.leaf_hash(str(place).encode()) for place in range(LARGEST_TREE)]


def unhex(hashes: tuple[str, ...]) -> list[bytes]:
    return [bytes.fromhex(each) for each in hashes]


# --- what others computed ---------------------------------------------------------------------


def test_hashes_are_those_of_rfc_6962() -> None:
    assert merkle.EMPTY_ROOT.hex() == known.EMPTY_ROOT
    for body, digest in known.LEAF_HASHES.items():
        assert merkle.leaf_hash(bytes.fromhex(body)).hex() == digest
    left, right, above = unhex(known.NODE)
    assert merkle.node_hash(left, right) == above


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_the_known_ones(size: int) -> None:
    assert merkle.root(size, reader(KNOWN_LEAVES)).hex() == known.ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size", "hashes"), known.INCLUSION)
def test_inclusion_proofs_are_the_known_ones(
    index: int, size: int, hashes: tuple[str, ...]
) -> None:
    proof = unhex(hashes)
    root = bytes.fromhex(known.ROOTS[size - 1])

    assert merkle.inclusion_proof(index, size, reader(KNOWN_LEAVES)) == proof
    assert merkle.verify_inclusion(KNOWN_LEAVES[index], index, size, proof, root)


@pytest.mark.parametrize(("old", "new", "hashes"), known.CONSISTENCY)
def test_consistency_proofs_are_the_known_ones(old: int, new: int, hashes: tuple[str, ...]) -> None:
    proof = unhex(hashes)
    old_root, new_root = unhex((known.ROOTS[old - 1], known.ROOTS[new - 1]))

    assert merkle.consistency_proof(old, new, reader(KNOWN_LEAVES)) == proof
    assert merkle.verify_consistency(old, new, old_root, new_root, proof)


def test_a_proof_from_a_public_log_of_millions_verifies() -> None:
    leaf, root = unhex((known.REAL_LEAF_HASH, known.REAL_ROOT))
    proof = unhex(known.REAL_PROOF)

    assert merkle.verify_inclusion(leaf, known.REAL_INDEX, known.REAL_SIZE, proof, root)
    for index, size in ((-1, 0), (1, 0), (2, 0), (0, known.REAL_SIZE)):
        assert not merkle.verify_inclusion(
            leaf, known.REAL_INDEX + index, known.REAL_SIZE + size, proof, root
        )


# --- what the definitions say -----------------------------------------------------------------


@pytest.mark.parametrize("size", range(LARGEST_TREE))
def test_roots_and_proofs_follow_the_definitions(size: int) -> None:
    leaves = LEAVES[:size]
    read = reader(leaves)
    root = merkle.root(size, read)

    assert root == naive_root(leaves)
    for index in range(size):
        proof = merkle.inclusion_proof(index, size, read)
        assert proof == naive_path(index, leaves)
        assert merkle.verify_inclusion(leaves[index], index, size, proof, root)
    for old in range(1, size + 1):
        proof = merkle.consistency_proof(old, size, read)
        assert proof == naive_subproof(old, leaves)
        assert merkle.verify_consistency(old, size, naive_root(leaves[:old]), root, proof)


def test_a_compact_range_has_the_root_of_each_tree_on_the_way() -> None:
    growing = merkle.CompactRange()
    for size in range(LARGEST_TREE):
        assert (growing.size, growing.root()) == (size, naive_root(LEAVES[:size]))
        growing.append(LEAVES[size])


def test_a_compact_range_stays_small() -> None:
    growing = merkle.CompactRange()
    for _ in range(2**12 - 1):
        growing.append(LEAVES[0])

    assert len(growing._peaks) == 12


@bounded
@given(sizes, st.integers(1, 3), st.data())
def test_a_reader_over_tiles_gives_the_same(size: int, levels: int, data: st.DataObject) -> None:
    leaves = LEAVES[:size]
    read = tile_reader(leaves, levels=levels)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))

    assert merkle.root(size, read) == naive_root(leaves)
    assert merkle.inclusion_proof(index, size, read) == naive_path(index, leaves)
    assert merkle.consistency_proof(old, size, read) == naive_subproof(old, leaves)


# --- what no forger can do --------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """What a verifier is asked: that a leaf is in a tree, or that a tree continues another.

    For inclusion `first` is the leaf and `place` its index; for consistency they are the old root
    and the old size.
    """

    first: bytes
    place: int
    size: int
    proof: tuple[bytes, ...]
    root: bytes


def is_included(claim: Claim) -> bool:
    return merkle.verify_inclusion(claim.first, claim.place, claim.size, claim.proof, claim.root)


def is_continued(claim: Claim) -> bool:
    return merkle.verify_consistency(claim.place, claim.size, claim.first, claim.root, claim.proof)


@st.composite
def inclusion_claims(draw: st.DrawFn) -> Claim:
    size = draw(sizes)
    index = draw(st.integers(0, size - 1))
    leaves = LEAVES[:size]
    proof = merkle.inclusion_proof(index, size, reader(leaves))
    return Claim(leaves[index], index, size, tuple(proof), naive_root(leaves))


@st.composite
def consistency_claims(draw: st.DrawFn) -> Claim:
    size = draw(st.integers(2, LARGEST_TREE))
    old = draw(st.integers(1, size - 1))
    leaves = LEAVES[:size]
    proof = merkle.consistency_proof(old, size, reader(leaves))
    return Claim(naive_root(leaves[:old]), old, size, tuple(proof), naive_root(leaves))


def flipped(value: bytes, data: st.DataObject) -> bytes:
    bit = data.draw(st.integers(0, 8 * len(value) - 1))
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def other_first(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, first=flipped(claim.first, data))


def other_root(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, root=flipped(claim.root, data))


def other_place(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, place=data.draw(st.integers(-2, LARGEST_TREE * 2)))


def other_leaf(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, first=data.draw(st.sampled_from(LEAVES)))


def swapped_roots(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, first=claim.root, root=claim.first)


def changed_element(claim: Claim, data: st.DataObject) -> Claim:
    if not claim.proof:
        return claim
    place = data.draw(st.integers(0, len(claim.proof) - 1))
    changed = flipped(claim.proof[place], data)
    return replace(claim, proof=(*claim.proof[:place], changed, *claim.proof[place + 1 :]))


def dropped_element(claim: Claim, data: st.DataObject) -> Claim:
    if not claim.proof:
        return claim
    place = data.draw(st.integers(0, len(claim.proof) - 1))
    return replace(claim, proof=(*claim.proof[:place], *claim.proof[place + 1 :]))


def added_element(claim: Claim, data: st.DataObject) -> Claim:
    place = data.draw(st.integers(0, len(claim.proof)))
    extra = data.draw(
        st.sampled_from([claim.first, claim.root, merkle.EMPTY_ROOT, *claim.proof, *LEAVES])
    )
    return replace(claim, proof=(*claim.proof[:place], extra, *claim.proof[place:]))


def reordered_elements(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, proof=tuple(data.draw(st.permutations(claim.proof))))


def shortened_hash(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, proof=tuple(each[:-1] for each in claim.proof), first=claim.first[:-1])


def elements_glued_together(claim: Claim, data: st.DataObject) -> Claim:
    return replace(claim, proof=(b"".join(claim.proof),))


Forgery = Callable[[Claim, st.DataObject], Claim]
FORGERIES: tuple[Forgery, ...] = (
    other_first,
    other_root,
    other_place,
    other_leaf,
    swapped_roots,
    changed_element,
    dropped_element,
    added_element,
    reordered_elements,
    shortened_hash,
    elements_glued_together,
)


@bounded
@given(inclusion_claims(), st.sampled_from(FORGERIES), st.data())
def test_no_forged_inclusion_verifies(claim: Claim, forge: Forgery, data: st.DataObject) -> None:
    forged = forge(claim, data)

    assert is_included(claim)
    assert is_included(forged) == (forged == claim)


@bounded
@given(consistency_claims(), st.sampled_from(FORGERIES), st.data())
def test_no_forged_consistency_verifies(claim: Claim, forge: Forgery, data: st.DataObject) -> None:
    forged = forge(claim, data)

    assert is_continued(claim)
    assert is_continued(forged) == (forged == claim)


@bounded
@given(inclusion_claims(), st.integers(-2, LARGEST_TREE * 2))
def test_an_inclusion_fits_another_size_only_along_the_same_path(claim: Claim, size: int) -> None:
    """RFC 6962 does not hash the size; the signed checkpoint fixes it beside the root."""
    forged = replace(claim, size=size)
    same_path = 0 <= claim.place < size and (
        inclusion_turns(claim.place, size) == inclusion_turns(claim.place, claim.size)
    )

    assert is_included(forged) == same_path


@bounded
@given(consistency_claims(), st.integers(-2, LARGEST_TREE * 2))
def test_a_consistency_fits_another_size_only_along_the_same_path(claim: Claim, size: int) -> None:
    forged = replace(claim, size=size)
    same_path = claim.place < size and (
        consistency_turns(claim.place, size) == consistency_turns(claim.place, claim.size)
    )

    assert is_continued(forged) == same_path


@bounded
@given(consistency_claims(), st.data())
def test_a_rewritten_past_is_never_continued(claim: Claim, data: st.DataObject) -> None:
    changed = data.draw(st.integers(0, claim.place - 1))
    leaves = LEAVES[: claim.size]
    rewritten = [*leaves[:changed], merkle.leaf_hash(b"other"), *leaves[changed + 1 :]]
    proof = tuple(merkle.consistency_proof(claim.place, claim.size, reader(rewritten)))

    assert not is_continued(replace(claim, root=naive_root(rewritten), proof=proof))
    assert not is_continued(replace(claim, root=naive_root(rewritten)))


@bounded
@given(inclusion_claims(), consistency_claims())
def test_a_proof_cannot_go_on_above_the_root(leaf: Claim, tree: Claim) -> None:
    """Were it to, a root made to fit would do."""
    above = node_above(leaf.root)
    assert not is_included(replace(leaf, proof=(*leaf.proof, LEAVES[1]), root=above))
    above = node_above(tree.root)
    old = node_above(tree.first)
    assert not is_continued(replace(tree, proof=(*tree.proof, LEAVES[1]), root=above, first=old))


def node_above(root: bytes) -> bytes:
    return merkle.node_hash(LEAVES[1], root)


@pytest.mark.parametrize("moved", [1, 16, 31, -1, -31])
def test_bytes_cannot_move_between_neighbours(moved: int) -> None:
    """Both halves go into one hash; only their fixed length keeps them apart."""
    together = LEAVES[0] + LEAVES[1]
    left, right = together[: 32 + moved], together[32 + moved :]
    root = naive_root(LEAVES[:2])

    assert merkle.node_hash(left, right) == root
    assert not merkle.verify_inclusion(left, 0, 2, [right], root)
    assert not merkle.verify_inclusion(right, 1, 2, [left], root)
    assert not merkle.verify_consistency(1, 2, left, root, [right])


# --- edges ------------------------------------------------------------------------------------


def test_nothing_is_the_beginning_of_every_tree() -> None:
    empty = merkle.EMPTY_ROOT

    assert merkle.root(0, reader([])) == empty
    assert merkle.consistency_proof(0, 5, reader(LEAVES)) == []
    assert merkle.verify_consistency(0, 5, empty, LEAVES[0], [])
    assert merkle.verify_consistency(0, 0, empty, empty, [])
    assert not merkle.verify_consistency(0, 5, LEAVES[0], LEAVES[0], [])
    assert not merkle.verify_consistency(0, 5, empty, LEAVES[0], [LEAVES[0]])
    assert not merkle.verify_consistency(0, 0, empty, LEAVES[0], [])


def test_an_empty_proof_shows_nothing_between_different_trees() -> None:
    for old in range(1, 8):
        roots = naive_root(LEAVES[:old]), naive_root(LEAVES[:8])
        assert not merkle.verify_consistency(old, 8, *roots, [])


def test_a_tree_continues_itself_with_an_empty_proof_only() -> None:
    root = naive_root(LEAVES[:5])

    assert merkle.consistency_proof(5, 5, reader(LEAVES)) == []
    assert merkle.verify_consistency(5, 5, root, root, [])
    assert not merkle.verify_consistency(5, 5, root, root, [root])
    assert not merkle.verify_consistency(5, 5, root, LEAVES[0], [])


@pytest.mark.parametrize(
    ("old", "new"), [(-1, 5), (6, 5), (1, 0), (2**63, 2**63), (5, 2**64), (-5, -1)]
)
def test_sizes_that_cannot_be_are_refused(old: int, new: int) -> None:
    root = LEAVES[0]

    assert not merkle.verify_consistency(old, new, root, root, [])
    assert not merkle.verify_inclusion(root, old, new, [], root) or 0 <= old < new < 2**63
    with pytest.raises(ValueError, match=r"not the size|does not continue"):
        merkle.consistency_proof(old, new, reader(LEAVES))


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0), (0, -1), (0, 2**63)])
def test_leaves_that_cannot_be_are_refused(index: int, size: int) -> None:
    assert not merkle.verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])
    with pytest.raises(ValueError, match=r"has no leaf|not the size"):
        merkle.inclusion_proof(index, size, reader(LEAVES))


def test_what_is_no_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        merkle.CompactRange().append(LEAVES[0][:-1])
    with pytest.raises(ValueError, match="32 bytes, not 0"):
        merkle.root(3, lambda level, index: b"")
    with pytest.raises(ValueError, match="not the size"):
        merkle.root(-1, reader(LEAVES))
