"""A wrong message is taken back through Temporal, also where the call ended long ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.queries.corrections import SentPeriod
from domain.messages import MessageKey
from intake.staff.corrections import correct
from tests.patience import until
from tests.world import VICTIM, World

CLOSED = MessageKey.CASE_CLOSED


async def test_a_call_that_has_ended_wakes_to_take_its_last_message_back(listening_world: World) -> None:
    world = listening_world
    call = world.call()
    await call.contact({**VICTIM, "email": None})
    await call.report("call.received", incident_type="LARCENY", priority=3)
    await call.play(
        (5, "call.closed", {"disposition": "01", "case_number": "26-1"}),
        (10, "case.closed", {}),
    )
    await call.reach(14 * 24 * 60)
    assert (await call.handle.describe()).status.name == "COMPLETED"  # type: ignore[union-attr]
    assert CLOSED in {row.key for row in await call.messages() if row.status in ("sent", "delivered")}

    now = datetime.now(UTC)
    period = SentPeriod(ori=world.ori, key=CLOSED, since=now - timedelta(hours=1), until=now + timedelta(hours=1))
    done = await correct(world.database, world.vault, period, by="4711", clock=lambda: datetime.now(UTC))
    assert done.written == 1

    async def is_sent() -> bool:
        return any(row.key == "correction" and row.status in ("sent", "delivered") for row in await call.messages())

    await until(is_sent)
    assert [row.key for row in await call.messages()].count("correction") == 1
    *_, last = world.texts()
    assert "پرونده شما بسته شد. این اشتباه بود و درست نیست." in last["body"], "in Farsi, as they speak"
    lines = [(line.what, line.effect) for line in await call.timeline() if line.kind == "message"]
    assert ("case_closed", "sent") in lines
    assert ("correction", "sent") in lines
