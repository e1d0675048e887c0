"""Proofs that a leaf is in a tree, or a tree grew from a smaller one, and how to check them [RFC 9162, 2.1]."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from domain.audit.hashing import node_hash
from domain.audit.subtrees import Subtree, joined, perfect

HashOf = Callable[[Subtree], bytes]
"""Knows the hash of each perfect subtree of a tree."""

Part = tuple[int, int]
"""The leaves from the first number on, up to the second one without it."""


def inclusion_path(index: int, size: int) -> list[Part]:
    """The parts of the tree whose hashes prove that leaf `index` is in it, the deepest first. Raises ValueError."""
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    return list(_inclusion(index, 0, size))[::-1]


def consistency_path(first: int, second: int) -> list[Part]:
    """The parts whose hashes prove that the tree of `second` leaves begins with that of `first`. Raises ValueError."""
    if not 0 < first <= second:
        raise ValueError("a tree grows from a smaller one that is not empty")
    return [] if first == second else list(_consistency(first, second))[::-1]


def hash_of_part(part: Part, hash_of: HashOf) -> bytes:
    """The hash of these leaves, from that of the perfect subtrees within."""
    return joined(hash_of(each) for each in perfect(*part))


def root_from_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that follows from the leaf's hash and its path; None if the path cannot be one [2.1.3.2]."""
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def is_included(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """True if the path leads from the leaf's hash to the root."""
    return root_from_inclusion(index, size, leaf, path) == root


def is_consistent(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """True if the path leads to both roots: the second tree is the first one, and more [2.1.4.2]."""
    if first == second:
        return not path and first > 0 and first_root == second_root
    if not 0 < first < second or not path:
        return False
    rest = list(path) if first & (first - 1) else [first_root, *path]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = rest[0]
    for each in rest[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, each)
        at, last = at >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _inclusion(index: int, begin: int, end: int) -> Iterator[Part]:
    """From the root down: at each node, the half in which the leaf is not."""
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            yield middle, end
            end = middle
        else:
            yield begin, middle
            begin = middle


def _consistency(first: int, second: int) -> Iterator[Part]:
    begin, end, old_is_whole = 0, second, True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            yield middle, end
            end = middle
        else:
            yield begin, middle
            begin, old_is_whole = middle, False
    if not old_is_whole:
        yield begin, end


def _split(count: int) -> int:
    """The largest power of two that is smaller."""
    return 1 << (count - 1).bit_length() - 1
