"""Groups of people by what they have in common, and people alike in all of it."""

from __future__ import annotations

from dataclasses import dataclass

Group = tuple[str, str]
"""A dimension and a value of it: `("beat", "C2")`."""

TOTAL: Group = ("total", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """People alike in every dimension: `asked` so many, answers by kind in `counts`. TOTAL is one of its groups."""

    groups: frozenset[Group]
    asked: int
    counts: tuple[int, ...]

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(self.counts)
