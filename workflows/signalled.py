"""What the inbox of a call's workflow holds, and what one look at the call finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from activities.contract import Happened, WithoutDeadlines
from domain.call_state import CallState
from domain.claims import Claim
from domain.events import CallEvent

UNPROVEN = "unproven/"
"""How the key of an event begins that was refused, as nothing proves who sent it."""


@dataclass(kw_only=True)
class Signalled:
    """An event in the inbox, or what is wrong with it; `result` is what became of it, once that is `settled`.

    `claim` says who sent it; if nothing proves that, `refusal` says so and `by` who it claims to be.
    """

    event: CallEvent | None
    problem: str = ""
    entry_key: str
    claim: Claim | None = None
    by: str = ""
    refusal: str = ""
    result: Happened | None = None
    settled: bool = False

    def refuse(self, reason: str, *, number: int, now: datetime) -> None:
        """Nothing proves who sent it. It must not be taken for the true one of its id, whose key it gives up.

        `number` tells it from others that were refused at that moment.
        """
        claim, self.claim = self.claim, None
        self.refusal, self.by = reason, str(claim.unproven()) if claim else ""
        self.entry_key = f"{UNPROVEN}{self.entry_key}@{now.isoformat()}/{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the call found: events taken, then deadlines passed; and how it was before."""

    taken: tuple[Happened, ...]
    passed: tuple[Happened, ...]
    before: CallState
    without_deadlines: WithoutDeadlines

    @property
    def happened(self) -> tuple[Happened, ...]:
        """All of it, in order."""
        return (*self.taken, *self.passed)


def entry_key(event: CallEvent) -> str:
    """What a repeat of this event is recognized by."""
    return f"{event.source}/{event.id}"
