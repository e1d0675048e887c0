"""One run of a request: round after round, each channel's next message is handed over and its answer recorded.

A round is one transaction. It records what the last round handed over, and prepares what comes next: so a row says
"sending" only while its own message may be on its way, and everything is asked anew just before a message leaves.
Several channels take part in one round, and none waits for another's provider for long.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.exceptions import ApplicationError

from activities.contract import SendOutcome
from activities.delivery_record import DeliveryRecord
from activities.send_attempt import SendAttempt, UnknownLine
from activities.send_lanes import Lane, Lanes
from activities.send_moment import SendMoment
from activities.send_preparation import Preparation
from db.connection.session import Database
from db.queries import messages, sending
from db.queries.sending import LockedMessage
from domain.delivery import DeliveryStatus
from domain.messages import NEWS_KEYS
from messaging.providers.base import (
    LimitReached,
    MessageProvider,
    ProviderAccepted,
    ProviderUnavailable,
    RecipientRejected,
    SenderRefused,
)

TOGETHER = timedelta(milliseconds=200)
"""For so long the answer of one channel waits for that of another, to be recorded in the same transaction."""

Step = SendAttempt | UnknownLine
Answer = ProviderAccepted | SendOutcome | ApplicationError | None
"""The provider has it; it cannot be sent, or waits; it must be tried later; or the message is to be prepared again."""


class SendRun:
    """Sends the messages of one request, once. `now` is the call's clock."""

    def __init__(
        self,
        *,
        database: Database,
        preparation: Preparation,
        record: DeliveryRecord,
        message_ids: Iterable[str],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._preparation = preparation
        self._record = record
        self._ids = tuple(dict.fromkeys(message_ids))
        self._lanes = Lanes(self._ids)
        self._now = now
        self._under_way: dict[asyncio.Task[Answer], tuple[Lane, Step]] = {}

    async def outcomes(self) -> list[SendOutcome]:
        """How each message ended. Raises a retry error if the only channel must be waited for."""
        try:
            await self._first_round()
            while self._under_way:
                await self._round(await self._answered())
        finally:
            for task in self._under_way:
                task.cancel()
        return self._lanes.outcomes()

    async def _first_round(self) -> None:
        async with self._database.transaction() as session:
            locked = await sending.lock(session, self._ids)
            if len(locked) < len(self._ids):
                raise ApplicationError("no such message", type="UnknownMessage", non_retryable=True)
            rows = (locked[each].row for each in self._ids)
            self._lanes.fill((row.id, row.key, row.channel) for row in rows)
            prepared = await self._prepare(self._moment(session), locked)
        self._hand_over(prepared)

    async def _round(self, ended: list[asyncio.Task[Answer]]) -> None:
        answers = [(*self._under_way.pop(task), task.result()) for task in ended]
        for lane, step, answer in answers:
            lane.under_way = False
            if isinstance(answer, ApplicationError):
                lane.error = answer
            elif isinstance(answer, SendOutcome):
                self._lanes.settle(lane, answer)
            elif answer is None and isinstance(step, SendAttempt):
                lane.waiting[0].asked = True
        accepted = [(lane, step, answer) for lane, step, answer in answers if isinstance(answer, ProviderAccepted)]
        if not accepted and not self._lanes.ready():
            return
        async with self._database.transaction() as session:
            moment = self._moment(session)
            for lane, step, answer in accepted:
                await self._record_accepted(moment, lane, step, answer)
            prepared = await self._prepare(moment, {})
        self._hand_over(prepared)

    def _moment(self, session: AsyncSession) -> SendMoment:
        return SendMoment(session=session, now=self._now(), wall_clock=self._preparation.tools.clock())

    async def _record_accepted(self, moment: SendMoment, lane: Lane, step: Step, answer: ProviderAccepted) -> None:
        if isinstance(step, UnknownLine):
            return
        outcome = await self._record.sent(moment, step, answer)
        if outcome is None:
            retries, name = self._preparation.tools.retries, step.provider.name
            lane.error = retries.retry_error(f"{name}: another message's", "InDoubt")
        else:
            looked_for = step.may_be_offered or step.has_offers
            self._lanes.settle(lane, outcome, await self._offers(moment, lane, outcome) if looked_for else ())

    async def _offers(self, moment: SendMoment, lane: Lane, outcome: SendOutcome) -> Iterable[str]:
        """Offers of languages that leave right after this text."""
        if outcome.status != DeliveryStatus.SENT or outcome.key not in NEWS_KEYS:
            return ()
        return await messages.offers_beside(moment.session, lane.waiting[0].message_id, now=moment.now)

    async def _prepare(self, moment: SendMoment, locked: dict[str, LockedMessage]) -> list[tuple[Lane, Step]]:
        """What each channel does next, if anything."""
        lanes = self._lanes.ready()
        wanted = {each.message_id for lane in lanes for each in lane.waiting} - locked.keys()
        known = locked | (await sending.lock(moment.session, wanted) if wanted else {})
        steps = [(lane, await self._next(moment, lane, known)) for lane in lanes]
        await moment.write()
        return [(lane, step) for lane, step in steps if step is not None]

    async def _next(self, moment: SendMoment, lane: Lane, known: dict[str, LockedMessage]) -> Step | None:
        while lane.waiting:
            wanted = lane.waiting[0]
            if wanted.message_id not in known:  # an offer beside a text that had left before
                known |= await sending.lock(moment.session, [wanted.message_id])
            moment = replace(moment, now=self._now())  # one after another, also if none is handed over
            try:
                found = await self._preparation.prepare(moment, known[wanted.message_id], asked=wanted.asked)
            except ApplicationError as error:
                lane.error = error
                return None
            if not isinstance(found, SendOutcome):
                return found
            self._lanes.settle(lane, found, await self._offers(moment, lane, found))
        return None

    def _hand_over(self, steps: Iterable[tuple[Lane, Step]]) -> None:
        for lane, step in steps:
            lane.under_way = True
            work = self._look_up(step) if isinstance(step, UnknownLine) else self._send(step)
            self._under_way[asyncio.create_task(work)] = lane, step

    async def _answered(self) -> list[asyncio.Task[Answer]]:
        """Once a provider has answered, and for a moment more if others may."""
        ended, others = await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
        if others:
            ended |= (await asyncio.wait(others, timeout=TOGETHER.total_seconds()))[0]
        return sorted(ended, key=[*self._under_way].index)

    async def _look_up(self, step: UnknownLine) -> None:
        await self._preparation.tools.lines.ask(step.number)

    async def _send(self, attempt: SendAttempt) -> Answer:
        """Send it, or only ask whether an ambiguous attempt has sent it: None if not."""
        provider, message_id, now = attempt.provider, attempt.message.message_id, self._now()
        ambiguous, retries = attempt.ambiguous_since is not None, self._preparation.tools.retries
        try:
            breaker = retries.breaker_for(provider.name)
            async with breaker.watching() if attempt.asked else breaker.asking():
                return await provider.send(attempt.message) if attempt.asked else await self._ask(provider, attempt)
        except RecipientRejected as error:
            return await self._record.rejected(message_id, provider.name, error, now=now)
        except LimitReached as error:
            return await self._record.limited(message_id, provider.name, error, now=now)
        except ProviderUnavailable as error:
            ambiguous = ambiguous or error.ambiguous
            await self._record.postponed(message_id, provider.name, error, ambiguous=ambiguous, now=now)
            return retries.retry_error(f"{provider.name}: {error.code}", "ProviderUnavailable")
        except SenderRefused as error:
            await self._record.postponed(message_id, provider.name, error, ambiguous=ambiguous, now=now)
            return retries.retry_error(f"{provider.name}: {error.code}", "SenderRefused")

    async def _ask(self, provider: MessageProvider, attempt: SendAttempt) -> ProviderAccepted | None:
        """What the provider accepted of an ambiguous attempt, unless it is known to be another message, of any call."""
        if attempt.ambiguous_since is None:
            return None
        found = await provider.find(attempt.message, since=attempt.ambiguous_since, alike=attempt.alike)
        if not found:
            return None
        async with self._database.reading() as session:
            known = await messages.known_at_provider(
                session, provider.name, {accepted.provider_message_id for accepted in found}
            )
        return next((accepted for accepted in found if accepted.provider_message_id not in known), None)
