"""How the hashes of a tree are stored: in tiles of 256 neighbors, each eight levels above the last.

Tile (0, 3) holds the hashes of the leaves 768 to 1023; tile (1, 0) the roots of the first 256 tiles below it. What lies
between is calculated from a tile, so that a proof in a tree of a million records reads a handful of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from domain.audit.hashing import HASH_BYTES
from domain.audit.subtrees import Subtree, root

HEIGHT = 8
WIDTH = 1 << HEIGHT
"""Hashes in a full tile."""

TileAt = tuple[int, int]
"""Level of tiles, and place within it."""


def hashes_in(data: bytes) -> list[bytes]:
    """The hashes of a stored tile, from the left."""
    return [data[n : n + HASH_BYTES] for n in range(0, len(data), HASH_BYTES)]


def hashes_at(level: int, size: int) -> int:
    """How many hashes a tree of this size has at a level of tiles."""
    return size >> (HEIGHT * level)


def edge_of(size: int) -> list[TileAt]:
    """The tile at each level that the next leaf may change: those that are not full, or would be begun."""
    levels = range(1 + max(size, 1).bit_length() // HEIGHT)
    return [(level, hashes_at(level, size) // WIDTH) for level in levels]


def tile_of(part: Subtree) -> TileAt:
    """The tile that a subtree's hash is calculated from."""
    level, above = divmod(part.level, HEIGHT)
    return level, (part.index << above) // WIDTH


def hash_from_tile(part: Subtree, data: bytes) -> bytes:
    """The subtree's hash. Raises LookupError if the tile does not reach so far."""
    above = part.level % HEIGHT
    begin = (part.index << above) % WIDTH
    found = hashes_in(data)[begin : begin + (1 << above)]
    if len(found) < 1 << above:
        raise LookupError("the tile lacks hashes")
    return root(found)


@dataclass(slots=True)
class GrowingTiles:
    """The edge of a tree to which leaves are added: its tiles as they were, and those that changed."""

    size: int
    edge: Mapping[TileAt, bytes] = field(default_factory=dict)
    _open: dict[int, list[bytes]] = field(init=False)
    _changed: set[TileAt] = field(init=False, default_factory=set)
    _full: dict[TileAt, bytes] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Raises LookupError if a tile of the edge is missing or has not as many hashes as it must."""
        self._open = {}
        for level, place in edge_of(self.size):
            found = hashes_in(self.edge.get((level, place), b""))
            if len(found) != hashes_at(level, self.size) % WIDTH:
                raise LookupError(f"tile {level}/{place} of the tree is damaged")
            self._open[level] = found

    def append(self, leaf: bytes) -> None:
        """One more leaf, by its hash."""
        self.size += 1
        self._put(0, leaf)

    def changed(self) -> Iterator[tuple[TileAt, bytes]]:
        """The tiles to store."""
        yield from self._full.items()
        for level, hashes in self._open.items():
            place = hashes_at(level, self.size) // WIDTH
            if (level, place) in self._changed:
                yield (level, place), b"".join(hashes)

    def _put(self, level: int, found: bytes) -> None:
        hashes = self._open.setdefault(level, [])
        hashes.append(found)
        place = (hashes_at(level, self.size) - 1) // WIDTH
        self._changed.add((level, place))
        if len(hashes) == WIDTH:
            self._full[(level, place)] = b"".join(hashes)
            self._open[level] = []
            self._put(level + 1, root(hashes))
