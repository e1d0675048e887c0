"""Groups of people who answered a question, small enough that some must be hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from hypothesis import strategies as st

from domain.surveys.groups import TOTAL, Atom, Group

Person = tuple[tuple[str, ...], int | None]
"""Their values, a letter for each dimension, and how they answered, if they did."""

DIMENSIONS = ("beat", "language", "channel")


def atoms_of(people: Iterable[Person], *, kinds: int = 3) -> tuple[Atom, ...]:
    """People alike, put together."""
    counts: dict[frozenset[Group], list[int]] = defaultdict(lambda: [0] * kinds)
    asked: Counter[frozenset[Group]] = Counter()
    for values, answer in people:
        groups = frozenset({TOTAL, *zip(DIMENSIONS, values, strict=False)})
        asked[groups] += 1
        counts[groups][answer or 0] += answer is not None
    return tuple(Atom(groups=groups, asked=n, counts=tuple(counts[groups])) for groups, n in asked.items())


def alike(n: int, values: str, *, answers: str = "012") -> list[Person]:
    """`n` people with these values, who answer in turn as said; a dot answers nothing."""
    turns = [None if answer == "." else int(answer) for answer in answers]
    return [(tuple(values), turns[each % len(turns)]) for each in range(n)]


@st.composite
def populations(draw: st.DrawFn) -> tuple[Atom, ...]:
    """Up to a dozen combinations of three dimensions, of nobody up to thirty people each."""
    letters = (st.sampled_from("ABCD"), st.sampled_from("xyz"), st.sampled_from("pq"))
    sizes = st.one_of(st.integers(0, 4), st.integers(5, 30))
    answers = st.sampled_from(["0", "012", "2", "01.", "0......", "."])
    parts = draw(st.lists(st.tuples(sizes, st.tuples(*letters), answers), max_size=12))
    return atoms_of(person for n, values, answer in parts for person in alike(n, "".join(values), answers=answer))
