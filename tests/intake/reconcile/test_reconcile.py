"""G3: Caseline's database older than Temporal's histories, newer, or Temporal without them; on the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio.service import RPCError, RPCStatusCode

from db.queries import calls, inbox, inbox_claims, installation, restores
from intake.reconcile.at_start import reconcile_at_start
from intake.reconcile.compare import Disagreement
from intake.reconcile.reconcile import Reconciliation
from tests.claimed import claim
from tests.intake.reconcile.restorable import Restorable
from tests.world import CALLER, CallInTest, World
from workflows.contract import CASE_STATUS_SIGNAL, EVENT_SIGNAL, EVENTS_SIGNAL

NUMBER = "26-000123"
NEWS: dict[str, Any] = {
    "incident_type": "LARCENY",
    "priority": 3,
    "contacts": [
        {"ref": "c1", "roles": ["reporting_party", "victim"], "phone": "+12065550177", "language": "en"},
    ],
}


@pytest.fixture
async def here(world: World, tmp_path: Path) -> AsyncIterator[Restorable]:
    made = Restorable(world, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def call(here: Restorable) -> CallInTest:
    """A burglary that came in."""
    call = here.call(NUMBER)
    await call.contact(CALLER)
    await here.report(call, "call.received", incident_type="LARCENY", priority=3)
    return call


async def test_where_both_sides_agree_nothing_is_touched(here: Restorable, call: CallInTest) -> None:
    run_before = (await call.handle.describe()).run_id
    found = await here.reconcile()
    assert (found.examined, found.mended, found.failed) == (1, (), ())
    assert (await call.handle.describe()).run_id == run_before


async def test_a_database_that_is_older_gets_back_what_its_workflow_knew(here: Restorable, call: CallInTest) -> None:
    backup = here.back_up()
    arrived = {"type": "unit.arrived", "occurred_at": datetime.now(UTC).isoformat(), "id": "1", "source": "cad"}
    await call.handle.signal(EVENTS_SIGNAL, [arrived, "unreadable", arrived | {"type": "unit.cleared", "id": "2"}])
    await call.handle.signal(CASE_STATUS_SIGNAL, call.proven("assigned"))
    await call.settle()
    before = await call.status()
    await here.restore(backup)
    assert await here.recorded(call) == ["call.received"]
    [mended] = (await here.reconcile()).mended
    assert mended.finding.disagreement is Disagreement.WORKFLOW_AHEAD
    told = ["unit.arrived", "unit.cleared", "case.assigned"]
    assert [heard.event.type for heard in mended.finding.lost] == told
    await here.go_on(call)
    assert await here.recorded(call) == ["call.received", *told]
    assert (await call.status())["status"] == before["status"] == "assigned"
    assert (await here.reconcile()).mended == ()


async def test_a_case_status_that_nothing_proves_is_not_brought_back_from_a_history(
    here: Restorable, call: CallInTest
) -> None:
    backup = here.back_up()
    await here.report(call, "unit.arrived", 5)
    await here.world.stop_workers()
    at = datetime.now(UTC).isoformat()
    await call.handle.signal(EVENT_SIGNAL, {"type": "case.arrest", "occurred_at": at, "id": "1", "source": "cad"})
    await call.handle.signal(CASE_STATUS_SIGNAL, {"status": "closed", "by": "666"})
    await call.handle.signal(CASE_STATUS_SIGNAL, call.proven("assigned"))
    await here.restore(backup)
    [mended] = (await here.reconcile()).mended
    assert [(heard.event.type, heard.by) for heard in mended.finding.lost] == [
        ("unit.arrived", "key:cad"),
        ("case.assigned", "key:cad"),
    ]
    assert mended.finding.unproven == 2
    await here.go_on(call)
    assert await here.recorded(call) == ["call.received", "unit.arrived", "case.assigned"]
    assert (await call.status())["status"] == "assigned"
    assert {line.by for line in await call.timeline() if line.kind == "event"} == {"key:cad"}


async def test_a_workflow_that_is_older_begins_anew_from_the_database(here: Restorable, call: CallInTest) -> None:
    older = here.back_up()
    await here.report(call, "unit.arrived", 5)
    newer = here.back_up()
    # Temporal as it was: the same events up to the backup, and none after.
    await here.restore(older)
    await call.handle.terminate("the restored server never heard of the arrival")
    await here.world.start_workers()
    await here.report(call, "call.updated", 1, priority=2)
    await here.restore(newer)
    [mended] = (await here.reconcile()).mended
    assert mended.finding.disagreement is Disagreement.BOTH
    await here.go_on(call)
    assert (await call.status())["status"] == "on_scene"
    assert set(await here.recorded(call)) == {"call.received", "unit.arrived", "call.updated"}
    assert (await here.reconcile()).mended == ()


async def test_an_open_call_without_a_workflow_gets_one(here: Restorable, call: CallInTest) -> None:
    await here.world.stop_workers()
    await call.handle.terminate("Temporal is new and empty")
    [mended] = (await here.reconcile()).mended
    assert mended.finding.disagreement is Disagreement.NO_WORKFLOW
    await here.go_on(call)
    assert (await call.status())["next_step"] == "hold"
    assert (await here.reconcile()).mended == ()


async def test_a_call_that_was_over_is_left_alone(here: Restorable, call: CallInTest) -> None:
    await here.report(call, "call.cancelled", 5)
    await call.handle.terminate("gone with its retention")
    async with here.world.database.transaction() as session:
        row = await calls.get(session, here.world.ori, NUMBER)
        assert row is not None
        row.state = row.state | {"finished": True}
    assert (await here.reconcile()).mended == ()


async def test_an_event_that_the_workflow_never_heard_of_is_relayed_again(here: Restorable, call: CallInTest) -> None:
    await here.world.stop_workers()
    await here.accept(call, "unit.arrived", 5)
    async with here.world.database.transaction() as session:
        [waiting] = await claim(session, here.world.ori, NUMBER, now=datetime.now(UTC), until=datetime.now(UTC))
        await inbox_claims.mark_relayed(session, [waiting.seq or 0], now=datetime.now(UTC))
    [mended] = (await here.reconcile()).mended
    assert (mended.finding.disagreement, mended.finding.restart) == (Disagreement.NOT_HEARD, False)
    await here.go_on(call)
    assert await here.recorded(call) == ["call.received", "unit.arrived"]


@pytest.fixture
async def unknown(here: Restorable, call: CallInTest) -> CallInTest:
    """A call that only Temporal knows, once the database was put back and compared; its data is in NEWS."""
    backup = here.back_up()
    second = here.call("26-000777")
    second.received_at = datetime.now(UTC) - timedelta(minutes=2)
    await here.report(second, "call.received", **NEWS)
    await here.report(second, "call.closed", 1, disposition="01", case_number="26-77")
    await here.report(second, "case.assigned", 1.5)
    await here.restore(backup)
    found = await here.reconcile()
    assert [each.finding.disagreement for each in found.mended] == [Disagreement.UNKNOWN_CALL]
    await here.world.start_workers()
    return second


async def test_a_call_that_only_temporal_knows_waits_for_the_feed_to_bring_its_people(
    here: Restorable, unknown: CallInTest
) -> None:
    await here.relay()
    assert await here.recorded(unknown) == []
    assert not await here.accept(unknown, "call.received", **NEWS)  # it brings its people
    assert await here.accept(unknown, "call.received", **NEWS)
    assert not await here.accept(unknown, "call.closed", 1, disposition="01", case_number="26-77")
    assert not await here.accept(unknown, "case.assigned", 1.5)
    await here.relay()
    await unknown.settle()
    assert await here.recorded(unknown) == ["call.received", "call.closed", "case.assigned"]
    planned = {row.key for row in await unknown.messages() if row.contact_id}
    assert {"call_received", "case_number", "detective_assigned"} <= planned


async def test_what_no_feed_brings_is_relayed_when_the_restore_ends(here: Restorable, unknown: CallInTest) -> None:
    now = datetime.now(UTC)
    async with here.world.database.transaction() as session:
        await restores.begin(session, since=now, stopped_at=now, now=now)
        await restores.note_reconciled(session, now=now)
        await restores.end(session, now=now)
    await here.relay()
    await unknown.settle()
    assert await here.recorded(unknown) == ["call.received", "call.closed", "case.assigned"]


async def test_whatever_dies_in_the_middle_the_next_turn_mends_it(
    here: Restorable, call: CallInTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = here.back_up()
    await here.report(call, "unit.arrived", 5)
    await here.restore(backup)

    async def away(*_: object) -> None:
        raise RPCError("away", RPCStatusCode.UNAVAILABLE, b"")

    with monkeypatch.context() as patched:
        patched.setattr(Reconciliation, "_stop", away)
        assert (await here.reconcile()).failed == ((NUMBER, "UNAVAILABLE"),)
    assert len((await here.reconcile()).mended) == 1
    async with here.world.database.transaction() as session:
        await inbox.leave_alone(session, here.world.ori, NUMBER, until=None)
    await here.go_on(call)
    assert await here.recorded(call) == ["call.received", "unit.arrived"]


async def test_a_dry_run_changes_nothing(here: Restorable, call: CallInTest) -> None:
    backup = here.back_up()
    await here.report(call, "unit.arrived", 5)
    await here.restore(backup)
    assert len((await here.reconcile(mend=False)).mended) == 1
    assert await here.recorded(call) == ["call.received"]
    status = (await call.handle.describe()).status
    assert status is not None
    assert status.name == "RUNNING"


async def test_nothing_is_relayed_and_no_worker_works_before_a_restore_is_reconciled(
    here: Restorable, call: CallInTest
) -> None:
    now = datetime.now(UTC)
    async with here.world.database.transaction() as session:
        await restores.begin(session, since=now - timedelta(minutes=5), stopped_at=now, now=now)
    await here.accept(call, "unit.arrived", 5)
    await here.relay()
    assert await here.recorded(call) == ["call.received"]
    assert await reconcile_at_start(
        here.world.database, here.world.client, senders=here.senders, clock=lambda: datetime.now(UTC)
    )
    assert (
        await reconcile_at_start(
            here.world.database, here.world.client, senders=here.senders, clock=lambda: datetime.now(UTC)
        )
        is None
    )
    await here.relay()
    await call.settle()
    assert await here.recorded(call) == ["call.received", "unit.arrived"]


async def test_a_worker_beside_another_temporal_than_before_compares_first(here: Restorable, call: CallInTest) -> None:
    database, client = here.world.database, here.world.client
    assert await reconcile_at_start(database, client, senders=here.senders, clock=lambda: datetime.now(UTC)) is None
    async with database.transaction() as session:
        await installation.note(session, installation.TEMPORAL_NAMESPACE, "another", now=datetime.now(UTC))
    found = await reconcile_at_start(database, client, senders=here.senders, clock=lambda: datetime.now(UTC))
    assert found is not None
    assert found.examined == 1
    assert await reconcile_at_start(database, client, senders=here.senders, clock=lambda: datetime.now(UTC)) is None
