"""What was done to records is named by what it was, whatever else was done."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.audit.difference import Tampered, Tampering, differences


def told(found: str, leaves: str) -> list[Tampered]:
    """By records as letters; a dot has none."""
    here = {n: c.encode() for n, c in enumerate(found) if c != "."}
    there = {n: c.encode() for n, c in enumerate(leaves)}
    same = {n for n in here.keys() & there.keys() if here[n] == there[n]}
    return differences(
        {n: c for n, c in here.items() if n not in same}, {n: c for n, c in there.items() if n not in same}, len(leaves)
    )


def test_each_way_to_tamper_is_told_by_its_name() -> None:
    assert told("abcde", "abcde") == []
    assert told("abXde", "abcde") == [Tampered(Tampering.CHANGED, (2,))]
    assert told("ab.de", "abcde") == [Tampered(Tampering.DELETED, (2,))]
    assert told("abc..", "abcde") == [Tampered(Tampering.CUT_OFF, (3, 4))]
    assert told("abcdeX", "abcde") == [Tampered(Tampering.INSERTED, (5,))]
    assert told("aecdb", "abcde") == [Tampered(Tampering.REORDERED, (1, 4))]
    assert told("acbde", "abcde") == [Tampered(Tampering.REORDERED, (1, 2))]


def test_what_others_moved_over_for_is_told_alone() -> None:
    assert told("abXcde", "abcde") == [Tampered(Tampering.INSERTED, (2,))]
    assert told("abde", "abcde") == [Tampered(Tampering.DELETED, (2,))]


def test_several_are_told_together() -> None:
    assert told("Xb.d.", "abcde") == [
        Tampered(Tampering.CHANGED, (0,)),
        Tampered(Tampering.DELETED, (2,)),
        Tampered(Tampering.CUT_OFF, (4,)),
    ]


@given(st.permutations("abcdefgh"))
def test_another_order_is_told_as_such_and_nothing_else(order: list[str]) -> None:
    found = told("".join(order), "abcdefgh")
    assert {each.how for each in found} == ({Tampering.REORDERED} if order != sorted(order) else set())


@given(st.sets(st.integers(0, 9)))
def test_whatever_is_missing_is_deleted_or_cut_off(missing: set[int]) -> None:
    found = told("".join("." if n in missing else c for n, c in enumerate("abcdefghij")), "abcdefghij")
    assert {place for each in found for place in each.places} == missing
    assert {each.how for each in found} <= {Tampering.DELETED, Tampering.CUT_OFF}
