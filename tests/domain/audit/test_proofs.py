"""Proofs of trees of any size: what is true is proven, and nothing else; against the definition in the RFC's words."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit.hashing import leaf_hash
from domain.audit.proofs import consistency_path, hash_of_part, inclusion_path, is_consistent, is_included
from domain.audit.subtrees import Frontier, Subtree, perfect, root

SIZES = st.integers(min_value=1, max_value=70)


def split(n: int) -> int:
    """The largest power of two that is smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d: list[bytes]) -> bytes:
    """MTH(D[n]) [RFC 9162, 2.1.1]."""
    if not d:
        return hashlib.sha256().digest()
    if len(d) == 1:
        return hashlib.sha256(b"\x00" + d[0]).digest()
    k = split(len(d))
    return hashlib.sha256(b"\x01" + mth(d[:k]) + mth(d[k:])).digest()


def path(m: int, d: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) [RFC 9162, 2.1.3.1]."""
    if len(d) == 1:
        return []
    k = split(len(d))
    return [*path(m, d[:k]), mth(d[k:])] if m < k else [*path(m - k, d[k:]), mth(d[:k])]


def subproof(m: int, d: list[bytes], *, b: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b) [RFC 9162, 2.1.4.1]."""
    if m == len(d):
        return [] if b else [mth(d)]
    k = split(len(d))
    if m <= k:
        return [*subproof(m, d[:k], b=b), mth(d[k:])]
    return [*subproof(m - k, d[k:], b=False), mth(d[:k])]


def contents(size: int) -> list[bytes]:
    return [f"record {n}".encode() for n in range(size)]


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(content) for content in contents(size)]


def proof(parts: list[tuple[int, int]], leaves: list[bytes]) -> list[bytes]:
    def hash_of(part: Subtree) -> bytes:
        return root(leaves[part.index << part.level : part.end])

    return [hash_of_part(part, hash_of) for part in parts]


@given(SIZES)
def test_the_root_is_that_of_the_definition(size: int) -> None:
    assert root(hashes(size)) == mth(contents(size))


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_frontier_goes_on_where_another_stopped(before: int, more: int) -> None:
    leaves = hashes(before + more)
    kept = [root(leaves[part.index << part.level : part.end]) for part in perfect(0, before)]
    frontier = Frontier(before, kept)
    for each in leaves[before:]:
        frontier.append(each)
    assert frontier.root() == root(leaves)


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="each bit"):
        Frontier(3, [b"one"])


@given(SIZES, st.data())
def test_an_inclusion_path_is_that_of_the_definition_and_holds(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = hashes(size)
    found = proof(inclusion_path(index, size), leaves)
    assert found == path(index, contents(size))
    assert is_included(index, size, leaves[index], found, root(leaves))


@given(SIZES, st.data())
def test_a_consistency_path_is_that_of_the_definition_and_holds(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    leaves = hashes(second)
    found = proof(consistency_path(first, second), leaves)
    assert found == subproof(first, contents(second), b=True)
    assert is_consistent(first, second, found, root(leaves[:first]), root(leaves))


@given(SIZES, st.data())
def test_an_inclusion_path_proves_no_other_leaf_place_or_root(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaves = hashes(size)
    found, top = proof(inclusion_path(index, size), leaves), root(leaves)
    assert not is_included(index, size, leaf_hash(b"another"), found, top)
    assert not is_included(index, size, leaves[index], found, leaf_hash(b"another"))
    assert not is_included(index, size, leaves[index], [*found, top], top)
    assert not any(is_included(other, size, leaves[index], found, top) for other in range(size) if other != index)
    for n in range(len(found)):
        assert not is_included(index, size, leaves[index], [*found[:n], *found[n + 1 :]], top)
        assert not is_included(index, size, leaves[index], [*found[:n], top, *found[n + 1 :]], top)


@given(SIZES, st.data())
def test_a_consistency_path_proves_no_tree_whose_past_was_changed(second: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, second))
    changed = data.draw(st.integers(0, first - 1))
    leaves = hashes(second)
    before = root(leaves[:first])
    leaves[changed] = leaf_hash(b"changed")
    found = proof(consistency_path(first, second), leaves)
    assert not is_consistent(first, second, found, before, root(leaves))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_what_is_not_in_a_tree_has_no_path(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_path(index, size)
    assert not is_included(index, size, leaf_hash(b""), [], leaf_hash(b""))


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 1)])
def test_a_tree_does_not_grow_from_nothing_or_from_a_larger_one(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="grows"):
        consistency_path(first, second)
    assert not is_consistent(first, second, [], leaf_hash(b""), leaf_hash(b""))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_perfect_subtrees_cover_the_leaves_once(begin: int, more: int) -> None:
    at = begin
    for part in perfect(begin, begin + more):
        assert part.index << part.level == at
        at = part.end
    assert at == begin + more
