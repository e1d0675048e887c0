"""Read typed values out of one table of a policy file, collecting what is wrong instead of stopping at it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from domain.quiet_hours import Hours
from policies.policy_problems import Problem, did_you_mean
from policies.toml_lines import Path

_HOURS = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9])-((?:[01][0-9]|2[0-3]):[0-5][0-9])")


@dataclass(slots=True, kw_only=True)
class Table:
    """One table: its values, where it stands, and the problems found so far, shared with its sub-tables."""

    values: Mapping[str, Any]
    lines: Mapping[Path, int]
    problems: list[Problem]
    path: Path = ()
    asked: set[str] = field(default_factory=set)

    def report(self, *keys: str | int, wrong: str, allowed: str = "") -> None:
        """Note a problem at a key or element below this table; at the table itself if it has no line."""
        path = (*self.path, *keys)
        line = next((self.lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in self.lines), 1)
        dotted = ".".join(part for part in path if isinstance(part, str))
        self.problems.append(Problem(line=line, key=dotted, wrong=wrong, allowed=allowed))

    def table(self, key: str) -> Table:
        """A sub-table; an empty one if it is not there."""
        found = self._value(key, dict, "a table")
        return Table(values=found or {}, lines=self.lines, problems=self.problems, path=(*self.path, key))

    def flag(self, key: str, *, default: bool) -> bool:
        """true or false."""
        found: bool | None = self._value(key, bool, "true or false")
        return default if found is None else found

    def number(self, key: str, *, least: int, most: int) -> int | None:
        """A whole number within bounds; None if it is not there, or wrong."""
        allowed = f"a whole number from {least} to {most}"
        found: int | None = self._value(key, int, allowed)
        if found is None or least <= found <= most:
            return found
        self.report(key, wrong=f"{found} is out of range", allowed=f"use {allowed}")
        return None

    def text(self, key: str, *, longest: int) -> str:
        """A text that must be there, with single spaces; empty if it is not."""
        self.asked.add(key)
        value = self.values.get(key)
        if not isinstance(value, str) or not value.strip():
            self.report(key, wrong="is missing", allowed="write it in quotes")
            return ""
        if len(value) > longest:
            self.report(key, wrong=f"has {len(value)} characters", allowed=f"use at most {longest}")
        return " ".join(value.split())

    def words(self, key: str, known: Collection[str]) -> tuple[str, ...] | None:
        """A list of different known words; None if it is not there."""
        found: list[Any] | None = self._value(key, list, "a list of words in quotes")
        if found is None:
            return None
        words = tuple(str(word) for word in found)
        for position, word in enumerate(words):
            if word not in known:
                self.report(key, position, wrong=f"{word!r} is not known", allowed=did_you_mean(word, known))
            elif word in words[:position]:
                self.report(key, position, wrong=f"{word!r} is there twice", allowed="leave one out")
        return tuple(word for word in words if word in known)

    def word(self, key: str, known: Collection[str]) -> str | None:
        """One known word; None if it is not there, or wrong."""
        found: str | None = self._value(key, str, "a word in quotes")
        if found is None or found in known:
            return found
        self.report(key, wrong=f"{found!r} is not known", allowed=did_you_mean(found, known))
        return None

    def hours(self, key: str, *, within: Hours, why: str) -> Hours | None:
        """A daily window such as "08:00-20:00" that does not leave `within`; None if it is not there, or wrong."""
        example = f'"{within.start:%H:%M}-{within.end:%H:%M}"'
        found: str | None = self._value(key, str, f"hours of the day like {example}")
        if found is None:
            return None
        match = _HOURS.fullmatch(found.replace(" ", ""))
        if match is None:
            self.report(key, wrong=f"{found!r} is not a window of hours", allowed=f"write it like {example}")
            return None
        start, end = (time.fromisoformat(moment) for moment in match.groups())
        if start >= end:
            self.report(key, wrong=f"{found!r} ends before it starts", allowed="hours may not cross midnight")
        elif start < within.start or end > within.end:
            self.report(key, wrong=f"{found!r} goes beyond {example}", allowed=why)
        else:
            return Hours(start=start, end=end)
        return None

    def close(self) -> None:
        """Report every key nobody asked for."""
        for key in self.values.keys() - self.asked:
            self.report(key, wrong="unknown key", allowed=did_you_mean(key, self.asked))

    def _value(self, key: str, kind: type, allowed: str) -> Any:
        self.asked.add(key)
        found = self.values.get(key)
        if found is None or type(found) is kind:
            return found
        self.report(key, wrong=f"{_shown(found)} is not {allowed}")
        return None


def _shown(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else repr(value)
