"""Victims who come into the portal while strangers guess at it: each from a network of their own, phone in hand."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from enum import StrEnum

import httpx

from benchmarks.code_guesser import Guess
from benchmarks.local_stack import Stage
from portal.sign_in_attempts import TRIES

READ_EVERY = 0.5
"""Seconds between two looks at the phone."""
PATIENCE = 90
"""Seconds a victim waits for a code before they try the link in their messages; and for the code after that."""

_CODE = re.compile(r"code is (\d{6})")
_LINK = re.compile(r"/p/([\w-]{22})")


class Way(StrEnum):
    """How a victim came in."""

    FORM = "by case number and phone"
    LINK = "by the link in a text"
    NONE = "locked out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How a victim came in, how long it took in seconds, and the statuses they were answered."""

    way: Way
    seconds: float
    refused: int
    """Answers 429, of which there must be none."""


@dataclass(slots=True, kw_only=True)
class Victim:
    """Has a case and a phone; reads codes there, the newest first."""

    here: Stage
    mine: Guess
    network: str
    refused: int = 0

    async def come_in(self) -> Arrival:
        """As anyone would: by the form, and, if no code comes, by the link of a message."""
        began = time.perf_counter()
        async with httpx.AsyncClient(
            base_url=self.here.stack.api, timeout=60, headers={"X-Forwarded-For": self.network}
        ) as http:
            way = Way.FORM if await self._by_form(http) else Way.LINK if await self._by_link(http) else Way.NONE
        return Arrival(way=way, seconds=time.perf_counter() - began, refused=self.refused)

    async def _by_form(self, http: httpx.AsyncClient) -> bool:
        return await self._ask(http, self._home, case=self.mine.case, address=self.mine.address)

    async def _by_link(self, http: httpx.AsyncClient) -> bool:
        links = _LINK.findall(" ".join(await self._texts()))
        return bool(links) and await self._ask(http, f"/p/{links[-1]}")

    @property
    def _home(self) -> str:
        return f"/portal/{self.here.stack.demo.ori}"

    async def _ask(self, http: httpx.AsyncClient, path: str, **fields: str) -> bool:
        """True once a code that came after this lets in."""
        before = len(await self._texts())
        csrf = (await http.get(path)).text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
        asked = await http.post(path, data={"csrf": csrf, **fields})
        self.refused += asked.status_code == httpx.codes.TOO_MANY_REQUESTS
        tried, until = set[str](), time.perf_counter() + PATIENCE
        while time.perf_counter() < until and len(tried) < TRIES:
            for code in reversed(_CODE.findall(" ".join((await self._texts())[before:]))):
                if code not in tried and len(tried) < TRIES:
                    tried.add(code)
                    if await self._enter(http, csrf, code):
                        return True
            await asyncio.sleep(READ_EVERY)
        return False

    async def _enter(self, http: httpx.AsyncClient, csrf: str, code: str) -> bool:
        entered = await http.post(f"{self._home}/code", data={"csrf": csrf, "code": code})
        self.refused += entered.status_code == httpx.codes.TOO_MANY_REQUESTS
        return entered.status_code == httpx.codes.SEE_OTHER

    async def _texts(self) -> list[str]:
        """What the phone got, the oldest first."""
        found = await asyncio.to_thread(self.here.simulator.messages, to=self.mine.address)
        return [str(message["body"]) for message in found]
