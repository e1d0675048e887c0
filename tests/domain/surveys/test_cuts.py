"""A weak cut is found if there is one, and only then: every way to part the groups is tried."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.surveys.min_cut import weak_cut
from tests.domain.surveys.attacker import subsets

Edges = dict[tuple[tuple[str, str], tuple[str, str]], int]

LEAST = 10
EDGES = st.dictionaries(
    st.tuples(
        st.sampled_from("ABCD").map(lambda x: ("beat", x)), st.sampled_from("xyz").map(lambda x: ("language", x))
    ),
    st.integers(0, 14),
    max_size=12,
)


def across(edges: Edges, side: frozenset[tuple[str, str]]) -> int:
    return sum(people for (one, other), people in edges.items() if (one in side) is not (other in side))


@given(EDGES)
def test_a_weak_cut_is_found_if_there_is_one_and_only_then(edges: Edges) -> None:
    nodes = {node for edge in edges for node in edge}
    weak = [side for side in subsets(nodes) if 0 < across(edges, side) < LEAST]
    found = weak_cut(edges, LEAST)
    if found is None:
        assert not weak
    else:
        assert 0 < across(edges, found) < LEAST


def test_groups_that_are_the_same_or_share_nobody_tell_nothing() -> None:
    apart = {(("beat", "A"), ("language", "x")): 10, (("beat", "B"), ("language", "y")): 10}
    assert weak_cut(apart, LEAST) is None
    assert weak_cut({}, LEAST) is None


def test_two_groups_that_are_nearly_the_same_are_found() -> None:
    nearly = {(("beat", "A"), ("language", "x")): 20, (("beat", "A"), ("language", "y")): 3}
    nearly |= {(("beat", "B"), ("language", "y")): 30}
    assert across(nearly, weak_cut(nearly, LEAST) or frozenset()) == 3
