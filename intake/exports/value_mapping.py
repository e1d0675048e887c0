"""Map a city's own values to ours, by exact values, beginnings (`BURG*`) and regular expressions (`/^DV /`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


class BadPattern(ValueError):
    """A pattern that cannot be understood; the message says why."""


def squeeze(value: str) -> str:
    """How values are compared: capitals, one space between words, none around."""
    return " ".join(value.split()).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMapping(Generic[T]):
    """Patterns to meanings. An exact value wins over the longest beginning, that over regular expressions in order."""

    exact: Mapping[str, T]
    beginnings: tuple[tuple[str, T], ...]
    expressions: tuple[tuple[re.Pattern[str], T], ...]

    @classmethod
    def of(cls, patterns: Mapping[str, T]) -> ValueMapping[T]:
        """Sort patterns by kind. Raises BadPattern."""
        exact: dict[str, T] = {}
        beginnings: list[tuple[str, T]] = []
        expressions: list[tuple[re.Pattern[str], T]] = []
        for pattern, meaning in patterns.items():
            if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
                expressions.append((_compiled(pattern[1:-1]), meaning))
            elif pattern.endswith("*"):
                beginnings.append((squeeze(pattern[:-1]), meaning))
            else:
                exact[squeeze(pattern)] = meaning
        beginnings.sort(key=lambda pair: -len(pair[0]))
        return cls(exact=exact, beginnings=tuple(beginnings), expressions=tuple(expressions))

    def find(self, value: str) -> T | None:
        """What this value means; None if the mapping does not say."""
        wanted = squeeze(value)
        if wanted in self.exact:
            return self.exact[wanted]
        for beginning, meaning in self.beginnings:
            if wanted.startswith(beginning):
                return meaning
        return next((meaning for expression, meaning in self.expressions if expression.search(wanted)), None)


def matches(value: str, patterns: Iterable[str]) -> bool:
    """True if the value is one of these."""
    return ValueMapping.of(dict.fromkeys(patterns, True)).find(value) is not None


def _compiled(expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, re.IGNORECASE)
    except re.error as error:
        raise BadPattern(f"/{expression}/ is not a regular expression: {error}") from None
