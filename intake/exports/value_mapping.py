"""Map a city's own values to ours, by exact values, wildcards (`BURG*`, `*ROBBERY`) and expressions (`/^DV /`)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from intake.exports.plain_names import plain

T = TypeVar("T")

ANY = "*"
"""In a pattern: any text, also none."""


class BadPattern(ValueError):
    """A pattern that cannot be understood; the message says why."""


def squeeze(value: str) -> str:
    """How values are compared: capitals, one space between words, none around, and nothing that no screen shows."""
    return plain(value).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMapping(Generic[T]):
    """Patterns to meanings. An exact value wins over the longest wildcard, that over regular expressions in order."""

    exact: Mapping[str, T]
    wildcards: tuple[tuple[re.Pattern[str], T], ...]
    expressions: tuple[tuple[re.Pattern[str], T], ...]

    @classmethod
    def of(cls, patterns: Mapping[str, T]) -> ValueMapping[T]:
        """Sort patterns by kind. Raises BadPattern."""
        exact: dict[str, T] = {}
        wildcards: list[tuple[str, T]] = []
        expressions: list[tuple[re.Pattern[str], T]] = []
        for pattern, meaning in patterns.items():
            if len(pattern) > 2 and pattern.startswith("/") and pattern.endswith("/"):
                expressions.append((_compiled(pattern[1:-1]), meaning))
                continue
            # A value that reads like the pattern itself, stars included, is meant first.
            exact[squeeze(pattern)] = meaning
            if ANY in pattern:
                wildcards.append((squeeze(pattern), meaning))
        wildcards.sort(key=lambda pair: -len(pair[0].replace(ANY, "")))
        in_order = tuple((_wildcard(pattern), meaning) for pattern, meaning in wildcards)
        return cls(exact=exact, wildcards=in_order, expressions=tuple(expressions))

    def find(self, value: str) -> T | None:
        """What this value means; None if the mapping does not say."""
        wanted = squeeze(value)
        if wanted in self.exact:
            return self.exact[wanted]
        for wildcard, meaning in self.wildcards:
            if wildcard.fullmatch(wanted):
                return meaning
        return next((meaning for expression, meaning in self.expressions if expression.search(wanted)), None)


def matches(value: str, patterns: Iterable[str]) -> bool:
    """True if the value is one of these."""
    return _any_of(tuple(patterns)).find(value) is not None


@lru_cache(maxsize=1024)
def _any_of(patterns: tuple[str, ...]) -> ValueMapping[bool]:
    return ValueMapping.of(dict.fromkeys(patterns, True))


def _wildcard(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split(ANY)), re.DOTALL)


def _compiled(expression: str) -> re.Pattern[str]:
    try:
        return re.compile(expression, re.IGNORECASE)
    except re.error as error:
        raise BadPattern(f"/{expression}/ is not a regular expression: {error}") from None
