"""Do what was held and is due: each change once, whichever process does it, and whatever breaks meanwhile.

Done and recorded as done is one transaction: what was killed between starts anew, and what was done is not done again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.connection.session import Database, DatabaseUnavailable
from db.encryption.vault import Vault
from db.queries import held_changes
from db.tables import Call, HeldChange
from domain.actors import Actor
from domain.approved_words import ApprovedWords
from domain.audit.acts import ActKind, Outcome
from domain.call_state import CaseStatus
from intake.calls.accept import EventConflict, Intake
from intake.calls.identity import SeveralCalls
from intake.staff.actor_token import token_of
from intake.staff.case_status import CaseRefused, CaseStatusIn, NoSuchCall, change_case_status
from intake.staff.detective_messages import ApprovedMessageIn, DetectiveMessageIn, write
from staff.held_assignment import release_assignment
from staff.status_change import MESSAGE, WORDS, act_of

log = structlog.get_logger(__name__)

GIVEN_UP_AFTER = timedelta(minutes=10)
"""What fails for so long, for a reason we do not know, is refused: the member of staff who decided it is told."""

_FAILED = "it failed inside Caseline: decide it again, and tell your administrator"
_CHANGED = "the call is not there any more, or its number is used by another call too"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDesk:
    """What a release needs: within its transaction, the call locked."""

    session: AsyncSession
    vault: Vault
    senders: frozenset[str]
    now: datetime


Release = Callable[[ReleaseDesk, HeldChange, Call], Awaitable[None]]
"""Does one held change. Raises CaseRefused, NoSuchCall, SeveralCalls, EventConflict: nothing was done then."""


async def release_status(desk: ReleaseDesk, change: HeldChange, call: Call) -> None:
    """The case gets its status, from now on or from when it was said to have come about."""
    by = Actor.read(change.by)
    intake = Intake(desk.session, desk.vault, ori=change.ori, by=by, now=desk.now, senders=desk.senders)
    status = CaseStatusIn.model_validate(
        {
            "status": change.kind,
            "at": change.facts["at"],
            "by": token_of(by),
            "id": change.id,
            "case_number": call.case_number,
        }
    )
    await change_case_status(intake, call.call_number, status)


async def release_message(desk: ReleaseDesk, change: HeldChange, call: Call) -> None:
    """The message is queued for the victims."""
    approved = change.facts.get("approved")
    words = desk.vault.open_if_any(change.words_sealed, context=WORDS, row=change.id)
    message = (
        ApprovedMessageIn(approved=ApprovedWords(approved), id=change.id)
        if approved
        else DetectiveMessageIn(text=words or "", id=change.id)
    )
    await write(desk.session, desk.vault, ori=change.ori, call_number=call.call_number, message=message, now=desk.now)


RELEASES: Mapping[str, Release] = {
    MESSAGE: release_message,
    CaseStatus.ASSIGNED.value: release_assignment,
    **{status.value: release_status for status in CaseStatus if status not in (CaseStatus.OPENED, CaseStatus.ASSIGNED)},
}
"""Kind of a held change -> what does it."""


class HeldChanges:
    """The job of every API process. `wake_relay`: something was accepted."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        clock: Callable[[], datetime],
        wake_relay: Callable[[], None],
        senders: frozenset[str] = frozenset(),
    ) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._wake_relay = wake_relay
        self._senders = senders

    async def release_due(self) -> int:
        """Do what is due; how much that was. What another process has in hand is left to it."""
        async with self._database.reading() as session:
            due = await held_changes.due(session, now=self._clock())
        done = 0
        for change_id in due:
            done += await self._release(change_id)
        if done:
            self._wake_relay()
        return done

    async def _release(self, change_id: str) -> bool:
        try:
            async with self._database.transaction() as session:
                return await self._do(session, change_id)
        except (CaseRefused, NoSuchCall, SeveralCalls, EventConflict) as refusal:
            why = str(refusal) if isinstance(refusal, CaseRefused) else _CHANGED
            await self._refuse(change_id, why)
        except DatabaseUnavailable:
            raise
        except Exception as error:
            # Others must not wait behind it; what the error says may quote what is in a row.
            log.exception("held_change.failed", change_id=change_id, reason=type(error).__name__, exc_info=False)
            await self._refuse(change_id, _FAILED, once_older_than=GIVEN_UP_AFTER)
        return False

    async def _do(self, session: AsyncSession, change_id: str) -> bool:
        now = self._clock()
        change = await held_changes.lock_open(session, change_id)
        if change is None or change.due_at > now:
            return False
        call = await session.get(Call, change.call_id, with_for_update=True, populate_existing=True)
        if call is None:
            raise NoSuchCall(change.call_id)
        desk = ReleaseDesk(session=session, vault=self._vault, senders=self._senders, now=now)
        await RELEASES[change.kind](desk, change, call)
        change.done_at, change.words_sealed = now, None
        log.info("held_change.done", change_id=change.id, kind=change.kind)
        return True

    async def _refuse(self, change_id: str, why: str, *, once_older_than: timedelta = timedelta()) -> None:
        now = self._clock()
        async with self._database.transaction() as session:
            change = await held_changes.lock_open(session, change_id)
            if change is None or now - change.due_at < once_older_than:
                return
            change.refused_at, change.refused_why, change.words_sealed = now, why, None
            call = await session.get_one(Call, change.call_id)
            act = act_of(change, call, ActKind.CASE_STATUS_REFUSED, outcome=Outcome.REFUSED, reason=why)
            await record(session, act, now=now)
        log.warning("held_change.refused", change_id=change_id, reason=why)
