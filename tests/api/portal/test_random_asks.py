"""Whatever is asked for from wherever, only the network that asked too much is refused, and a victim gets in (E1)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries.contacts import phone_hash
from db.tables import OutboundMessage, Person
from messaging.links import WITH_LINK
from portal.sign_in_limits import LIMITS, SENT_BY_FORM, SENT_FOR_NETWORK, Counted
from tests.api.portal.door import ask, codes, enter, messages
from tests.intake.fakes import StandingClock
from tests.portal_fixtures import ON_SQLITE, a_browser, a_case, a_link, csrf_in
from tests.thoroughness import examples

NETWORKS, CASES = 4, 2
QUARTER, DAY = LIMITS[Counted.CODES_OF_NETWORK]

_examples: Iterator[int] = count()


@dataclass(frozen=True, slots=True)
class Asked:
    """So often, one network asks for a case by the right number or by another's, some minutes after what was before."""

    network: int
    case: int
    is_right: bool
    times: int
    minutes: int


ASKED = st.builds(
    Asked,
    network=st.integers(0, NETWORKS - 1),
    case=st.integers(0, CASES - 1),
    is_right=st.booleans(),
    times=st.sampled_from((1, 2, 4, 31)),
    minutes=st.sampled_from((0, 0, 1, 7, 20)),
)


@dataclass(slots=True)
class Oracle:
    """What must come of each ask, told from the documented limits alone."""

    windows: Counter[tuple[int, datetime, timedelta]] = field(default_factory=Counter)
    sent: dict[int, list[tuple[int, datetime]]] = field(default_factory=lambda: defaultdict(list))

    def is_refused(self, network: int, now: datetime) -> bool:
        """Only for what this very network did."""
        day = now.replace(hour=0, minute=0, second=0, microsecond=0)
        keys = [(network, day + (now - day) // each.window * each.window, each.window) for each in (QUARTER, DAY)]
        self.windows.update(keys)
        return any(self.windows[key] > limit.most for key, limit in zip(keys, (QUARTER, DAY), strict=True))

    def gets_code(self, network: int, case: int, now: datetime) -> bool:
        """As few codes as a network, and all of them, may have sent to one number."""
        since = {each: [by for by, at in self.sent[case] if at > now - each.window] for each in SENT_BY_FORM}
        mine = {each: sum(by == network and at > now - each.window for by, at in self.sent[case]) for each in FOR_ONE}
        room = all(len(sent) < each.most for each, sent in since.items())
        if room and all(sent < each.most for each, sent in mine.items()):
            self.sent[case].append((network, now))
            return True
        return False


FOR_ONE = SENT_FOR_NETWORK


@ON_SQLITE
@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(story=st.lists(ASKED, max_size=12))
@example(story=[Asked(0, 0, True, 4, 0), Asked(1, 0, True, 4, 0)])
async def test_only_the_network_that_asked_too_much_is_refused_and_a_victim_elsewhere_gets_in(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock, story: list[Asked]
) -> None:
    clock.now = clock().replace(hour=6, minute=0) + timedelta(days=3)  # nothing of the example before counts any more
    nth, oracle = next(_examples), Oracle()
    known = [(f"2026-{nth:03}{n}", f"+1206555{(nth * CASES + n) % 10000:04}") for n in range(CASES)]
    for n, (case, phone) in enumerate(known):
        number = f"26-{nth}-{n}"
        person = {"phone": phone, "email": f"{number}@example.org"}
        await a_case(database, vault, now=clock(), call_number=number, case_number=case, person=person)  # type: ignore[arg-type]
    for asked in story:
        clock.pass_(timedelta(minutes=asked.minutes))
        case, phone = known[asked.case]
        async with a_browser(app, at=f"198.18.{asked.network}.7") as browser:
            for _ in range(asked.times):
                clock.pass_(timedelta(milliseconds=1))
                sent = len(await codes(database, vault))
                typed = phone if asked.is_right else known[asked.case - 1][1]
                answer = await ask(browser, app, case=case, address=typed)
                refused = oracle.is_refused(asked.network, clock())
                assert answer.status_code == (429 if refused else 303)
                expected = not refused and asked.is_right and oracle.gets_code(asked.network, asked.case, clock())
                assert len(await codes(database, vault)) == sent + expected
    await _a_victim_gets_in(app, database, vault, clock, oracle, known)


async def _a_victim_gets_in(
    app: FastAPI,
    database: Database,
    vault: Vault,
    clock: StandingClock,
    oracle: Oracle,
    known: list[tuple[str, str]],
) -> None:
    """From a network that asked for nothing yet: by the form, or, where several others used up all codes of this very
    number, by the link that is on the phone by then."""
    for n, (case, phone) in enumerate(known):
        clock.pass_(timedelta(milliseconds=1))
        others = {network for network, _ in oracle.sent[n]}
        async with a_browser(app, at=f"203.0.{n}.9") as victim:
            assert (await ask(victim, app, case=case, address=phone)).status_code == 303
            if not oracle.gets_code(-1, n, clock()):
                assert len(others) > 1
                await _ask_by_link(app, victim, database, vault, clock, phone)
            assert (await enter(victim, (await codes(database, vault))[-1])).status_code == 303


async def _ask_by_link(
    app: FastAPI, victim: httpx.AsyncClient, database: Database, vault: Vault, clock: StandingClock, phone: str
) -> None:
    to_phone = [row for row in await messages(database) if await _phone_of(database, row) == phone_hash(vault, phone)]
    assert any(row.facts.get(WITH_LINK) for row in to_phone)
    token = f"link-of-{phone}"
    await a_link(database, vault, now=clock(), token=token, phone=phone)
    page = await victim.get(f"/p/{token}")
    clock.pass_(timedelta(milliseconds=1))
    assert (await victim.post(f"/p/{token}", data={"csrf": csrf_in(page)})).status_code == 303
    await app.state.dependencies.code_sender.look_up_waiting()


async def _phone_of(database: Database, row: OutboundMessage) -> str | None:
    async with database.reading() as session:
        return (await session.get_one(Person, row.contact_id)).phone_hash
