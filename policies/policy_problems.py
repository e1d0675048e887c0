"""What can be wrong with a policy file, said so that an administrator can put it right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

FEW = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake: on which line, under which key, what is wrong and what is allowed instead."""

    line: int
    key: str
    wrong: str
    allowed: str = ""

    def __str__(self) -> str:
        text = f"{self.key}: {self.wrong}" if self.key else self.wrong
        return f"{text}; {self.allowed}" if self.allowed else text


class PolicyError(ValueError):
    """A policy file that cannot be used, with every problem in it, by line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.key)))
        super().__init__("\n".join(f"line {problem.line}: {problem}" for problem in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint for a word that is not known: the closest that is, else all there are if they are few."""
    words = sorted(known)
    folded = {other.casefold(): other for other in words}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.7)
    if close:
        return f"did you mean {folded[close[0]]}?"
    return f"known here: {', '.join(words)}" if len(words) <= FEW else "docs/policy-file.md lists what is known here"
