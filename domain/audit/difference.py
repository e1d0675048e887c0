"""What was done to records that do not fit the leaves of their tree: changed, deleted, inserted, reordered, cut off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Tampering(StrEnum):
    """What was done to records."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut_off"
    """The last ones are gone."""


@dataclass(frozen=True, slots=True)
class Tampered:
    """What was done, and to which places of the log, in order. Of deleted records, the places they had."""

    how: Tampering
    places: tuple[int, ...]


def differences(found: Mapping[int, bytes], leaves: Mapping[int, bytes], size: int) -> list[Tampered]:
    """What explains that these places have other records than leaves; either side may lack some. All are hashes.

    `size` is that of the whole tree. Records that stand elsewhere but in their order were moved by what was inserted or
    deleted before them, and are not told of.
    """
    known, there = set(leaves.values()), set(found.values())
    strange = {place for place, each in found.items() if each not in known}
    lost = {place for place, each in leaves.items() if each not in there}
    changed = strange & lost
    inserted, deleted = strange - changed, lost - changed
    cut_off = _tail(deleted - found.keys(), size)
    told = {
        Tampering.CHANGED: changed,
        Tampering.DELETED: deleted - cut_off,
        Tampering.INSERTED: inserted,
        Tampering.REORDERED: _out_of_order(found, leaves),
        Tampering.CUT_OFF: cut_off,
    }
    return [Tampered(how, tuple(sorted(places))) for how, places in told.items() if places]


def _tail(deleted: Iterable[int], size: int) -> set[int]:
    """Those that reach to the end of the log without a gap."""
    tail, missing = set[int](), set(deleted)
    while size - 1 in missing:
        size -= 1
        tail.add(size)
    return tail


def _out_of_order(found: Mapping[int, bytes], leaves: Mapping[int, bytes]) -> set[int]:
    """Places whose records were behind a later one, or before an earlier one, of those that are still there."""
    home = {each: place for place, each in leaves.items()}
    moved = [(place, home[each]) for place, each in sorted(found.items()) if each in home]
    wrong, highest = set[int](), -1
    for place, was in moved:
        wrong |= {place} if was < highest else set()
        highest = max(highest, was)
    lowest = len(home) + max(home.values(), default=0)
    for place, was in reversed(moved):
        wrong |= {place} if was > lowest else set()
        lowest = min(lowest, was)
    return wrong
