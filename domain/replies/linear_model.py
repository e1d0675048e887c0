"""A linear model: each piece of a text has a weight for each label, and the weights of all pieces are added up.

What many texts have in common says little, so each piece has a rarity, by which its weights have been multiplied; a
text is brought to length one, so that a long one is not surer than a short one. Softmax makes probabilities of the
sums. So every answer can be explained: the pieces that weighed most are the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """What is known of a piece: its rarity, and the positions of the labels it has a weight for, with the weight."""

    rarity: float
    weights: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """`labels` are what it tells apart, `biases` how frequent each is. A piece that it never saw weighs nothing."""

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    pieces: Mapping[str, Piece]

    def probabilities(self, pieces: Iterable[str]) -> dict[str, float]:
        """Label to its probability; together they are 1."""
        sums = self._sums(pieces)
        highest = max(sums)
        powers = [math.exp(each - highest) for each in sums]
        total = math.fsum(powers)
        return {label: power / total for label, power in zip(self.labels, powers, strict=True)}

    def reasons(self, pieces: Iterable[str], label: str, against: str, *, most: int) -> list[tuple[str, float]]:
        """The pieces that speak most for one label against another, with how much, the strongest first."""
        known = {piece: self.pieces[piece] for piece in pieces if piece in self.pieces}
        length = _length(known.values())
        first, second = self.labels.index(label), self.labels.index(against)
        found = [
            (piece, (_weight(each, first) - _weight(each, second)) / length) for piece, each in sorted(known.items())
        ]
        return sorted((each for each in found if each[1] > 0), key=lambda each: -each[1])[:most]

    def _sums(self, pieces: Iterable[str]) -> list[float]:
        known = [self.pieces[piece] for piece in pieces if piece in self.pieces]
        sums = [0.0] * len(self.labels)
        for piece in known:
            for position, weight in piece.weights:
                sums[position] += weight
        length = _length(known)
        return [bias + each / length for bias, each in zip(self.biases, sums, strict=True)]


def _length(known: Iterable[Piece]) -> float:
    return math.sqrt(math.fsum(piece.rarity * piece.rarity for piece in known)) or 1.0


def _weight(piece: Piece, position: int) -> float:
    return next((weight for at, weight in piece.weights if at == position), 0.0)
