"""Repeatable random draws: the same seed and words give the same ones, on every machine and in every order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """Draws from a seed and the words that name what is drawn for; no state but a counter."""

    def __init__(self, *words: object) -> None:
        self._words = "/".join(str(word) for word in words)
        self._drawn = 0

    def share(self) -> float:
        """A number from 0 up to, not including, 1."""
        self._drawn += 1
        digest = hashlib.sha256(f"{self._words}/{self._drawn}".encode()).digest()
        return int.from_bytes(digest[:7]) / 2**56

    def happens(self, probability: float) -> bool:
        """True that often."""
        return self.share() < probability

    def pick(self, choices: Sequence[T]) -> T:
        """One of these, each as likely."""
        return choices[int(self.share() * len(choices))]

    def weighted(self, weights: Mapping[str, float]) -> str:
        """One of these, as often as its weight says."""
        left = self.share() * sum(weights.values())
        for name, weight in weights.items():
            left -= weight
            if left < 0:
                return name
        return max(weights, key=lambda name: weights[name])

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """These in another order."""
        return [item for _, _, item in sorted((self.share(), index, item) for index, item in enumerate(items))]
