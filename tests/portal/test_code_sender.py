"""Codes are looked up and sent behind the scenes, each once, and never hold up the pages."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import contacts
from db.tables import OutboundMessage, PortalAttempt, PortalSession
from portal import sessions, sign_in_attempts
from portal.code_sender import AT_ONCE, CodeSender
from portal.sign_in_attempts import CodeOutcome, SignInRequest
from portal.sign_in_limits import SENT_FOR_NETWORK
from tests.intake.fakes import StandingClock
from tests.own_logs import own_logs
from tests.patience import until
from tests.portal_fixtures import CASE, ORI, PHONE, a_case

CODE = "123456"


class Woken:
    """Counts how often the relay was told."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        """There is a message."""
        self.times += 1


@pytest.fixture
def woken() -> Woken:
    """The relay, as far as the desk knows it."""
    return Woken()


@pytest.fixture
def desk(database: Database, vault: Vault, clock: StandingClock, woken: Woken) -> CodeSender:
    """A desk whose rounds the test runs by hand."""
    return CodeSender(database, vault, planned=woken, clock=clock, poll=timedelta(milliseconds=20))


async def attempt(
    database: Database, vault: Vault, clock: StandingClock, *, cookie: str = "t", case: str = CASE
) -> None:
    wanted = SignInRequest(address_hash=contacts.phone_hash(vault, PHONE), channel="sms", case=case.replace("-", ""))
    async with database.transaction() as session:
        secrets = sign_in_attempts.AttemptSecrets(token=cookie, code=CODE)
        await sign_in_attempts.begin(session, vault, secrets, ori=ORI, typed=wanted, now=clock())


async def rows(database: Database) -> tuple[list[PortalAttempt], list[OutboundMessage]]:
    async with database.reading() as session:
        tried = list(await session.scalars(select(PortalAttempt).order_by("created_at")))
        return tried, list(await session.scalars(select(OutboundMessage)))


async def test_several_desks_send_one_code(
    database: Database, vault: Vault, clock: StandingClock, desk: CodeSender, woken: Woken
) -> None:
    await a_case(database, vault, now=clock())
    for cookie in ("one", "two"):
        await attempt(database, vault, clock, cookie=cookie)
    others = [CodeSender(database, vault, planned=woken, clock=clock) for _ in range(3)]
    await asyncio.gather(*(each.look_up_waiting() for each in (desk, *others)))
    tried, messages = await rows(database)
    assert [message.n for message in messages] in ([1, 2], [2, 1])
    assert woken.times == 2
    assert all(each.looked_up_at and each.wanted_sealed is None and each.code_sealed is None for each in tried)


async def test_one_that_cannot_be_looked_up_holds_up_nobody(
    database: Database, vault: Vault, clock: StandingClock, desk: CodeSender
) -> None:
    await a_case(database, vault, now=clock())
    await attempt(database, vault, clock, cookie="first")
    async with database.transaction() as session:
        (broken,) = await session.scalars(select(PortalAttempt))
        broken.wanted_sealed = "v1.nothing.that.opens"
    clock.pass_(timedelta(seconds=1))
    await attempt(database, vault, clock, cookie="second")
    with own_logs() as logs:
        assert await desk.look_up_waiting() == 2
        assert await desk.look_up_waiting() == 0
    assert [line["event"] for line in logs] == ["portal.attempt_given_up"]
    tried, messages = await rows(database)
    assert [each.contact_id is not None for each in tried] == [False, True]
    assert len(messages) == 1


async def test_what_waited_too_long_is_forgotten_unsent(
    database: Database, vault: Vault, clock: StandingClock, desk: CodeSender
) -> None:
    await a_case(database, vault, now=clock())
    await attempt(database, vault, clock)
    clock.pass_(sign_in_attempts.VALID_FOR)
    await desk.look_up_waiting()
    (tried,), messages = await rows(database)
    assert (messages, tried.wanted_sealed, tried.contact_id) == ([], None, None)


async def test_it_comes_at_once_when_woken_and_by_itself_otherwise(
    database: Database, vault: Vault, clock: StandingClock, desk: CodeSender, woken: Woken
) -> None:
    await a_case(database, vault, now=clock())
    running = asyncio.create_task(desk.run())
    try:
        await attempt(database, vault, clock, cookie="unannounced")
        await until(lambda: woken.times == 1)
        await attempt(database, vault, clock, cookie="announced")
        desk.wake()
        await until(lambda: woken.times == 2)
    finally:
        running.cancel()
        # It may hold a connection at this moment: it gives it back before the database is closed.
        await asyncio.gather(running, return_exceptions=True)


async def test_a_database_that_is_away_is_not_the_end(
    sqlite_database: Database, vault: Vault, clock: StandingClock, monkeypatch: pytest.MonkeyPatch, woken: Woken
) -> None:
    desk = CodeSender(sqlite_database, vault, planned=woken, clock=clock)

    async def away() -> int:
        raise DatabaseUnavailable("gone")

    monkeypatch.setattr(desk, "look_up_waiting", away)
    with own_logs() as logs:
        assert not await desk._round()
    assert logs == [{"event": "portal.desk_paused", "log_level": "warning", "reason": "database_unavailable"}]
    monkeypatch.undo()
    assert await desk._round()


async def test_what_is_long_over_is_deleted(
    sqlite_database: Database, vault: Vault, clock: StandingClock, woken: Woken
) -> None:
    database, desk = sqlite_database, CodeSender(sqlite_database, vault, planned=woken, clock=clock)
    await a_case(database, vault, now=clock())
    await attempt(database, vault, clock)
    async with database.transaction() as session:
        proven = sign_in_attempts.Proven(address_hash="x", channel="sms")
        visit = sessions.NewVisit(token="s", ori=ORI, proven=proven, language="en")
        await sessions.open_session(session, vault, visit, now=clock())
    for days, left in ((1, 2), (2, 1), (31, 0)):
        clock.pass_(timedelta(days=days))
        await desk._round()
        async with database.reading() as session:
            found = [*await session.scalars(select(PortalAttempt)), *await session.scalars(select(PortalSession))]
        assert len(found) == left


async def test_a_code_nobody_was_sent_opens_nothing_even_if_it_is_guessed(
    database: Database, vault: Vault, clock: StandingClock, desk: CodeSender
) -> None:
    await a_case(database, vault, now=clock())
    await attempt(database, vault, clock, case="2026-99999")
    await desk.look_up_waiting()
    for n in range(sign_in_attempts.TRIES + 1):
        async with database.transaction() as session:
            checked = await sign_in_attempts.check(session, vault, tokens=["t"], ori=ORI, typed=CODE, now=clock())
        assert checked.proven is None
        assert checked.entered is (CodeOutcome.WRONG if n < sign_in_attempts.TRIES - 1 else CodeOutcome.TOO_MANY)


async def test_attempts_that_get_no_code_are_closed_together_and_hold_up_no_victim(
    sqlite_database: Database, vault: Vault, clock: StandingClock, woken: Woken, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, desk = sqlite_database, CodeSender(sqlite_database, vault, planned=woken, clock=clock)
    await a_case(database, vault, now=clock())
    for n in range(40):  # half of them know the case and the phone, and are over its limit soon
        await attempt(database, vault, clock, cookie=f"guess {n}", case=CASE if n % 2 else "2026-99999")
    looked_up_alone = 0
    look_up = desk._look_up

    async def counting(attempt_id: str) -> None:
        nonlocal looked_up_alone
        looked_up_alone += 1
        await look_up(attempt_id)

    monkeypatch.setattr(desk, "_look_up", counting)
    while await desk.look_up_waiting():
        pass
    tried, messages = await rows(database)
    assert len(messages) == SENT_FOR_NETWORK[0].most
    assert looked_up_alone <= AT_ONCE
    assert all(each.looked_up_at and each.wanted_sealed is None and each.code_sealed is None for each in tried)
