"""Look up what was typed to come into the portal, and send a code if it fits a case: never while somebody waits.

The page has long been answered when the desk finds out whether there is such a case, and it begins only after a while
that nobody can foresee: a code costs more work than none, and the next answer must not be the slower for it. Any number
of desks may run: each attempt is taken by a lock that only one of them gets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import calls, inbox, portal_attempts, portal_sessions, rate_counts
from db.tables import InboxEvent, PortalAttempt
from domain.messages import MessageKey
from intake.relay.signals import MESSAGES_ADDED
from messaging.queue_message import reply
from portal.code_recipient import CodeRecipient, find
from portal.sign_in_attempts import VALID_FOR, code_of, wanted_of

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
        """`planned` is called when a message was planned: it wakes the relay. `dawdle`: how long to wait this time."""
        self._database = database
        self._vault = vault
        self._planned = planned
        self._clock = clock
        self._poll = poll
        self._dawdle = random_delay
        self._woken = asyncio.Event()
        self._tidied: datetime | None = None

    def wake(self) -> None:
        """Somebody has just tried to come in."""
        self._woken.set()

    async def run(self) -> None:
        """For ever, until cancelled."""
        while True:
            self._woken.clear()
            if not await self._round():
                await asyncio.sleep(AFTER_FAILURE.total_seconds())
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(self._poll.total_seconds()):
                    await self._woken.wait()
            await asyncio.sleep(self._dawdle().total_seconds())

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
        """How many attempts were looked up now. Raises DatabaseUnavailable."""
        async with self._database.reading() as session:
            ids = await portal_attempts.waiting(session, since=self._clock() - KEPT, limit=AT_ONCE)
        for attempt_id in ids:
            await self._look_up(attempt_id)
        return len(ids)

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
                await portal_attempts.give_up(session, attempt_id, now=self._clock())
            return
        if sent:
            self._planned()

    async def _send_code(self, session: AsyncSession, attempt: PortalAttempt) -> bool:
        """True if a code is on its way; in any case what was typed is forgotten."""
        now = self._clock()
        to = await find(session, attempt.ori, wanted_of(self._vault, attempt)) if attempt.expires_at > now else None
        if to is not None:
            await self._plan(session, attempt, to, now=now)
        attempt.wanted_sealed = attempt.code_sealed = None
        attempt.looked_up_at = now
        return to is not None

    async def _plan(self, session: AsyncSession, attempt: PortalAttempt, to: CodeRecipient, *, now: datetime) -> None:
        await calls.lock_call(session, attempt.ori, to.call.call_number)
        await reply(
            session,
            self._vault,
            to.call,
            to.person,
            MessageKey.PORTAL_CODE,
            to.channel,
            language=to.language,
            now=now,
            note=code_of(self._vault, attempt),
            facts={"minutes": int(VALID_FOR.total_seconds()) // 60},
            valid_for=attempt.expires_at - now,
        )
        attempt.contact_id = to.person.id
        attempt.address_hash = to.address_hash
        attempt.channel = to.channel.value
        await inbox.store(session, self._line(attempt, to.call.call_number, now))

    def _line(self, attempt: PortalAttempt, call_number: str, now: datetime) -> InboxEvent:
        """Tells the call's workflow that there is something to send."""
        return InboxEvent(
            ori=attempt.ori,
            source=SOURCE,
            event_id=f"code/{attempt.id}",
            content_hash=self._vault.fingerprint(attempt.id, kind="portal attempt"),
            call_number=call_number,
            type=MESSAGES_ADDED,
            occurred_at=now,
            recorded_at=now,
        )

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
