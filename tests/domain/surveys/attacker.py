"""Somebody who has every published figure, knows who was asked and who answered, and works out what they can.

Written apart from the rules it attacks: fractions instead of a prime, every subset instead of a cut.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from fractions import Fraction
from itertools import chain, combinations

from domain.surveys.groups import Atom, Group

Row = list[Fraction]


def rank(rows: Iterable[Sequence[int | Fraction]]) -> int:
    """Of a matrix, by elimination."""
    left: list[Row] = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(left[0]) if left else 0):
        pivot = next((n for n in range(found, len(left)) if left[n][column]), None)
        if pivot is None:
            continue
        left[found], left[pivot] = left[pivot], left[found]
        for n in range(found + 1, len(left)):
            times = left[n][column] / left[found][column]
            if times:
                left[n] = [value - times * above for value, above in zip(left[n], left[found], strict=True)]
        found += 1
    return found


def indicator(atoms: Sequence[Atom], groups: Set[Group]) -> list[int]:
    """Which of the atoms belong to one of these groups."""
    return [int(bool(atom.groups & groups)) for atom in atoms]


def can_work_out(atoms: Sequence[Atom], shown: Collection[Group], wanted: Sequence[int]) -> bool:
    """True if the wanted sum is the same in every population with these published sums."""
    known = [indicator(atoms, {group}) for group in shown]
    return rank([*known, list(wanted)]) == rank(known)


def subsets(groups: Iterable[Group]) -> Iterator[frozenset[Group]]:
    """Every one but the empty one."""
    every = sorted(groups)
    return (frozenset(some) for n in range(1, len(every) + 1) for some in combinations(every, n))


def people(atoms: Iterable[Atom]) -> int:
    """How many answered."""
    return sum(atom.answered for atom in atoms)


def differences(atoms: Sequence[Atom], one: Collection[Group], other: Collection[Group]) -> Iterator[int]:
    """On how many people each sum of groups of one query less a sum of groups of another depends."""
    nothing: frozenset[Group] = frozenset()
    for plus in chain([nothing], subsets(one)):
        for minus in chain([nothing], subsets(other)):
            yield people(atom for atom in atoms if bool(atom.groups & plus) is not bool(atom.groups & minus))
