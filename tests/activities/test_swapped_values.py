"""What a statement in SQL swapped between rows is sent to no one: withheld with a reason, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, select, update

from db.connection.session import Database
from db.encryption import rotation
from db.encryption.vault import Vault
from db.queries import senders
from db.queries.senders import SenderValues
from domain.call_state import CaseStatus
from domain.messages import Channel, MessageKey
from messaging.compose import CONTENT, NOTE
from tests.desk import ORI, Desk
from tests.own_logs import own_logs
from tests.simulator_process import SimulatorProcess
from tests.world import simulator_settings

RITA, ROB = "+12065550123", "+12065550124"
COLUMNS = {where.context: where for where in rotation.sealed_columns()}


@pytest.fixture
async def both_desks(database: Database, vault: Vault, simulator: SimulatorProcess) -> Desk:
    """A desk on each kind of database in turn."""
    simulator.control.reset()
    made = Desk(
        database=database,
        vault=vault,
        simulator=simulator,
        settings=simulator_settings(simulator, provider_timeout_seconds=1.5, lookup_line_type=False),
        now=datetime.now(UTC),
    )
    await made.open_agency()
    return made


async def swap(database: Database, context: str, one: str, other: str) -> None:
    """The values of this column of two rows change places."""
    where = COLUMNS[context]
    async with database.transaction() as session:
        rows = await session.execute(select(where.key, where.column).where(where.key.in_((one, other))))
        values = {row[0]: row[1] for row in rows}
        for mine, theirs in ((one, other), (other, one)):
            await session.execute(update(where.table).where(where.key == mine).values({where.column: values[theirs]}))


async def test_swapped_numbers_are_texted_to_no_one_and_put_back_both_are_heard(both_desks: Desk) -> None:
    desk = both_desks
    ritas_call, robs_call = await desk.set_call("26-1"), await desk.set_call("26-2")
    rita = await desk.set_person(ritas_call, phone=RITA)
    rob = await desk.set_person(robs_call, phone=ROB)
    first = await desk.plan(ritas_call, rita, MessageKey.CALL_RECEIVED, Channel.SMS)
    second = await desk.plan(robs_call, rob, MessageKey.CALL_RECEIVED, Channel.SMS)
    await swap(desk.database, "contacts.phone", rita, rob)
    with own_logs() as lines:
        outcomes = await desk.send(first, second)
    assert [(outcome.status, outcome.reason) for outcome in outcomes] == [("withheld", "unreadable")] * 2
    assert desk.texts() == []
    told = [line for line in lines if line["event"] == "message.unreadable"]
    assert [line["message_id"] for line in told] == [first, second]
    assert not any("exc_info" in line or RITA in str(line) or ROB in str(line) for line in lines)

    await swap(desk.database, "contacts.phone", rita, rob)
    third = await desk.plan(ritas_call, rita, MessageKey.OFFICER_DISPATCHED, Channel.SMS, facts={"minutes": 5})
    (outcome,) = await desk.send(third)
    assert (outcome.status, [text["to"] for text in desk.texts()]) == ("sent", [RITA])


async def test_a_detectives_words_copied_to_another_message_are_not_sent(both_desks: Desk) -> None:
    desk = both_desks
    call = await desk.set_call("26-1", case_number="2026-1", case_status=CaseStatus.ASSIGNED)
    rita, rob = await desk.set_person(call, "rita", phone=RITA), await desk.set_person(call, "rob", phone=ROB)
    rows = [await desk.plan(call, person, MessageKey.DETECTIVE_MESSAGE, Channel.SMS) for person in (rita, rob)]
    async with desk.database.transaction() as session:
        for row in rows:
            where = COLUMNS[NOTE]
            sealed = desk.vault.seal(f"Words for {row}", context=NOTE, row=row)
            await session.execute(update(where.table).where(where.key == row).values({where.column: sealed}))
    await swap(desk.database, NOTE, *rows)
    outcomes = await desk.send(*rows)
    assert [(outcome.status, outcome.reason) for outcome in outcomes] == [("withheld", "unreadable")] * 2
    assert desk.texts() == []


async def test_an_ambiguous_send_whose_words_are_anothers_is_neither_asked_about_nor_repeated(desk: Desk) -> None:
    call = await desk.set_call("26-1")
    rita, rob = await desk.set_person(call, "rita", phone=RITA), await desk.set_person(call, "rob", phone=ROB)
    rows = [
        await desk.plan(call, person, MessageKey.CALL_RECEIVED, Channel.SMS, sending_at=desk.now, attempts=1)
        for person in (rita, rob)
    ]
    where = COLUMNS[CONTENT]
    status: Column[str] = where.table.c.status
    async with desk.database.transaction() as session:
        for row in rows:
            sealed = desk.vault.seal("{}", context=CONTENT, row=row)
            changed = {where.column: sealed, status: "sending"}
            await session.execute(update(where.table).where(where.key == row).values(changed))
    await swap(desk.database, CONTENT, *rows)
    outcomes = await desk.send(*rows)
    assert [(outcome.status, outcome.reason) for outcome in outcomes] == [("withheld", "unreadable")] * 2
    assert desk.texts() == []


async def test_a_senders_secret_of_another_agency_sends_nothing(desk: Desk) -> None:
    own = SenderValues(address="+12065550100", account="AC" + "1" * 32, secret="theirs")
    await desk.open_agency(ori="WAOTHER00")
    async with desk.database.transaction() as session:
        mine = await senders.put(session, desk.vault, ori=ORI, channel="sms", values=own, now=desk.now)
        other = replace(own, secret="others")
        theirs = await senders.put(session, desk.vault, ori="WAOTHER00", channel="sms", values=other, now=desk.now)
        ids = mine.id, theirs.id
    await swap(desk.database, senders.SECRET, *ids)
    (outcome,) = await desk.send(await desk.a_text(RITA))
    assert (outcome.status, outcome.reason) == ("withheld", "no_sender")
    assert desk.texts() == []
