"""Count a period's survey answers by group, invitation by invitation, and leave out what must not be shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.surveys.groups import TOTAL, Atom, Group
from domain.surveys.questions import RATINGS, QuestionSet
from domain.surveys.response_rate import Course, disposition
from domain.surveys.results import ORDER, By, GroupResult, Item, Results, items_of
from domain.surveys.suppression import Why, hidden_groups, shown_groups

_NOT_RATED = len(RATINGS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """One invitation; an unknown value of a dimension is empty."""

    values: Mapping[By, str]
    question_set: str
    ratings: Mapping[str, int]
    began: bool
    opted_out: bool
    delivered: bool


class SurveyTally:
    """Takes invitations one after the other and keeps how many are alike, no person of them."""

    def __init__(self, sets: Iterable[QuestionSet]) -> None:
        self._items = items_of(sets)
        self._dispositions: dict[frozenset[Group], Counter[str]] = defaultdict(Counter)
        self._answered: Counter[frozenset[Group]] = Counter()
        self._ratings: dict[Item, dict[frozenset[Group], list[int]]] = {}

    def add(self, invited: Invited) -> None:
        """Count an invitation. What was rated of a set that is no longer there counts for no item."""
        groups = frozenset({TOTAL, *((by.value, value) for by, value in invited.values.items())})
        asked = self._items.get(invited.question_set, {})
        rated = 0
        for question, item in asked.items():
            rating = invited.ratings.get(question)
            rated += rating is not None
            counts = self._ratings.setdefault(item, {}).setdefault(groups, [0] * (len(RATINGS) + 1))
            counts[_NOT_RATED if rating is None else rating - 1] += 1
        course = Course(
            shown=len(asked),
            rated=rated,
            began=invited.began,
            opted_out=invited.opted_out,
            delivered=invited.delivered,
        )
        self._dispositions[groups][disposition(course)] += 1
        self._answered[groups] += rated > 0

    def results(self) -> Results:
        """What may be shown. An item is shown of a group only if the group is, and if its own answers allow it."""
        atoms = self._atoms()
        shown = shown_groups(atoms)
        ratings: dict[Group, dict[str, list[int] | None]] = defaultdict(dict)
        for item, asked in sorted(self._ratings.items(), key=lambda each: each[0].key):
            for group, counts in _shown_ratings(asked, shown).items():
                ratings[group][item.key] = counts
        return Results(
            invited=sum(atom.asked for atom in atoms),
            items=tuple(sorted(self._ratings, key=lambda item: item.key)),
            groups=tuple(
                GroupResult(
                    group=group,
                    dispositions=dict(sorted(ended.items())) if group in shown else None,
                    answered=answered if group in shown else None,
                    ratings=ratings[group],
                )
                for group, (ended, answered) in self._by_group()
            ),
        )

    def hidden(self) -> dict[tuple[Group, str], Why]:
        """Why each group is hidden, and each item of a shown group by its key; of a group as a whole it is empty."""
        atoms = self._atoms()
        found = {(group, ""): why for group, why in hidden_groups(atoms).items()}
        shown = shown_groups(atoms)
        for item, asked in self._ratings.items():
            for group, why in hidden_groups(_rated(asked), allowed=shown).items():
                if group in shown:
                    found[group, item.key] = why
        return dict(sorted(found.items(), key=lambda each: (ORDER[each[0][0][0]], each[0])))

    def _atoms(self) -> list[Atom]:
        return [
            Atom(groups=groups, asked=ended.total(), counts=(self._answered[groups],))
            for groups, ended in self._dispositions.items()
        ]

    def _by_group(self) -> list[tuple[Group, tuple[Counter[str], int]]]:
        ended: dict[Group, Counter[str]] = defaultdict(Counter)
        answered: Counter[Group] = Counter()
        for groups, dispositions in self._dispositions.items():
            for group in groups:
                ended[group].update(dispositions)
                answered[group] += self._answered[groups]
        ordered = sorted(ended, key=lambda group: (ORDER[group[0]], group))
        return [(group, (ended[group], answered[group])) for group in ordered]


def _shown_ratings(
    asked: Mapping[frozenset[Group], list[int]], allowed: frozenset[Group]
) -> dict[Group, list[int] | None]:
    """How often each rating was given, of every group that was asked; None where it is not shown."""
    atoms = _rated(asked)
    shown = shown_groups(atoms, allowed=allowed)
    ratings = {group: [0] * _NOT_RATED if group in shown else None for group in frozenset().union(*asked)}
    for atom in atoms:
        for group in atom.groups & shown if atom.answered else ():
            ratings[group] = [one + other for one, other in zip(ratings[group] or (), atom.counts, strict=True)]
    return ratings


def _rated(asked: Mapping[frozenset[Group], list[int]]) -> list[Atom]:
    return [Atom(groups=each, asked=sum(counts), counts=tuple(counts[:_NOT_RATED])) for each, counts in asked.items()]
