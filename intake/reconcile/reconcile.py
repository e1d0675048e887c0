"""Compare every call that is open, or changed since the backup, with its workflow; mend what differs and report it.

Where the two differ the workflow begins anew from the database: it is stopped, events that only its history knew are
accepted once more, events that no step recorded are relayed again, and a wake-up starts it. Nothing is sent here.
It can be stopped and repeated at any moment.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.step_names import MALFORMED
from db.connection.session import Database
from db.queries import agencies, calls, inbox, reconcile, restores
from db.state_json import mark_of
from db.tables import Call, InboxEvent
from domain.wakes import WakeUp
from intake.reconcile.compare import AcceptedLine, CallFinding, Disagreement, KnownCall, RecordedLine, compare
from intake.reconcile.run_history import Heard, last_mark, read_run
from intake.reconcile.senders import SendersOfHistories
from workflows.contract import CALL_FOR_SERVICE, workflow_id
from workflows.signalled import UNPROVEN

log = structlog.get_logger(__name__)

AT_ONCE = 16
LEFT_ALONE = timedelta(minutes=2)
"""While a workflow is stopped no relay signals it; if we die meanwhile, this is over by itself."""
FEED_COMES_FIRST = timedelta(minutes=10)
"""Of a call that only Temporal knows, the feed may bring each event again with its people; so long it is waited for."""
MARGIN = timedelta(hours=1)
"""Clocks of two backups differ, and so do the moments of their last transactions."""
WHY = "caseline reconcile: begun anew from the database after a restore"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedCall:
    """One call in which the two sides differed."""

    ori: str
    call_number: str
    finding: CallFinding


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a comparison found. `woken`: calls that agree, whose messages wait to be sent. `failed`: not compared."""

    examined: int = 0
    mended: tuple[MendedCall, ...] = ()
    woken: int = 0
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def by_disagreement(self) -> Counter[Disagreement]:
        """How many calls differed in which way."""
        return Counter(each.finding.disagreement for each in self.mended)


@dataclass(frozen=True, slots=True)
class _Place:
    ori: str
    call_number: str
    call_id: str = ""

    @property
    def workflow_id(self) -> str:
        return workflow_id(self.ori, self.call_number)


@dataclass(slots=True)
class _Found:
    mended: list[MendedCall] = field(default_factory=list)
    agreeing: list[_Place] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


class Reconciliation:
    """`client` is of Temporal, `clock` the wall clock."""

    def __init__(
        self, database: Database, client: Client, *, senders: SendersOfHistories, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._senders = senders
        self._client = client
        self._clock = clock

    async def run(self, *, since: datetime, mend: bool = True, progress: Progress | None = None) -> Reconciled:
        """Compare, and mend unless only asked to look. Raises DatabaseUnavailable, RPCError if Temporal goes away."""
        since -= MARGIN
        found, places = _Found(), await self._places(since)
        free, done = asyncio.Semaphore(AT_ONCE), 0

        async def one(place: _Place, differs: bool) -> None:
            nonlocal done
            async with free:
                await self._examine(place, found, since=since, differs=differs, mend=mend)
            done += 1
            if progress is not None:
                progress("Comparing calls with their workflows", done, len(places))

        await asyncio.gather(*(one(place, differs) for place, differs in places.items()))
        woken = await self._wake_senders(found.agreeing) if mend else 0
        if mend and not found.failed:
            async with self._database.transaction() as session:
                await restores.note_reconciled(session, now=self._clock())
        return Reconciled(
            examined=len(places), mended=tuple(found.mended), woken=woken, failed=tuple(sorted(found.failed))
        )

    async def _places(self, since: datetime) -> dict[_Place, bool]:
        """Every call to look at; True where a glance at its mark is not enough."""
        places: dict[_Place, bool] = {}
        async with self._database.reading() as session:
            unrecorded = await reconcile.unrecorded_calls(session, since=since)
            after = ""
            while page := await reconcile.to_examine(session, since=since, after=after):
                places |= {_place(call): call.id in unrecorded for call in page}
                after = page[-1].id
            known_agencies = frozenset(agency.ori for agency in await agencies.every(session))
        here = {place.workflow_id for place in places}
        query = f'WorkflowType="{CALL_FOR_SERVICE}" AND ExecutionStatus="Running"'
        async for running in self._client.list_workflows(query):
            _, ori, number = (*running.id.split("/", 2), "", "")[:3]
            if running.id not in here and ori in known_agencies and number:
                places[_Place(ori, number)] = True
        return places

    async def _examine(self, place: _Place, found: _Found, *, since: datetime, differs: bool, mend: bool) -> None:
        try:
            if not differs and await self._agree_at_a_glance(place):
                found.agreeing.append(place)
                return
            known = await self._known(place)
            run = await read_run(self._client, place.workflow_id)
            run = self._senders.checked(run, place.ori, place.call_number)
            finding = compare(known, run, since=since)
            if finding is None:
                if run is not None and run.is_running:
                    found.agreeing.append(place)
                return
            if mend:
                await self._mend(place, finding, run.run_id if run is not None and run.is_running else "")
            found.mended.append(MendedCall(ori=place.ori, call_number=place.call_number, finding=finding))
        except RPCError as error:
            found.failed.append((place.call_number, error.status.name))

    async def _agree_at_a_glance(self, place: _Place) -> bool:
        glance = await last_mark(self._client, place.workflow_id)
        if glance is None:
            return False
        mark, is_running = glance
        async with self._database.reading() as session:
            call = await calls.get(session, place.ori, place.call_number)
        same = call is not None and bool(mark) and mark == mark_of(call.state)
        return same and call is not None and is_running is not bool(call.state.get("finished"))

    async def _known(self, place: _Place) -> KnownCall | None:
        async with self._database.reading() as session:
            call = await calls.get(session, place.ori, place.call_number)
            if call is None:
                return None
            recorded = await reconcile.recorded_events(session, call.id, malformed=MALFORMED)
            accepted = await reconcile.events_of(session, call)
        return KnownCall(
            mark=mark_of(call.state) if call.state else "",
            is_finished=bool(call.state.get("finished")),
            changed_at=call.updated_at,
            recorded=tuple(
                RecordedLine(key=line.entry_key, what=line.what, occurred_at=line.occurred_at)
                for line in recorded
                if not line.entry_key.startswith(UNPROVEN)
            ),
            accepted=tuple(
                AcceptedLine(seq=row.seq, key=f"{row.source}/{row.event_id}", is_relayed=row.relayed_at is not None)
                for row in accepted
                if row.seq is not None
            ),
        )

    async def _mend(self, place: _Place, finding: CallFinding, run_id: str) -> None:
        """In this order nothing is lost wherever it ends: what is to be relayed is stored before the run is stopped."""
        now = self._clock()
        async with self._database.transaction() as session:
            call = await calls.get_or_create(session, place.ori, place.call_number, now=now)
            for heard in finding.lost:
                await inbox.bring_back(session, _row(call, heard, now=now))
            await inbox.relay_again(session, finding.unheard)
            if finding.restart:
                await _wake(session, call, now=now)
            await inbox.leave_alone(session, call.ori, call.call_number, until=now + LEFT_ALONE)
        if finding.restart and run_id:
            await self._stop(place, run_id)
        async with self._database.transaction() as session:
            await inbox.leave_alone(session, place.ori, place.call_number, until=None)
            if finding.disagreement is Disagreement.UNKNOWN_CALL:
                # Nothing of its people is known: told in their absence, its news would pass them by.
                until = self._clock() + FEED_COMES_FIRST
                await inbox.await_the_feed(session, place.ori, place.call_number, until=until)
        log.info("call.reconciled", ori=place.ori, call_number=place.call_number, difference=finding.disagreement.name)

    async def _stop(self, place: _Place, run_id: str) -> None:
        try:
            await self._client.get_workflow_handle(place.workflow_id, run_id=run_id).terminate(reason=WHY)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:  # it has ended by itself meanwhile
                raise

    async def _wake_senders(self, places: Iterable[_Place]) -> int:
        """Where both sides agree, a message may wait of which the workflow of another moment knows nothing."""
        by_id = {place.call_id: place for place in places if place.call_id}
        woken = 0
        for some in _in_pages(sorted(by_id)):
            async with self._database.transaction() as session:
                for call_id in sorted(await reconcile.waiting_to_be_sent(session, some)):
                    await _wake(session, await session.get_one(Call, call_id), now=self._clock())
                    woken += 1
        return woken


async def _wake(session: AsyncSession, call: Call, *, now: datetime) -> None:
    await inbox.wake(session, call, WakeUp(source="reconcile", key=f"{call.id}@{now.isoformat()}"), now=now)


def _place(call: Call) -> _Place:
    return _Place(call.ori, call.call_number, call.id)


def _row(call: Call, heard: Heard, *, now: datetime) -> InboxEvent:
    event = heard.event
    return InboxEvent(
        ori=call.ori,
        source=event.source,
        event_id=event.id,
        content_hash="",
        call_number=call.call_number,
        type=event.type.value,
        facts=event.to_mapping(),
        by=heard.by,
        occurred_at=event.occurred_at,
        recorded_at=now,
    )


def _in_pages(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[start : start + reconcile.PAGE] for start in range(0, len(ids), reconcile.PAGE))
