"""Tiles hold every hash that a proof needs, however the tree grew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audit.hashing import leaf_hash
from domain.audit.proofs import hash_of_part, inclusion_path, is_included
from domain.audit.subtrees import Subtree, perfect, root
from domain.audit.tiles import GrowingTiles, TileAt, edge_of, hash_from_tile, hashes_in, tile_of

LEAVES = [leaf_hash(str(n).encode()) for n in range(70_000)]


def grown(*portions: int) -> tuple[int, dict[TileAt, bytes]]:
    """The tiles of a tree to which leaves came in portions."""
    stored: dict[TileAt, bytes] = {}
    size = 0
    for portion in portions:
        tiles = GrowingTiles(size, {at: stored[at] for at in edge_of(size) if at in stored})
        for leaf in LEAVES[size : size + portion]:
            tiles.append(leaf)
        stored.update(tiles.changed())
        size = tiles.size
    return size, stored


@given(st.lists(st.integers(0, 400), max_size=6))
def test_however_leaves_come_the_tiles_are_the_same(portions: list[int]) -> None:
    size, stored = grown(*portions)
    assert (size, stored) == (grown(size) if size else (0, {}))


@given(st.integers(1, 1500), st.data())
def test_every_path_comes_from_the_tiles(size: int, data: st.DataObject) -> None:
    _, stored = grown(size)

    def hash_of(part: Subtree) -> bytes:
        return hash_from_tile(part, stored[tile_of(part)])

    index = data.draw(st.integers(0, size - 1))
    path = [hash_of_part(part, hash_of) for part in inclusion_path(index, size)]
    assert is_included(index, size, LEAVES[index], path, root(LEAVES[:size]))


def test_a_tree_of_three_levels_of_tiles_goes_on_from_its_edge() -> None:
    size, stored = grown(65_535, 1, 1, 300)
    assert {level for level, _ in stored} == {0, 1, 2}
    assert [len(hashes_in(stored[at])) for at in ((0, 256), (1, 0), (2, 0))] == [256, 256, 1]
    parts = list(perfect(0, size))
    assert hash_of_part((0, size), lambda part: hash_from_tile(part, stored[tile_of(part)])) == root(LEAVES[:size])
    assert parts[0].level == 16


def test_an_edge_that_lacks_hashes_is_noticed_before_it_grows() -> None:
    size, stored = grown(300)
    with pytest.raises(LookupError, match="tile 0/1 of the tree is damaged"):
        GrowingTiles(size, {at: data for at, data in stored.items() if at != (0, 1)})
    with pytest.raises(LookupError, match="lacks hashes"):
        hash_from_tile(Subtree(0, 300), stored[0, 1])
