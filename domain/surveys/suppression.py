"""Which groups of a period's answers may be shown, so that nobody can work out what fewer than ten people answered.

Everything that is ever published of a period is one fixed family: the total, and the groups of each dimension. So what
can be worked out is known beforehand, and is held to this (docs/decisions/0005-results-are-released-by-period.md):

1. a group is shown from ten answers on, and only if they are not all the same;
2. so is what remains of the total when the shown groups of a dimension are taken away;
3. no sum or difference of groups of any two dimensions depends on fewer than ten people;
4. all figures together tell neither a hidden group, nor a union of them, nor a single combination of values under ten.

Where that does not hold, the smallest group that takes part is hidden too, until it does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Set
from itertools import combinations, zip_longest

from domain.surveys.disclosure import alone, blocks
from domain.surveys.groups import TOTAL, Atom, Group
from domain.surveys.min_cut import weak_cut

LEAST = 10
"""Answers below which nothing of a group is shown (domain rules, "Survey practice")."""


def shown_groups(atoms: Collection[Atom], *, allowed: Set[Group] | None = None) -> frozenset[Group]:
    """The groups of which everything may be shown; none if not even the total may. `allowed`: no others than these."""
    table = _Table(atoms)
    if not table.is_safe([TOTAL]) or (allowed is not None and TOTAL not in allowed):
        return frozenset()
    shown = {group for group in table.counts if table.is_safe([group]) and (allowed is None or group in allowed)}
    while weak := _weak(table, shown):
        shown.discard(min(weak, key=lambda group: (sum(table.counts[group]), group)))
    return frozenset(shown)


def _weak(table: _Table, shown: set[Group]) -> Set[Group]:
    """Groups one of which must be hidden too; none if nothing can be worked out."""
    found = (check(table, shown) for check in _CHECKS)
    return next((weak for weak in found if weak), set())


class _Table:
    """The answers of each group, and what groups of two dimensions have in common."""

    def __init__(self, atoms: Collection[Atom]) -> None:
        self.asked = [atom.groups for atom in atoms]
        self.answered = [(atom.groups, atom.answered) for atom in atoms if atom.answered]
        self.counts: dict[Group, tuple[int, ...]] = dict.fromkeys({TOTAL}.union(*self.asked), ())
        for atom in atoms:
            for group in atom.groups if atom.answered else ():
                self.counts[group] = _sum(self.counts[group], atom.counts)
        self.dimensions: dict[str, set[Group]] = defaultdict(set)
        for group in self.counts.keys() - {TOTAL}:
            self.dimensions[group[0]].add(group)
        self.common: dict[tuple[str, str], Counter[tuple[Group, Group]]] = defaultdict(Counter)
        for groups, people in self.answered:
            for one, other in combinations(sorted(groups - {TOTAL}), 2):
                self.common[one[0], other[0]][one, other] += people

    def is_safe(self, groups: Iterable[Group]) -> bool:
        """True if these groups of one dimension together are large enough and do not all answer the same."""
        counts: tuple[int, ...] = ()
        for group in groups:
            counts = _sum(counts, self.counts[group])
        return sum(counts) >= LEAST and (len(counts) == 1 or max(counts) < sum(counts))


def _sum(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip_longest(one, other, fillvalue=0)))


def _weak_remainders(table: _Table, shown: set[Group]) -> set[Group]:
    for groups in table.dimensions.values():
        hidden = groups - shown
        if hidden and not table.is_safe(hidden):
            return groups & shown
    return set()


_HIDDEN = "\0hidden"
"""What stands for all hidden groups of a dimension: only their sum can be worked out from it."""


def _weak_differences(table: _Table, shown: set[Group]) -> set[Group]:
    for common in table.common.values():
        edges: Counter[tuple[Group, Group]] = Counter()
        for (one, other), people in common.items():
            edges[_node(one, shown), _node(other, shown)] += people
        side = weak_cut(edges, LEAST)
        if side is not None:
            across = [edge for edge in edges if edges[edge] and (edge[0] in side) is not (edge[1] in side)]
            return {node for edge in across for node in edge} & shown or {n for e in edges for n in e} & shown
    return set()


def _node(group: Group, shown: set[Group]) -> Group:
    return group if group in shown else (group[0], _HIDDEN)


def _weak_hidden(table: _Table, shown: set[Group]) -> set[Group]:
    """Whoever is known to have answered, and, for groups in which nobody did, whoever was asked."""
    for columns in ([groups for groups, _ in table.answered], table.asked):
        leaking = blocks(columns, shown, safe=table.is_safe)
        if leaking:
            return _beside(leaking, columns, shown)
    return set()


def _weak_combinations(table: _Table, shown: set[Group]) -> Set[Group]:
    people: Counter[frozenset[Group]] = Counter()
    for groups, n in table.answered:
        people[groups & shown] += n
    few: Set[Group] = alone(list(people), safe=lambda each: people[each] >= LEAST)
    return few and (few & shown - {TOTAL} or shown - {TOTAL})


def _beside(leaking: Set[Group], columns: Collection[frozenset[Group]], shown: set[Group]) -> set[Group]:
    near = {group for column in columns if column & leaking for group in column & shown} - {TOTAL}
    return near or shown - {TOTAL}


_CHECKS: tuple[Callable[[_Table, set[Group]], Set[Group]], ...] = (
    _weak_remainders,
    _weak_differences,
    _weak_hidden,
    _weak_combinations,
)
