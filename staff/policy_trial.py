"""Tries a policy on the calls of the last seven days, as a job whose progress and result are kept; writes nothing else.

The page that asked shows how far it is. A process that is killed leaves its trial to another, which begins it anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.queries import agencies, policy_trials, trial_material
from db.queries.policy_versions import text_hash
from db.tables import Agency, PolicyTrial
from policies.in_force import policy_of
from staff import trial_calls
from staff.acts.policy import PolicyAct
from staff.sessions import StaffVisit
from staff.trial_result import TrialResult

log = structlog.get_logger(__name__)

DAYS = 7
MOST_CALLS = 3000
"""The newest; of more it says how many were left out."""
AT_A_TIME = 50
IN_HAND = timedelta(minutes=2)


async def ask_for_trial(session: AsyncSession, text: str, *, by: StaffVisit, now: datetime) -> PolicyTrial:
    """Have a policy tried. Raises CannotPropose with its mistakes by line."""
    kept = await PolicyAct().checked(session, by.agency, {"text": text})
    trial = PolicyTrial(
        ori=by.agency.ori,
        text=kept["text"],
        text_hash=text_hash(kept["text"]),
        base_hash=text_hash(by.agency.policy),
        asked_by=by.actor,
        asked_at=now,
    )
    await policy_trials.add(session, trial)
    return trial


class PolicyTrials:
    """A periodic job: any number of processes may do it side by side."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def run_once(self) -> None:
        """Try what waits, one policy after another."""
        while (trial := await self._next()) is not None:
            result = await self._try(trial)
            async with self._database.transaction() as session:
                await policy_trials.finish(session, trial.id, result.to_json(), now=self._clock())
            log.info("policy.tried", agency=trial.ori, calls=result.calls, agreed=result.agreed, of=result.compared)

    async def _next(self) -> PolicyTrial | None:
        async with self._database.reading() as session:
            if not await policy_trials.any_waits(session, now=self._clock()):
                return None
        async with self._database.transaction() as session:
            now = self._clock()
            return await policy_trials.claim(session, now=now, until=now + IN_HAND)

    async def _try(self, trial: PolicyTrial) -> TrialResult:
        result, since = TrialResult(), self._clock() - timedelta(days=DAYS)
        async with self._database.reading() as session:
            agency = await agencies.get(session, trial.ori)
            ids, total = await trial_material.calls_since(session, trial.ori, since, most=MOST_CALLS)
        if agency is None:
            return result
        result.left_out = total - len(ids)
        for start in range(0, len(ids), AT_A_TIME):
            await self._some(agency, trial, list(ids[start : start + AT_A_TIME]), result)
            async with self._database.transaction() as session:
                until = self._clock() + IN_HAND
                await policy_trials.progress(session, trial.id, done=result.calls, total=len(ids), until=until)
        return result

    async def _some(self, agency: Agency, trial: PolicyTrial, ids: list[str], result: TrialResult) -> None:
        tried = Agency(**agency.model_dump() | {"policy": trial.text})
        async with self._database.reading() as session:
            found = await trial_calls.read(session, agency, ids, now=self._clock())
        for as_it_was in found:
            try:
                # In a thread: a call takes some 50 ms, in which the process has other work.
                await asyncio.to_thread(result.add, as_it_was, policy_of(agency), policy_of(tried))
            except ArithmeticError as error:  # a date beyond the calendar in one odd call
                log.warning("policy.trial_failed", reason=type(error).__name__)
