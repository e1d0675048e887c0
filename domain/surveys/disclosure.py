"""Check what the sums of all shown groups give away together: hidden groups, or combinations of few people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set

from domain.surveys.groups import Group
from domain.surveys.linear_span import Span

Column = frozenset[Group]
"""People alike, as the groups they belong to."""

SOME = 250
"""Columns after which to see whether the rest can still make a difference."""

_NUMBER = "\0number"


def blocks(columns: Sequence[Column], shown: Set[Group], *, safe: Callable[[Iterable[Group]], bool]) -> Set[Group]:
    """Hidden groups that, with others of their dimension or alone, follow from the shown ones and are not safe.

    A sum of hidden groups follows from the shown ones if it is zero for every combination of people for which all
    shown sums are zero. Groups that occur only together in such sums count together. More columns can only make it
    safer, so the first that suffice are enough.
    """
    known: Span[Group] = Span()
    unknown: dict[str, Span[Group]] = defaultdict(Span)
    hidden: dict[str, set[Group]] = defaultdict(set)
    for group in frozenset().union(*columns) - shown:
        hidden[group[0]].add(group)
    leaking: Set[Group] = frozenset()
    for some in _in_parts(columns) if hidden else ():
        for column in some:
            _take_in(column, shown, known, unknown)
        leaking = {group for each in hidden for group in _unsafe(hidden[each], unknown[each], safe)}
        if not leaking:
            break
    return leaking


def alone(columns: Sequence[Column], *, safe: Callable[[Column], bool]) -> Column:
    """The groups of a combination that is not safe and follows, by itself, from the sums; none if there is none.

    It follows if it is part of no combination of people for which all sums are zero.
    """
    known: Span[Group] = Span()
    numbered: dict[Group, Column] = {}
    bound: set[Group] = set()
    most = _highest_rank(columns)
    for some in _in_parts(columns):
        for column in some:
            left = known.remainder(dict.fromkeys(column, 1))
            pivot = next((key for key in left if key[0] != _NUMBER), None)
            if pivot is None:
                bound.update(left)
            else:
                number = (_NUMBER, str(len(numbered)))
                numbered[number] = column
                known.add({**left, number: 1}, pivot)
        if len(known.rows) == most and all(number in bound or safe(numbered[number]) for number in numbered):
            break
    few = (column for number, column in numbered.items() if number not in bound and not safe(column))
    return min(few, key=sorted, default=frozenset())


def _highest_rank(columns: Collection[Column]) -> int:
    """The groups, less one for each dimension of which all people are in shown groups: these make up the total."""
    counted = Counter(group[0] for column in columns for group in column)
    complete = sum(people == len(columns) for people in counted.values())
    return len(frozenset().union(*columns)) - (complete - 1)


def _in_parts(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """In parts of every n-th, so that the first are of all kinds; what is found does not depend on the order."""
    parts = len(columns) // SOME + 1
    return (columns[first::parts] for first in range(parts))


def _take_in(column: Column, shown: Set[Group], known: Span[Group], unknown: dict[str, Span[Group]]) -> None:
    left = known.remainder(dict.fromkeys(column, 1))
    pivot = next((group for group in left if group in shown), None)
    if pivot is not None:
        known.add(left, pivot)
        return
    for dimension in {group[0] for group in left}:
        rest = unknown[dimension].remainder({group: n for group, n in left.items() if group[0] == dimension})
        if rest:
            unknown[dimension].add(rest, next(iter(rest)))


def _unsafe(hidden: Set[Group], unknown: Span[Group], safe: Callable[[Iterable[Group]], bool]) -> Iterator[Group]:
    together: dict[tuple[int, ...], list[Group]] = defaultdict(list)
    for group, places in unknown.relations(sorted(hidden)).items():
        together[places].append(group)
    for places, groups in together.items():
        if any(places) and not safe(groups):
            yield from groups
