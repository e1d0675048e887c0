"""Who took a call and which officers came, as opaque ids of CAD: stored with the call, sent to no person or workflow.

Answers to surveys are tied to them (docs/surveys.md). They go nowhere else: not into events, payloads, logs, timelines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from db.tables import Call
from intake.fields import Token

MOST_OFFICERS = 50

StaffId = Annotated[Token, Field(examples=["4711"])]
CallTaker = Annotated[StaffId, Field(description="Your own opaque id of who took the call, never a name.")]
Officers = Annotated[list[StaffId], Field(max_length=MOST_OFFICERS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffIds:
    """The ids in one event."""

    call_taker: str | None = None
    officers: tuple[str, ...] = ()

    def to_mapping(self) -> dict[str, Any]:
        """The ids that were sent, officers in one order, so that a repeated event is recognized."""
        ids: dict[str, Any] = {"call_taker": self.call_taker, "officers": sorted(self.officers)}
        return {name: value for name, value in ids.items() if value}

    def add_to(self, call: Call) -> None:
        """Add officers to those of the call, and replace the call taker if one is named."""
        if self.call_taker:
            call.call_taker = self.call_taker
        if self.officers:
            call.officers = _each_once([*call.officers, *self.officers])


def replace_staff_ids(call: Call, sent: dict[str, Any]) -> None:
    """The ids in a snapshot replace those of the call; what the snapshot leaves out stays."""
    if "call_taker" in sent:
        call.call_taker = sent["call_taker"]
    if "officers" in sent:
        call.officers = _each_once(sent["officers"] or ())


def _each_once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))[:MOST_OFFICERS]
