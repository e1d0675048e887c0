"""Which subtrees make up a tree of any size, and the root that follows from their hashes [RFC 9162, 2.1.1]."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.audit.hashing import EMPTY, node_hash


@dataclass(frozen=True, slots=True)
class Subtree:
    """A perfect one: the leaves from `index * 2**level` on, `2**level` of them."""

    level: int
    index: int

    @property
    def end(self) -> int:
        """The first leaf behind it."""
        return (self.index + 1) << self.level


def perfect(begin: int, end: int) -> Iterator[Subtree]:
    """The perfect subtrees that these leaves consist of, from the left, the largest that fit."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        if begin:
            level = min(level, (begin & -begin).bit_length() - 1)
        yield Subtree(level, begin >> level)
        begin += 1 << level


def joined(hashes: Iterable[bytes]) -> bytes:
    """The hash of what those subtrees, from the left, make up together; the empty root if there is none."""
    found = EMPTY
    for n, each in enumerate(reversed(list(hashes))):
        found = node_hash(each, found) if n else each
    return found


def root(leaves: Sequence[bytes]) -> bytes:
    """The root above these leaf hashes."""
    frontier = Frontier()
    for each in leaves:
        frontier.append(each)
    return frontier.root()


class Frontier:
    """The right edge of a tree that grows: enough to know its root at every size, in the space of a logarithm."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """`hashes`: of `perfect(0, size)`. Raises ValueError if they are not as many."""
        self.size = size
        self._hashes = list(hashes)
        if len(self._hashes) != size.bit_count():
            raise ValueError("a frontier has one hash for each bit of its size")

    def append(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        waiting, size = leaf, self.size
        while size & 1:
            waiting, size = node_hash(self._hashes.pop(), waiting), size >> 1
        self._hashes.append(waiting)
        self.size += 1

    def root(self) -> bytes:
        """Of the tree as large as it is now."""
        return joined(self._hashes)
