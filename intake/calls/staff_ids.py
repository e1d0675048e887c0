"""Who took a call and which officers came, by CAD's own ids: kept with the call, told to nobody and to no workflow.

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
    """What one event says of them."""

    call_taker: str | None = None
    officers: tuple[str, ...] = ()

    def spelled(self) -> dict[str, Any]:
        """What was said, for comparing with what was sent before; empty if nothing was."""
        said: dict[str, Any] = {"call_taker": self.call_taker, "officers": sorted(self.officers)}
        return {name: value for name, value in said.items() if value}

    def join(self, call: Call) -> None:
        """An event adds officers to those known, and tells anew who took the call."""
        call.call_taker = self.call_taker or call.call_taker
        call.officers = _each_once([*call.officers, *self.officers])


NOTHING_SAID = StaffIds()


def replace_staff_ids(call: Call, said: dict[str, Any]) -> None:
    """A snapshot says how it is: who it names replaces whom it named before; what it leaves out stays."""
    if "call_taker" in said:
        call.call_taker = said["call_taker"]
    if "officers" in said:
        call.officers = _each_once(said["officers"] or ())


def _each_once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))[:MOST_OFFICERS]
