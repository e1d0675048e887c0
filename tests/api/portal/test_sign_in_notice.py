"""A victim hears that someone signed in, over a channel that is safe, and not each time (E5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import consents, contacts, preferences, reassigned_addresses
from db.tables import Consent, InboxEvent, OutboundMessage
from domain.messages import Channel, MessageKey
from domain.preferences import Preferences
from portal.sign_in_notice import NOT_AGAIN_FOR
from tests.api.portal.door import another_than, ask, codes, enter, messages
from tests.intake.fakes import POLICY, StandingClock
from tests.portal_fixtures import EMAIL, ON_SQLITE, ORI, PHONE, a_browser, a_case, set_agency

pytestmark = ON_SQLITE


@pytest.fixture
def clock() -> StandingClock:
    """Noon at the agency: no hour is quiet."""
    return StandingClock(datetime(2026, 11, 25, 20, 0, tzinfo=UTC))


async def come_in(app: FastAPI, database: Database, vault: Vault, clock: StandingClock, address: str = PHONE) -> None:
    """Ask for a code, read it and enter it."""
    clock.pass_(timedelta(seconds=1))
    async with a_browser(app) as browser:
        await ask(browser, app, address=address)
        assert (await enter(browser, (await codes(database, vault))[-1])).status_code == 303


async def notices(database: Database) -> list[OutboundMessage]:
    return [row for row in await messages(database) if row.key == MessageKey.PORTAL_SIGNED_IN]


@pytest.mark.parametrize(("address", "channel"), [(PHONE, "email"), (EMAIL, "sms")])
async def test_e5_the_notice_goes_where_the_code_did_not(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock, address: str, channel: str
) -> None:
    await a_case(database, vault, now=clock())
    await come_in(app, database, vault, clock, address)
    (notice,) = await notices(database)
    assert (notice.channel, notice.status, notice.facts) == (channel, "created", {"occurred_at": clock().isoformat()})
    async with database.reading() as session:
        lines = list(await session.scalars(select(InboxEvent)))
    assert len(lines) == 2  # the code and the notice


async def test_a_wrong_code_and_a_code_that_is_asked_for_give_no_notice(
    app: FastAPI, browser: httpx.AsyncClient, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    await ask(browser, app)
    (code,) = await codes(database, vault)
    assert (await enter(browser, another_than(code))).status_code == 422
    assert await notices(database) == []


async def test_e5_at_most_one_notice_in_some_hours(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    for _ in range(3):
        await come_in(app, database, vault, clock)
        await come_in(app, database, vault, clock, EMAIL)
    assert [(row.n, row.channel) for row in await notices(database)] == [(1, "email")]
    clock.pass_(NOT_AGAIN_FOR)
    await come_in(app, database, vault, clock)
    assert [row.n for row in await notices(database)] == [1, 2]


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str, str]] = {
    # person, chosen in the portal, address, channel of the notice, reason why not
    "email is not safe": ({"safe_email": False}, {}, PHONE, "sms", ""),
    "texts are not safe": ({"safe_sms": False}, {}, EMAIL, "email", ""),
    "no other address": ({"email": None}, {}, PHONE, "sms", ""),
    "only texts": ({}, {"channels": frozenset({Channel.SMS})}, PHONE, "sms", ""),
    "nothing at all": ({}, {"channels": frozenset()}, PHONE, "", "not_wanted"),
    "they said it of emails": ({}, {"safe_email": False}, PHONE, "sms", ""),
}


@pytest.mark.parametrize("why", CASES)
async def test_e5_no_notice_goes_to_an_address_that_is_not_safe_or_not_wanted(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock, why: str
) -> None:
    person, chosen, address, channel, reason = CASES[why]
    await a_case(database, vault, now=clock(), person=person)  # type: ignore[arg-type]
    if chosen:
        await choose(database, vault, clock, **chosen)
    await come_in(app, database, vault, clock, address)
    (notice,) = await notices(database)
    assert (notice.channel, notice.reason) == (channel, reason)
    assert notice.status == ("withheld" if reason else "created")


async def choose(database: Database, vault: Vault, clock: StandingClock, **chosen: Any) -> None:
    hashes = [contacts.phone_hash(vault, PHONE), contacts.email_hash(vault, EMAIL)]
    wanted = Preferences(**chosen, review_by=clock() + timedelta(days=180))
    async with database.transaction() as session:
        await preferences.keep(session, ori=ORI, hashes=hashes, preferences=wanted, how="portal", now=clock())


async def test_a_person_who_stopped_everything_gets_no_notice_and_the_reason_is_kept(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with database.transaction() as session:
        hash_ = contacts.phone_hash(vault, PHONE)
        word = Consent(ori=ORI, address_hash=hash_, purpose="updates", given=False, how="text", at=clock())
        await consents.append(session, word)
    await come_in(app, database, vault, clock)
    assert [(row.status, row.reason) for row in await notices(database)] == [("withheld", "opted_out")]


async def test_no_notice_goes_to_an_address_that_may_be_another_persons_by_now(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    await a_case(database, vault, now=clock())
    async with database.transaction() as session:
        hash_ = contacts.email_hash(vault, EMAIL)
        await reassigned_addresses.cut(session, ori=ORI, address_hash=hash_, reason="bounce", now=clock())
    await come_in(app, database, vault, clock)
    assert [row.channel for row in await notices(database)] == ["sms"]


async def test_at_night_the_notice_waits_for_the_morning(
    app: FastAPI, database: Database, vault: Vault, clock: StandingClock
) -> None:
    clock.now = datetime(2026, 11, 25, 11, 0, tzinfo=UTC)  # three in the morning in Los Angeles
    await set_quiet_policy(database, vault, clock)
    await come_in(app, database, vault, clock)
    (notice,) = await notices(database)
    assert notice.reason == "quiet_until"
    assert notice.not_before is not None
    assert notice.not_before > clock() + timedelta(hours=2)
    assert notice.valid_until == notice.not_before + timedelta(hours=24)


async def set_quiet_policy(database: Database, vault: Vault, clock: StandingClock) -> None:
    await a_case(database, vault, now=clock())
    await set_agency(database, policy=POLICY)
