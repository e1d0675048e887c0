"""The lines that the timeline of a call's workflow shows, each with who did it. No Temporal here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.actors import WORKFLOW
from workflows import timeouts

NOT_RECORDED = "not recorded"
"""Who did it, in lines from before that was kept."""

Line = dict[str, str]


def line_of(at: datetime, *, what: str, effect: str, status: str, reason: str = "", by: str = str(WORKFLOW)) -> Line:
    """What happened, when, who did it, and where the call stood afterwards; `by` is empty until it is known."""
    said = {"at": at.isoformat(), "what": str(what), "effect": str(effect), "reason": reason}
    return said | {"status": status, "by": by}


class TimelineLines:
    """The latest lines. Those of a step may be taken back, while others come."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = list(lines)
        self._of_step: list[Line] = []

    def begin_step(self) -> None:
        """What a step adds from now on may be taken back."""
        self._of_step = []

    def add(self, line: Line, *, in_step: bool = False) -> None:
        """One more."""
        self._lines.append(line)
        if in_step:
            self._of_step.append(line)
        del self._lines[: -timeouts.TIMELINE_KEPT]

    @property
    def latest(self) -> Line:
        """The one added last, which may still be changed."""
        return self._lines[-1]

    def take_back(self, last: int | None = None) -> None:
        """Without so many of the step's lines, the last ones; without all of them, if it is not said how many."""
        count = len(self._of_step) if last is None else last
        gone = {id(line) for line in self._of_step[len(self._of_step) - count :]}
        self._lines = [line for line in self._lines if id(line) not in gone]

    def shown(self) -> list[Line]:
        """For the query."""
        return [{**line, "by": line.get("by") or NOT_RECORDED} for line in self._lines]

    def kept(self) -> tuple[Line, ...]:
        """What the next run goes on with."""
        return tuple(self._lines)
