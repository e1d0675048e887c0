"""The tree of RFC 6962 with eight leaves, as implementations of Certificate Transparency publish it."""

from __future__ import annotations

import pytest

from domain.audit.hashing import EMPTY, leaf_hash
from domain.audit.proofs import consistency_path, hash_of_part, inclusion_path, is_consistent, is_included
from domain.audit.subtrees import Subtree, root

INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the trees of one to eight of these leaves."""

_A = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
_B = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
_C = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
_D = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
_E = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
_F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

INCLUSION = {
    (0, 1): [],
    (0, 8): [_E, _A, _B],
    (5, 8): [_C, _D, ROOTS[3]],
    (2, 3): [ROOTS[1]],
    (1, 5): [ROOTS[0], _A, _C],
}
"""Leaf, counted from 0, and size of the tree -> path."""

CONSISTENCY = {
    (1, 1): [],
    (1, 8): [_E, _A, _B],
    (6, 8): [_F, _D, ROOTS[3]],
    (2, 5): [_A, _C],
}
"""Two sizes -> path."""

LEAVES = [leaf_hash(content) for content in INPUTS]


def hash_of(part: Subtree) -> bytes:
    return root(LEAVES[part.index << part.level : part.end])


def path_of(parts: list[tuple[int, int]]) -> list[str]:
    return [hash_of_part(part, hash_of).hex() for part in parts]


def test_the_empty_tree_has_the_published_root() -> None:
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root([]) == EMPTY


@pytest.mark.parametrize("size", range(1, 9))
def test_a_tree_of_each_size_has_the_published_root(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_a_leaf_has_the_published_path_and_it_holds(index: int, size: int) -> None:
    published = INCLUSION[index, size]
    assert path_of(inclusion_path(index, size)) == published
    path = [bytes.fromhex(each) for each in published]
    assert is_included(index, size, LEAVES[index], path, bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("first", "second"), CONSISTENCY)
def test_two_trees_have_the_published_path_between_them_and_it_holds(first: int, second: int) -> None:
    published = CONSISTENCY[first, second]
    assert path_of(consistency_path(first, second)) == published
    path = [bytes.fromhex(each) for each in published]
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in (first, second)]
    assert is_consistent(first, second, path, *roots)
