"""What has arrived at the simulator, asked for all cases together; in the end, what is missing and what came twice."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.full_case import victim
from simulator.client import SimulatorControl

MESSAGES_OF_A_CASE = 13
LOOK = 0.25
_LINK = re.compile(r"https?://\S+")


@dataclass(kw_only=True)
class Phones:
    """Every look costs the simulator, which is not counted, and none of the systems."""

    simulator: SimulatorControl
    _arrived: Counter[str] = field(default_factory=Counter)

    async def watch(self) -> None:
        """Until cancelled."""
        while True:
            messages = await asyncio.to_thread(self.simulator.messages)
            self._arrived = Counter(each["to"] for each in messages)
            await asyncio.sleep(LOOK)

    def total(self) -> int:
        """How many messages all of them have."""
        return self._arrived.total()

    def arrived(self, n: int) -> int:
        """How many messages the victim of this case has."""
        return sum(self._arrived[to] for to in addresses(n))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of so many messages that should have arrived."""

    expected: int
    lost: int
    doubled: int


def tally(messages: Iterable[Mapping[str, Any]], cases: Iterable[int]) -> Tally:
    """By person, channel and words, links left out: what a message says is said once to each person."""
    came = Counter((each["to"], each.get("subject"), _LINK.sub("", each["body"])) for each in messages)
    people = [addresses(n) for n in cases]
    expected = MESSAGES_OF_A_CASE * len(people)
    ours = {said: times for said, times in came.items() if said[0] in {to for both in people for to in both}}
    return Tally(expected=expected, lost=expected - len(ours), doubled=sum(times - 1 for times in ours.values()))


def addresses(n: int) -> tuple[str, str]:
    """Of the victim of a case."""
    person = victim(n)
    return person["phone"], person["email"]
