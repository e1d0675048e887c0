"""Exact linear algebra over sparse rows, modulo a large prime: which sums follow from known sums."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

PRIME = 2**61 - 1
"""What is independent modulo a prime is independent; what seems dependent by its chance alone is only treated with more
care than it needs."""

Key = TypeVar("Key", bound=Hashable)
Vector = dict[Key, int]


@dataclass(slots=True)
class Span(Generic[Key]):
    """A space of vectors, as rows that are reduced by each other: no row has an entry where another has its pivot."""

    rows: dict[Key, Vector[Key]] = field(default_factory=dict)

    def remainder(self, vector: Mapping[Key, int]) -> Vector[Key]:
        """What is left of a vector once everything that the rows can make is taken away."""
        left = dict(vector)
        for pivot in [key for key in vector if key in self.rows]:
            _take(left, self.rows[pivot], vector[pivot])
        return left

    def add(self, remainder: Vector[Key], pivot: Key) -> None:
        """Take in a remainder that has an entry at `pivot`."""
        inverse = pow(remainder[pivot], -1, PRIME)
        row = {key: value * inverse % PRIME for key, value in remainder.items()}
        for other in self.rows.values():
            if pivot in other:
                _take(other, row, other[pivot])
        self.rows[pivot] = row

    def relations(self, keys: Iterable[Key]) -> dict[Key, tuple[int, ...]]:
        """Of each key its place in every sum over `keys` that is zero for all rows: keys that always occur together
        have the same places, and one that never occurs has zeros only."""
        every = list(keys)
        free = [key for key in every if key not in self.rows]
        places = {key: tuple(int(key == other) for other in free) for key in free}
        for pivot, row in self.rows.items():
            places[pivot] = tuple(-row.get(other, 0) % PRIME for other in free)
        return places


def _take(vector: Vector[Key], row: Mapping[Key, int], times: int) -> None:
    for key, value in row.items():
        left = (vector.get(key, 0) - times * value) % PRIME
        if left:
            vector[key] = left
        else:
            vector.pop(key, None)
