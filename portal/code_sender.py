"""Look up sign-in attempts in the background, and send a one-time code for each that fits a case.

The visitor has long been answered by then, and the lookup begins after a random delay: a code costs more work than
none, and the next answer must not be slower for it. Any number of processes may run this: each attempt is taken by a
lock that only one of them gets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import calls, inbox, portal_attempts, portal_sessions, rate_counts
from db.queries.hash_lookup import hash_now
from db.tables import PortalAttempt
from domain.messages import MessageKey
from domain.wakes import WakeUp
from messaging.links import WITH_LINK
from messaging.queue_message import PlannedReply, reply
from portal.code_recipient import CodeRecipient, find
from portal.sign_in_attempts import VALID_FOR, code_of, typed_in
from portal.sign_in_limits import CodeAllowance, allowance

log = structlog.get_logger(__name__)

SOURCE = "portal"
POLL = timedelta(seconds=2)
AFTER_FAILURE = timedelta(seconds=5)
AT_ONCE = 20
KEPT = timedelta(days=2)
"""How long attempts and counts are kept; what was typed is forgotten as soon as it was looked up."""
VISITS_KEPT = timedelta(days=30)
TIDY_EVERY = timedelta(hours=1)


class CodeSender:
    """Runs in the background of every API process."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        planned: Callable[[], None],
        clock: Callable[[], datetime],
        poll: timedelta = POLL,
        random_delay: Callable[[], timedelta] = timedelta,
    ) -> None:
        """`planned` is called after a message was planned: it wakes the relay. `random_delay`: before each lookup."""
        self._database = database
        self._vault = vault
        self._planned = planned
        self._clock = clock
        self._poll = poll
        self._random_delay = random_delay
        self._woken = asyncio.Event()
        self._tidied: datetime | None = None

    def wake(self) -> None:
        """A visitor has just asked for a code."""
        self._woken.set()

    async def run(self) -> None:
        """Forever, until canceled."""
        while True:
            self._woken.clear()
            if not await self._round():
                await asyncio.sleep(AFTER_FAILURE.total_seconds())
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll.total_seconds()):
                    await self._woken.wait()
            await asyncio.sleep(self._random_delay().total_seconds())

    async def _round(self) -> bool:
        """False if it failed, and the next one should wait a while."""
        try:
            while await self.look_up_waiting():
                pass
            await self._tidy()
        except DatabaseUnavailable:
            log.warning("portal.desk_paused", reason="database_unavailable")
            return False
        except Exception as error:  # the next round must take place; what the error says may quote what was typed
            log.error("portal.desk_paused", reason=type(error).__name__)  # noqa: TRY400
            return False
        return True

    async def look_up_waiting(self) -> int:
        """How many attempts were looked up now. Raises DatabaseUnavailable.

        Those that get no code are closed together: thousands of guesses must not hold up the code of a victim.
        """
        now = self._clock()
        async with self._database.reading() as session:
            waiting = await portal_attempts.waiting(session, since=now - KEPT, limit=AT_ONCE)
            hopeless = [each.id for each in waiting if not await self._may_get_code(session, each, now=now)]
        if hopeless:
            async with self._database.transaction() as session:
                await portal_attempts.close(session, hopeless, now=now)
        for attempt_id in [each.id for each in waiting if each.id not in hopeless]:
            await self._look_up(attempt_id)
        return len(waiting)

    async def _may_get_code(self, session: AsyncSession, attempt: PortalAttempt, *, now: datetime) -> bool:
        """False if there is no one to send a code to, or no more may be sent there; True if that is not known."""
        try:
            to = await self._recipient(session, attempt)
            return to is not None and (await self._allowance(session, attempt, to, now=now)).may_send
        except DatabaseUnavailable:
            raise
        except Exception:  # reported when it is looked up by itself
            return True

    async def _recipient(self, session: AsyncSession, attempt: PortalAttempt) -> CodeRecipient | None:
        if attempt.expires_at <= self._clock():
            return None
        typed = typed_in(self._vault, attempt)
        found_by = await hash_now(session, self._vault, typed.address_hash)
        return await find(session, attempt.ori, replace(typed, address_hash=found_by))

    async def _allowance(
        self, session: AsyncSession, attempt: PortalAttempt, to: CodeRecipient, *, now: datetime
    ) -> CodeAllowance:
        allowed = await allowance(session, attempt, to.address_hash, now=now)
        if not allowed.may_send:
            log.info("portal.code_not_sent", attempt_id=attempt.id, reason="too_many_codes")
        return allowed

    async def _look_up(self, attempt_id: str) -> None:
        try:
            async with self._database.transaction() as session:
                attempt = await portal_attempts.take(session, attempt_id)
                sent = attempt is not None and await self._send_code(session, attempt)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # one that cannot be looked up must not hold up the others
            log.error("portal.attempt_given_up", attempt_id=attempt_id, reason=type(error).__name__)  # noqa: TRY400
            async with self._database.transaction() as session:
                await portal_attempts.close(session, [attempt_id], now=self._clock())
            return
        if sent:
            self._planned()

    async def _send_code(self, session: AsyncSession, attempt: PortalAttempt) -> bool:
        """True if a code is on its way; in any case what was typed is forgotten."""
        now = self._clock()
        to = await self._recipient(session, attempt)
        sent = to is not None and await self._plan(session, attempt, to, now=now)
        attempt.wanted_sealed = attempt.code_sealed = None
        attempt.looked_up_at = now
        return sent

    async def _plan(self, session: AsyncSession, attempt: PortalAttempt, to: CodeRecipient, *, now: datetime) -> bool:
        """False if this address got as many codes as it may: the visitor was told the same, and hears nothing."""
        await calls.lock_call(session, attempt.ori, to.call.call_number)
        allowed = await self._allowance(session, attempt, to, now=now)
        if not allowed.may_send:
            return False
        code = PlannedReply(
            key=MessageKey.PORTAL_CODE,
            channel=to.channel,
            language=to.language,
            note=code_of(self._vault, attempt),
            facts={"minutes": int(VALID_FOR.total_seconds()) // 60}
            | ({WITH_LINK: True} if allowed.is_running_out else {}),
            valid_for=attempt.expires_at - now,
        )
        await reply(session, self._vault, to.call, to.person, code, now=now)
        attempt.contact_id = to.person.id
        attempt.address_hash = to.address_hash
        attempt.channel = to.channel.value
        await inbox.wake(session, to.call, WakeUp(source=SOURCE, key=f"code/{attempt.id}"), now=now)
        return True

    async def _tidy(self) -> None:
        """Once in a while, forget what is long over."""
        now = self._clock()
        if self._tidied is not None and now - self._tidied < TIDY_EVERY:
            return
        async with self._database.transaction() as session:
            await portal_attempts.forget(session, created_before=now - KEPT)
            await rate_counts.forget(session, began_before=now - KEPT)
            await portal_sessions.forget(session, seen_before=now - VISITS_KEPT)
        self._tidied = now
