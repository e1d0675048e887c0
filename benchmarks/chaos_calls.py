"""The calls of the chaos of everything: people in six languages, events in real time, and what people write back."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import httpx

from benchmarks.chaos_cases import LANGUAGES, LOOK, Progress
from benchmarks.full_case import AREA_CODES, Happening, envelope
from benchmarks.local_stack import until
from benchmarks.topology_stage import TopologyStage

CALL: tuple[Happening, ...] = (
    Happening(minutes=0, type="call.received", data={"incident_type": "BURGLARY", "priority": 3}),
    Happening(minutes=0, type="unit.arrived"),
    Happening(minutes=0, type="call.closed", data={"disposition": "01"}),
    Happening(minutes=0, type="case.assigned"),
    Happening(minutes=0, type="case.arrest"),
)

EMERGENCY, STOP = "help me, he is back", "STOP"
WRITTEN: tuple[str, ...] = (EMERGENCY, STOP, "thank you", "When will the officer come?", "", "", "", "")
"""What is written back in the middle of a call, in turn; half of the people write nothing."""

RETRY = 0.5
PATIENCE = 900.0
"""Seconds until a call that does not move is given up, and counted as stuck."""
REFUSALS = frozenset({400, 401, 403, 404, 409, 413, 415, 422})
"""Answers after which a repeat of the same event is refused again."""


@dataclass(slots=True, kw_only=True)
class Played:
    """What was done. `reported`: when each call was first handed to the API; `written`: number of the call -> words."""

    reported: dict[int, datetime] = field(default_factory=dict)
    written: dict[int, str] = field(default_factory=dict)
    unwritten: int = 0
    stuck: list[str] = field(default_factory=list)
    finished: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    repeats: int = 0


class Calls:
    """Plays calls through the API, whatever dies meanwhile."""

    def __init__(self, stage: TopologyStage, progress: Progress) -> None:
        self._stage = stage
        self._progress = progress
        self._writing: set[asyncio.Task[None]] = set()
        self._silent: list[int] = []
        self.played = Played()

    async def play(self, n: int) -> None:
        """One of them, each event as soon as what came of the one before has left."""
        number = number_of(n)
        for sent, happening in enumerate(CALL, start=1):
            if not await self.report(n, event(n, happening)):
                return
            try:
                await until(partial(self._progress.settled, number, sent), patience=PATIENCE, look=LOOK)
            except TimeoutError:
                self.played.stuck.append(number)
                return
            if sent == 1 and (words := words_of(n)):
                self.write(n, words)
            elif sent == 1:
                self._silent.append(n)
            if n in self._silent and sent == len(CALL) - 1:
                self._silent.remove(n)
        self.played.finished += 1

    def write(self, n: int, words: str) -> None:
        """The person of this call writes to us; until the simulator has it."""
        self.played.written[n] = words
        task = asyncio.create_task(self._write(n, words))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def cry_for_help(self) -> None:
        """A person in the middle of a call, who has not written yet, writes that he is back."""
        if self._silent:
            self.write(self._silent.pop(0), EMERGENCY)

    async def all_written(self) -> None:
        """Until the simulator has every text."""
        if self._writing:
            await asyncio.wait(set(self._writing))

    def give_up_writing(self) -> None:
        """What the simulator has not by now is counted."""
        self.played.unwritten = len(self._writing)
        for task in self._writing:
            task.cancel()

    async def report(self, n: int, happened: dict[str, Any], *, http: httpx.AsyncClient | None = None) -> bool:
        """Again until it is accepted, as a repeat of an event is harmless; False if it is refused for good.

        `http`: the client of another agency.
        """
        self.played.reported.setdefault(n, datetime.now(UTC))
        while True:
            try:
                answer = await (http or self._stage.http).post("/v1/events", json=[happened], headers=BATCH)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                return True
            if answer is not None and answer.status_code in REFUSALS:
                self.played.refused[answer.status_code] += 1
                return False
            self.played.repeats += 1
            await asyncio.sleep(RETRY)

    async def _write(self, n: int, words: str) -> None:
        text = {"from": phone_of(n), "to": self._stage.settings.twilio_from, "body": words}
        while True:
            try:
                if await self._has_written(text):
                    return
                (await self._stage.phones.post("/_control/inbound", json=text)).raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(RETRY)

    async def _has_written(self, text: dict[str, str]) -> bool:
        """A text whose request was cut off may be there all the same."""
        asked = {"direction": "inbound", "channel": "sms"}
        answer = (await self._stage.phones.get("/_control/messages", params=asked)).raise_for_status().json()
        return any((each["sender"], each["body"]) == (text["from"], text["body"]) for each in answer["messages"])


BATCH = {"Content-Type": "application/cloudevents-batch+json"}


def number_of(n: int) -> str:
    """What CAD calls it: texts name it."""
    return f"26-{n:06d}"


def phone_of(n: int) -> str:
    """No person is in two calls, and none has the agency's own number."""
    return f"+1{AREA_CODES[1 + n // 10_000]}555{n % 10_000:04d}"


def email_of(n: int) -> str | None:
    """A third of the people have one."""
    return f"victim.{n}@example.com" if n % 3 == 0 else None


def words_of(n: int) -> str:
    """What this person writes back; empty for nothing. People of every language write everything."""
    return WRITTEN[n // len(LANGUAGES) % len(WRITTEN)]


def event(n: int, happening: Happening) -> dict[str, Any]:
    """As a CAD sends it now, by its own clock, which is right."""
    data = dict(happening.data)
    if happening is CALL[0]:
        victim = {
            "roles": ["reporting_party", "victim"],
            "name": "Zahra Karimi",
            "phone": phone_of(n),
            "language": LANGUAGES[n % len(LANGUAGES)],
        }
        data["contacts"] = [{**victim, "email": email_of(n)} if email_of(n) else victim]
    if happening.type == "call.closed":
        data["case_number"] = f"{number_of(n)}-C"
    return envelope(number_of(n), happening.type, datetime.now(UTC), data)
