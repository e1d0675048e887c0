"""Retention: remove what an agency's records schedule no longer keeps, one call per transaction, and count it.

An open call or case is never touched, nor one under a legal hold, nor one that has still something to send or relay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from audit import keeping
from audit.record import record
from db.connection.session import Database
from db.queries import calls, legal_holds, retention
from db.state_json import state_of
from db.tables import Agency, Call
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind
from domain.call_state import End
from domain.retention import Over, RecordKind, due, over
from policies.in_force import policy_of

TASKS, STRAYS, LINES = "tasks", "stray replies", "phone lines"
AUDIT = "audit records"
RETENTION = str(Actor(ActorKind.SYSTEM, "retention"))
BATCH = 200
LONGEST_CHAIN = 10
"""Of calls that were merged one into the other; beyond it, or in a circle, each goes by its own end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Rows of one kind: before, how many of them go or went, and afterwards."""

    before: int
    gone: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did, or would do, at one agency. `held` and `busy` calls would have been due."""

    ori: str
    counts: Mapping[str, Count]
    calls: int
    held: int
    busy: int
    open: int
    oldest_open: datetime | None


@dataclass(kw_only=True)
class _Tally:
    gone: Counter[str] = field(default_factory=Counter)
    calls: int = 0
    held: int = 0
    busy: int = 0


class Retention:
    """Removes what is due at `now`; a dry run only counts it."""

    def __init__(
        self,
        database: Database,
        *,
        now: datetime,
        dry_run: bool,
        progress: Callable[[int, int], None],
        by: str = RETENTION,
    ) -> None:
        self._database = database
        self._by = by
        self._now = now
        self._dry_run = dry_run
        self._progress = progress

    async def run(self, agency: Agency) -> Report:
        """At one agency. Raises policies.toml_file.TomlError if its policy cannot be read; then nothing is removed."""
        policy = policy_of(agency).retention
        before = await self._kept(agency.ori)
        tally = _Tally()
        await self._of_calls(agency, tally)
        for name, days in ((TASKS, policy.closed_tasks), (STRAYS, policy.stray_replies)):
            if days:
                tally.gone[name] = await self._of_no_call(agency.ori, name, self._now - timedelta(days=days))
        if policy.audit_records:
            tally.gone[AUDIT] = await self._of_the_log(agency.ori, policy.audit_records)
        after = before - tally.gone if self._dry_run else await self._kept(agency.ori)
        async with self._database.reading() as session:
            still_open, oldest = await retention.count_open(session, agency.ori)
        await self._note(agency.ori, tally)
        return Report(
            ori=agency.ori,
            counts={name: Count(before=before[name], gone=tally.gone[name], after=after[name]) for name in before},
            calls=tally.calls,
            held=tally.held,
            busy=tally.busy,
            open=still_open,
            oldest_open=oldest,
        )

    async def phone_lines(self, *, kept: timedelta) -> Count:
        """What was learnt of telephone lines so long ago that it is asked anew; of all agencies together."""
        limit = self._now - kept
        async with self._database.transaction() as session:
            before = await retention.count_phone_lines(session)
            gone = await retention.count_phone_lines(session, before=limit)
            if not self._dry_run:
                await retention.delete_phone_lines(session, before=limit)
        return Count(before=before, gone=gone, after=before - gone)

    async def _of_calls(self, agency: Agency, tally: _Tally) -> None:
        kinds = policy_of(agency).retention.kinds
        if not kinds:
            return
        async with self._database.reading() as session:
            total = await retention.count_candidates(session, retention.Wanted(ori=agency.ori, kinds=kinds))
        done = 0
        # Duplicates first, while the calls that they were merged into are still there to judge them by.
        for duplicates in (True, False):
            wanted = retention.Wanted(ori=agency.ori, kinds=kinds, duplicates=duplicates)
            async for call_id in self._candidates(wanted):
                await self._of_call(agency, call_id, tally)
                done += 1
                self._progress(done, max(done, total))

    async def _candidates(self, wanted: retention.Wanted) -> AsyncIterator[str]:
        ids: Sequence[str] = [""]
        while ids:
            async with self._database.reading() as session:
                ids = await retention.candidates(session, wanted, after=ids[-1], limit=BATCH)
            for call_id in ids:
                yield call_id

    async def _of_call(self, agency: Agency, call_id: str, tally: _Tally) -> None:
        policy = policy_of(agency).retention
        opened = self._database.reading() if self._dry_run else self._database.transaction()
        async with opened as session:
            call = await session.get(Call, call_id, with_for_update=not self._dry_run)
            ended, chain = await _over(session, call) if call else (None, [])
            kinds = due(policy, ended, now=self._now) if ended else ()
            counts = {kind: n for kind in kinds if call and (n := await retention.count_of_call(session, call, kind))}
            if call is None or not counts:
                return
            if await legal_holds.is_held(session, chain):
                tally.held += 1
            elif await retention.is_busy(session, call):
                tally.busy += 1
            else:
                if not self._dry_run:
                    for kind in counts:
                        await retention.remove(session, call, kind, now=self._now)
                tally.calls += 1
                tally.gone.update({kind.value: n for kind, n in counts.items()})

    async def _of_no_call(self, ori: str, name: str, before: datetime) -> int:
        of_tasks = name == TASKS
        count = retention.count_closed_tasks if of_tasks else retention.count_stray_replies
        delete = retention.delete_closed_tasks if of_tasks else retention.delete_stray_replies
        async with self._database.transaction() as session:
            gone = await count(session, ori, before=before)
            if gone and not self._dry_run:
                await delete(session, ori, before=before)
        return gone

    async def _of_the_log(self, ori: str, days: int) -> int:
        """Records of the audit log go from its beginning, once they were signed so long ago; their hashes stay."""
        opened = self._database.reading() if self._dry_run else self._database.transaction()
        async with opened as session:
            before = await keeping.removable(session, ori, days=days)
            if self._dry_run:
                return await keeping.count(session, ori, before=before)
            return await keeping.remove(session, ori, before=before)

    async def _note(self, ori: str, tally: _Tally) -> None:
        """What a run has removed stands in the audit log; a dry run, and one that found nothing, changed nothing."""
        gone = {name: count for name, count in tally.gone.items() if count}
        if gone and not self._dry_run:
            detail = {"calls": tally.calls, "gone": gone}
            act = Act(ori=ori, kind=ActKind.RETENTION_RAN, by=self._by, about="retention", detail=detail)
            async with self._database.transaction() as session:
                await record(session, act, now=self._now)

    async def _kept(self, ori: str) -> Counter[str]:
        async with self._database.reading() as session:
            kept = {kind.value: await retention.count_kept(session, ori, kind) for kind in RecordKind}
            kept[TASKS] = await retention.count_closed_tasks(session, ori)
            kept[STRAYS] = await retention.count_stray_replies(session, ori)
            kept[AUDIT] = await keeping.count(session, ori)
        return Counter(kept)


async def _over(session: AsyncSession, call: Call) -> tuple[Over | None, list[Call]]:
    """Since when the call is over, and the calls on whose numbers a hold holds it: itself and those it was merged into.

    A duplicate is over when the surviving call is.
    """
    chain, ended = [call], over(state_of(call))
    while ended is not None and len(chain) <= LONGEST_CHAIN:
        state = state_of(chain[-1])
        merged_into = state.merged_into if state.ended is End.MERGED else None
        survivor = await calls.get(session, call.ori, merged_into) if merged_into else None
        if survivor is None or survivor.id in {each.id for each in chain}:
            break
        chain.append(survivor)
        of_survivor = over(state_of(survivor))
        ended = ended.with_survivor(of_survivor) if of_survivor else None
    return ended, chain
