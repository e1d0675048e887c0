"""Which groups of a period's answers may be shown, so that what fewer than ten people answered cannot be worked out.

Everything that is ever published of a period is one fixed family: the total, and the groups of each dimension. So what
can be worked out is known beforehand, and is held to this (docs/decisions/0005-results-are-released-by-period.md):

1. a group is shown from ten answers on, and only if they are not all the same;
2. so is what remains of the total when the shown groups of a dimension are taken away;
3. no sum or difference of groups of any two dimensions depends on fewer than ten people;
4. all figures together tell neither a hidden group, nor a union of them, nor a single combination of values under ten.

Where that does not hold, the smallest group that takes part is hidden too, until it does. For each hidden group,
`hidden_groups` says which rule hides it and what it would give away, so that an analyst can check it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, zip_longest

from domain.surveys.disclosure import alone, blocks
from domain.surveys.groups import TOTAL, Atom, Group
from domain.surveys.min_cut import weak_cut

LEAST = 10
"""Answers below which nothing of a group is shown (domain rules, "Survey practice")."""


class Rule(StrEnum):
    """What hides a group."""

    SMALL = "small"
    ALIKE = "alike"
    WHOLE = "whole"
    """Of one question: the group is hidden for all of them."""
    REMAINDER = "remainder"
    DIFFERENCE = "difference"
    TOGETHER = "together"
    COMBINATION = "combination"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """`rule` hides a group: shown, it would give away `answers` answers.

    They are those of the groups `gives_away`; of a difference those by which the groups of its two dimensions differ,
    of a combination those of the people who are in all of them.
    """

    rule: Rule
    gives_away: frozenset[Group]
    answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leak:
    """What can be worked out, and the shown groups `through` which: one of them must be hidden too."""

    why: Why
    through: Set[Group]


def shown_groups(atoms: Collection[Atom], *, allowed: Set[Group] | None = None) -> frozenset[Group]:
    """The groups of which everything may be shown; none if not even the total may. `allowed`: no others than these."""
    return frozenset({TOTAL}.union(*(atom.groups for atom in atoms))) - hidden_groups(atoms, allowed=allowed).keys()


def hidden_groups(atoms: Collection[Atom], *, allowed: Set[Group] | None = None) -> dict[Group, Why]:
    """All other groups, each with the reason."""
    table = _Table(atoms)
    hidden = {group: why for group in table.counts if (why := _alone(table, group, allowed))}
    if TOTAL in hidden:
        return dict.fromkeys(table.counts, hidden[TOTAL])
    shown = table.counts.keys() - hidden.keys()
    while leak := _leak(table, shown):
        weakest = min(leak.through, key=lambda group: (sum(table.counts[group]), group))
        hidden[weakest] = leak.why
        shown.discard(weakest)
    return hidden


def _alone(table: _Table, group: Group, allowed: Set[Group] | None) -> Why | None:
    """What a group gives away by itself."""
    if allowed is not None and group not in allowed:
        return table.why(Rule.WHOLE, {group})
    if table.is_safe([group]):
        return None
    return table.why(Rule.SMALL if sum(table.counts[group]) < LEAST else Rule.ALIKE, {group})


def _leak(table: _Table, shown: set[Group]) -> _Leak | None:
    """Something that can be worked out, None if nothing can."""
    found = (check(table, shown) for check in _CHECKS)
    return next((leak for leak in found if leak and leak.through), None)


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
        # In order, so that the same answers always hide the same groups and can be checked.
        for group in sorted(self.counts.keys() - {TOTAL}):
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

    def why(self, rule: Rule, groups: Set[Group]) -> Why:
        """That these groups of one dimension are given away."""
        answers = sum(sum(self.counts[group]) for group in groups)
        return Why(rule=rule, gives_away=frozenset(groups), answers=answers)


def _sum(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(map(sum, zip_longest(one, other, fillvalue=0)))


def _remainder(table: _Table, shown: set[Group]) -> _Leak | None:
    for groups in table.dimensions.values():
        hidden = groups - shown
        if hidden and groups & shown and not table.is_safe(hidden):
            return _Leak(why=table.why(Rule.REMAINDER, hidden), through=groups & shown)
    return None


HIDDEN = "\0hidden"
"""What stands for all hidden groups of a dimension: only their sum can be worked out from it."""


def _difference(table: _Table, shown: set[Group]) -> _Leak | None:
    for common in table.common.values():
        edges: Counter[tuple[Group, Group]] = Counter()
        for (one, other), people in common.items():
            edges[_node(one, shown), _node(other, shown)] += people
        side = weak_cut(edges, LEAST)
        if side is not None:
            across = [edge for edge in edges if edges[edge] and (edge[0] in side) is not (edge[1] in side)]
            nodes = {node for edge in edges for node in edge}
            through = {node for edge in across for node in edge} & shown or nodes & shown
            # Either side tells the same: the one that is said without the hidden groups, and shorter.
            named = min(side, nodes - side, key=lambda each: (sum(value == HIDDEN for _, value in each), len(each)))
            answers = sum(edges[edge] for edge in across)
            return _Leak(why=Why(rule=Rule.DIFFERENCE, gives_away=frozenset(named), answers=answers), through=through)
    return None


def _node(group: Group, shown: set[Group]) -> Group:
    return group if group in shown else (group[0], HIDDEN)


def _together(table: _Table, shown: set[Group]) -> _Leak | None:
    """Attackers may know who answered and, of groups in which no one did, who was asked."""
    for columns in ([groups for groups, _ in table.answered], table.asked):
        leaking = blocks(columns, shown, safe=table.is_safe)
        if leaking:
            return _Leak(why=table.why(Rule.TOGETHER, leaking), through=_beside(leaking, columns, shown))
    return None


def _combination(table: _Table, shown: set[Group]) -> _Leak | None:
    people: Counter[frozenset[Group]] = Counter()
    for groups, n in table.answered:
        people[groups & shown] += n
    few = alone(list(people), safe=lambda each: people[each] >= LEAST)
    if not few:
        return None
    why = Why(rule=Rule.COMBINATION, gives_away=few - {TOTAL}, answers=people[few])
    return _Leak(why=why, through=few & shown - {TOTAL} or shown - {TOTAL})


def _beside(leaking: Set[Group], columns: Collection[frozenset[Group]], shown: set[Group]) -> set[Group]:
    near = {group for column in columns if column & leaking for group in column & shown} - {TOTAL}
    return near or shown - {TOTAL}


_CHECKS: tuple[Callable[[_Table, set[Group]], _Leak | None], ...] = (_remainder, _difference, _together, _combination)
