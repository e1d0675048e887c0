"""A stranger who guesses at the portal's sign-in: cases that exist and cases that do not, asked for alike."""

from __future__ import annotations

import contextlib
import random
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import ceil

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import UnusableAddress, e164
from db.encryption.vault import Vault
from db.queries import calls, contacts
from db.state_json import dump_state
from domain.call_state import CallState, CaseStatus
from domain.contacts import ContactRole
from portal.sign_in_limits import SENT_BY_FORM

PER_ADDRESS = 2 * SENT_BY_FORM[0].most
"""So often an address is asked for: half of it after no more codes are sent there, which no answer may tell."""

_RANDOM = re.compile(r"[A-Za-z0-9_-]{43}(?:\.[A-Za-z0-9_-]{43})*|\d{1,2}:\d\d.[AP]M")
"""Tokens, as many as this browser asked for by now, and times of day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What is typed. `exists`: there is such a case, with this address for its victim."""

    exists: bool
    case: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How it was answered, without what is random in it, and after how many milliseconds."""

    shape: tuple[int, tuple[tuple[str, str], ...], str]
    milliseconds: float

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.shape[0]


@dataclass(slots=True, kw_only=True)
class Guesser:
    """A stranger who asks for codes they will not get, and guesses them."""

    ori: str
    chance: random.Random
    inside: int = 0
    """How often it got in."""
    asked: Mapping[bool, list[Answer]] = field(default_factory=lambda: {True: [], False: []})
    entered: Mapping[bool, list[Answer]] = field(default_factory=lambda: {True: [], False: []})

    async def arrive(self, http: httpx.AsyncClient) -> str:
        """Look at the form: what it must carry."""
        page = await http.get(self.route)
        return page.text.split('name="csrf" value="', 1)[1].split('"', 1)[0]

    @property
    def attempts(self) -> int:
        """How often it has asked for a code."""
        return sum(len(answers) for answers in self.asked.values())

    @property
    def route(self) -> str:
        """The sign-in."""
        return f"/portal/{self.ori}"

    async def guess(self, http: httpx.AsyncClient, csrf: str, guess: Guess, network: str, *, codes: int) -> Answer:
        """Ask for a code and type some; how the question was answered."""
        asked = await self._post(http, self.route, network, csrf=csrf, case=guess.case, address=guess.address)
        self.asked[guess.exists].append(asked)
        for _ in range(codes if asked.status == httpx.codes.SEE_OTHER else 0):
            code = f"{self.chance.randrange(10**6):06}"
            entered = await self._post(http, f"{self.route}/code", network, csrf=csrf, code=code)
            self.entered[guess.exists].append(entered)
            self.inside += entered.status == httpx.codes.SEE_OTHER
        return asked

    async def _post(self, http: httpx.AsyncClient, path: str, network: str, **fields: str) -> Answer:
        began = time.perf_counter()
        answer = await http.post(path, data=fields, headers={"X-Forwarded-For": network})
        milliseconds = (time.perf_counter() - began) * 1000
        headers = sorted(
            (name, _RANDOM.sub("~", value)) for name, value in answer.headers.multi_items() if name != "date"
        )
        shape = (answer.status_code, tuple(headers), _RANDOM.sub("~", answer.text))
        return Answer(shape=shape, milliseconds=milliseconds)


def networks() -> Iterator[str]:
    """An address in another /24 each time."""
    for n in range(1 << 22):
        yield f"{20 + (n >> 16)}.{n >> 8 & 255}.{n & 255}.7"


def cases_needed(attempts: int, real: float) -> int:
    """How many cases there must be, for each address to be asked for so often: those asked for, and half known ones."""
    asked_for, half_known = attempts * real / PER_ADDRESS / 2, attempts * (1 - real) / 3 / PER_ADDRESS / 2
    return ceil(asked_for) + ceil(half_known) + 1


def guesses(cases: Sequence[tuple[Guess, Guess]], *, attempts: int, real: float, chance: random.Random) -> list[Guess]:
    """Shuffled: right ones; right cases with other addresses, right addresses with other cases, and nothing right."""
    asked_for = ceil(attempts * real / PER_ADDRESS / 2)
    wanted = [guess for pair in cases[:asked_for] for guess in pair * PER_ADDRESS][: round(attempts * real)]
    half_known = [guess for pair in cases[asked_for:] for guess in pair * PER_ADDRESS]
    for n in range(attempts - len(wanted)):
        known = half_known[n // 3]
        case, address = f"2026-{chance.randrange(10**7):07}", _any_number(chance)
        typed = ((case, address), (known.case, address), (case, known.address))[n % 3]
        wanted.append(Guess(exists=False, case=typed[0], address=typed[1]))
    chance.shuffle(wanted)
    return wanted


def _any_number(chance: random.Random) -> str:
    """A number that may be a person's: the form refuses one that cannot be, such as 206-911-4433, in any case."""
    while True:
        number = f"+1206{chance.randrange(2_000_000, 9_999_999)}"
        with contextlib.suppress(UnusableAddress):
            return e164(number)


async def add_cases(session: AsyncSession, vault: Vault, ori: str, *, cases: int) -> list[tuple[Guess, Guess]]:
    """So many cases with a victim each, who has a phone and an email address: either lets in."""
    now = datetime.now(UTC)
    found: list[tuple[Guess, Guess]] = []
    for n in range(cases):
        number, case = f"guessed-{n:05}", f"2026-{n:05}"
        phone, email = f"+1206777{n:04}", f"ana.{n}@example.org"
        call = await calls.get_or_create(session, ori, number, now=now)
        state = CallState(
            agency=ori,
            call_number=number,
            case_number=case,
            received_at=now,
            incident_type="LARCENY",
            priority=3,
            case_status=CaseStatus.OPENED,
            case_status_at=now,
        )
        call.state, call.case_number, call.received_at = dump_state(state), case, now
        person: contacts.PersonValues = {"roles": {ContactRole.VICTIM}, "phone": phone, "email": email}
        await contacts.upsert(session, vault, call_id=call.id, ref="victim", values=person, now=now)
        by_phone, by_email = (Guess(exists=True, case=case, address=address) for address in (phone, email))
        found.append((by_phone, by_email))
    return found
