"""Take in texts: store each as it came, before anything is made of it, and hear it once, at once or later.

The webhook answers within ten seconds whatever happens (Twilio waits for fifteen). What could not be stored is refused,
so that Twilio posts it again, and is found in Twilio's list otherwise (`intake.replies.listing`). What was stored and
not heard waits in the table for `hear_waiting`, which any number of processes may run.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.patience import in_time
from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import incoming_texts, replies
from db.tables import IncomingText
from intake.replies.handle import BY_WEBHOOK, HandledReply, Hearing, SenderNotYetKnown, handle_reply
from intake.replies.inbound_text import KEPT_FIELDS, MESSAGE_SID, PROVIDER, InboundText, NotKept, is_message_id, read
from intake.replies.lateness import NOTICEABLE
from messaging.providers.delivery_report import TwilioSecrets
from messaging.providers.twilio_inbox import ListedText
from messaging.restores import RestoreWatch
from policies.files import QuestionSets

log = structlog.get_logger(__name__)

STORE_WITHIN, HEAR_WITHIN = timedelta(seconds=4), timedelta(seconds=3)
"""Of a webhook: together with its check well under ten seconds."""

HEARD_BY_WEBHOOK = timedelta(seconds=20)
"""So long a text is left to the webhook that brings it: only its answer reaches a stranger."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=10)
AT_ONCE = 100

AWAITED_FOR, AWAITED_EVERY = timedelta(minutes=10), timedelta(seconds=20)
"""After a restore the feed brings back the calls of people who wrote before: so long a stranger may become known."""


SecondClock = Callable[[AsyncSession], Awaitable[datetime]]


class IncomingTexts:
    """Stores and hears texts. `wake_relay` is called when an answer may wait.

    `second_clock`: asked where a text seems to be heard late. It is late if both clocks say so.
    """

    def __init__(
        self,
        *,
        database: Database,
        vault: Vault,
        question_sets: QuestionSets,
        accounts: TwilioSecrets,
        clock: Callable[[], datetime],
        wake_relay: Callable[[], None],
        second_clock: SecondClock | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._question_sets = question_sets
        self._accounts = accounts
        self._clock = clock
        self._second_clock = second_clock
        self._wake_relay = wake_relay
        self._restores = RestoreWatch()

    async def take(self, form: Mapping[str, str], account: str, agencies: frozenset[str] | None) -> HandledReply | None:
        """From a webhook: what it became, or None if it is stored and heard later, or is nothing to keep.

        Raises DatabaseUnavailable if it could not be stored.
        """
        if not is_message_id(form.get(MESSAGE_SID, "")):
            log.warning("reply.not_kept", reason=NotKept.NO_MESSAGE_ID.value)
            return None
        now = self._clock()
        row = self._row(form, account, written_at=now, hear_at=now + HEARD_BY_WEBHOOK)
        try:
            await in_time(self._store([row]), STORE_WITHIN)
        except DatabaseUnavailable as error:
            log.warning("reply.not_stored", reason=type(error).__name__)
            raise
        except Exception as error:
            log.error("reply.not_stored", reason=type(error).__name__)  # noqa: TRY400  what it says may quote the text
            raise DatabaseUnavailable("it could not be stored") from None
        text = read(form, agencies=agencies)
        return await self._heard_in_time(text) if isinstance(text, InboundText) else None

    async def store_listed(self, listed: Sequence[ListedText], account: str) -> int:
        """From Twilio's list: how many of them no webhook had brought. Raises DatabaseUnavailable."""
        by_id = {each.fields[MESSAGE_SID]: each for each in listed if is_message_id(each.fields[MESSAGE_SID])}
        async with self._database.reading() as session:
            known = await incoming_texts.is_known(session, PROVIDER, by_id)
            known |= await replies.known(session, PROVIDER, by_id)
        rows = [
            self._row(each.fields, account, written_at=each.written_at, hear_at=each.written_at + HEARD_BY_WEBHOOK)
            for message_id, each in by_id.items()
            if message_id not in known
        ]
        return await self._store(rows) if rows else 0

    async def hear_waiting(self) -> int:
        """How many were heard of those that are due. Raises DatabaseUnavailable."""
        heard = 0
        while due := await self._due():
            heard_now = sum([await self._hear_again(row) for row in due])
            heard += heard_now
            if heard_now:
                self._wake_relay()
        return heard

    async def _due(self) -> Sequence[IncomingText]:
        async with self._database.reading() as session:
            return await incoming_texts.waiting(session, due=self._clock(), limit=AT_ONCE)

    async def _store(self, rows: Sequence[IncomingText]) -> int:
        async with self._database.transaction() as session:
            fresh = [row for row in rows if await incoming_texts.store(session, row)]
        for row in fresh:
            if row.not_kept:
                log.warning("reply.not_kept", reason=row.not_kept)
        return len(fresh)

    async def _heard_in_time(self, text: InboundText) -> HandledReply | None:
        try:
            handled = await in_time(self._hear(text, BY_WEBHOOK), HEAR_WITHIN)
        except Exception as error:  # it is stored: whatever it was, it is tried again
            log.warning("reply.heard_later", reason=type(error).__name__)
            return None
        self._wake_relay()
        return handled

    async def _hear(self, text: InboundText, hearing: Hearing) -> HandledReply:
        async with self._database.transaction() as session:
            now = await self._now(session, text)
            handled = await handle_reply(session, self._vault, self._question_sets, text, now=now, hearing=hearing)
            await incoming_texts.mark_heard(session, PROVIDER, text.message_id, now=now)
        return handled

    async def _now(self, session: AsyncSession, text: InboundText) -> datetime:
        """By a clock that is a day ahead, every text that is listed comes too late for an answer: ask another too."""
        now, written_at = self._clock(), text.written_at
        if self._second_clock is None or written_at is None or now - written_at <= NOTICEABLE:
            return now
        return max(written_at, min(now, await self._second_clock(session)))

    async def _hear_again(self, row: IncomingText) -> bool:
        try:
            text = await self._read(row)
            hearing = Hearing(can_answer_at_once=False, await_sender=await self._may_be_known_soon(row))
            await self._hear(text, hearing)
        except DatabaseUnavailable:
            raise
        except SenderNotYetKnown:
            async with self._database.transaction() as session:
                again = self._clock() + AWAITED_EVERY
                await incoming_texts.postpone(session, row.id, tries=row.tries, until=again)
            return False
        except Exception as error:  # one that cannot be heard now must not hold up the others
            log.error("reply.not_heard", text_id=row.id, tries=row.tries + 1, reason=type(error).__name__)  # noqa: TRY400
            pause = min(FIRST_PAUSE * 2 ** min(row.tries, 10), LONGEST_PAUSE)
            async with self._database.transaction() as session:
                await incoming_texts.postpone(session, row.id, tries=row.tries + 1, until=self._clock() + pause)
            return False
        return True

    async def _may_be_known_soon(self, row: IncomingText) -> bool:
        """True of what was written before a restore began whose feed is still catching up."""
        async with self._database.reading() as session:
            restore = await self._restores.latest(session)
        if restore is None or not restore.is_open or self._clock() > restore.begun_at + AWAITED_FOR:
            return False
        return row.written_at <= restore.begun_at

    async def _read(self, row: IncomingText) -> InboundText:
        account = await self._accounts.for_account(row.account)
        form = json.loads(self._vault.open(row.form_sealed or "", context=incoming_texts.FORM, row=row.id))
        agencies = account.agencies if account else frozenset[str]()
        text = read(form, agencies=agencies, written_at=row.written_at)
        if not isinstance(text, InboundText):
            raise TypeError(text.value)
        return text

    def _row(self, form: Mapping[str, str], account: str, *, written_at: datetime, hear_at: datetime) -> IncomingText:
        """What nothing can be made of is stored without its fields, and counted."""
        text = read(form)
        kept = {name: form[name] for name in KEPT_FIELDS if name in form}
        is_kept, row_id = isinstance(text, InboundText), incoming_texts.id_of(PROVIDER, form[MESSAGE_SID])
        sealed = self._vault.seal(json.dumps(kept), context=incoming_texts.FORM, row=row_id) if is_kept else None
        return IncomingText(
            id=row_id,
            provider=PROVIDER,
            provider_message_id=form[MESSAGE_SID],
            account=account,
            form_sealed=sealed,
            written_at=written_at,
            hear_at=hear_at,
            heard_at=None if is_kept else written_at,
            not_kept="" if isinstance(text, InboundText) else text.value,
        )
