"""What each rule of suppression hides and leaves open: `python -m benchmarks.suppression [--agencies 100]`.

Sampled are quarters of agencies whose groups overlap as in the field: a beat has its own main language and an incident
type its usual outcome. The smaller rule hides groups under ten and complements within one dimension, and no more.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from random import Random
from typing import Annotated

import typer

from benchmarks.output import show_table
from domain.surveys.groups import TOTAL, Atom, Group
from domain.surveys.suppression import Rule, hidden_groups

BEATS, TYPES, ANSWER_RATE = 12, 10, 0.26
LANGUAGES = ("en", "es", "vi", "zh", "ar")
OUTCOMES = ("report", "none", "arrest")
ONE_WAY = (Rule.SMALL, Rule.ALIKE, Rule.REMAINDER)
"""What the smaller rule hides: our checks come one after the other, and these come first."""


def a_quarter(invited: int, chance: Random) -> list[Atom]:
    """People of one agency."""
    main = [chance.choice(LANGUAGES[:3]) for _ in range(BEATS)]
    usual = [chance.choice(OUTCOMES) for _ in range(TYPES)]
    asked: Counter[frozenset[Group]] = Counter()
    answered: Counter[frozenset[Group]] = Counter()
    for _ in range(invited):
        beat, kind = min(chance.randrange(BEATS), chance.randrange(BEATS)), chance.randrange(TYPES)
        values = {
            "beat": f"{beat}",
            "call_type": f"{kind}",
            "language": main[beat] if chance.random() < 0.97 else chance.choice(LANGUAGES),
            "outcome": usual[kind] if chance.random() < 0.98 else chance.choice(OUTCOMES),
            "channel": chance.choice(("text", "text", "email")),
            "month": f"{chance.randrange(3)}",
        }
        groups = frozenset({TOTAL, *values.items()})
        asked[groups] += 1
        answered[groups] += chance.random() < ANSWER_RATE
    return [Atom(groups=groups, asked=n, counts=(answered[groups],)) for groups, n in asked.items()]


def measured(invited: int, agencies: int) -> Sequence[str]:
    """A row: means of all agencies, and in how many of them the smaller rule leaves something to be worked out."""
    cells = small = one_way = whole = left = 0
    seconds = 0.0
    for seed in range(agencies):
        atoms = a_quarter(invited, Random(seed))
        began = time.process_time()
        hidden = hidden_groups(atoms)
        seconds += time.process_time() - began
        simply = list(takewhile(lambda why: why.rule in ONE_WAY, hidden.values()))
        cells += len(frozenset().union(*(atom.groups for atom in atoms)))
        small += sum(why.rule in (Rule.SMALL, Rule.ALIKE) for why in hidden.values())
        one_way += len(simply)
        whole += len(hidden)
        left += len(hidden) > len(simply)
    means = (f"{each / agencies:.1f}" for each in (cells, small, one_way, whole))
    return [f"{invited:,}", *means, f"{left / agencies:.0%}", f"{1000 * seconds / agencies:.0f} ms"]


def main(agencies: Annotated[int, typer.Option(min=1)] = 50) -> None:
    """Measure and show."""
    sizes = (200, 500, 1_000, 2_000, 5_000, 20_000, 200_000)
    columns = ("Invited", "Groups", "Under ten", "Hidden by the smaller rule", "By ours", "It leaks in", "CPU")
    show_table(columns, (measured(invited, agencies if invited < 20_000 else 2) for invited in sizes))


if __name__ == "__main__":
    typer.run(main)
