"""After a restore from a backup: which messages the lost system may have sent, and how that is found out.

A text is looked for at its provider before it leaves for the first time. An email cannot be looked for: it is withheld
if what it says happened while the lost system still ran.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import replies, restores
from db.tables import OutboundMessage
from domain.delivery import NotSent
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.restore import RestoreWindow
from messaging.call_context import CallContext
from messaging.language_offers import rules_key

KNOWN_FOR = timedelta(seconds=5)
"""A restore is begun while API and worker are stopped: it need not be asked about with every message."""

_OWN_WORDS = frozenset({MessageKey.DETECTIVE_MESSAGE, MessageKey.CORRECTION, MessageKey.PORTAL_SIGNED_IN})
"""Asked for at one moment: their rows are in the backup, or what the lost system sent is not known to us at all."""
NEVER_IN_DOUBT = frozenset({MessageKey.PORTAL_CODE})
"""An old code opens nothing: whatever went before, the person waits for this one."""


class RestoreWatch:
    """The latest restore, read again every few seconds. `clock` counts seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: RestoreWindow | None = None
        self._read_at: float | None = None

    async def latest(self, session: AsyncSession) -> RestoreWindow | None:
        """Open or ended; None if there never was one."""
        if self._read_at is None or self._clock() - self._read_at >= KNOWN_FOR.total_seconds():
            self._known, self._read_at = await restores.latest(session), self._clock()
        return self._known

    async def in_doubt(
        self, session: AsyncSession, row: OutboundMessage, about: CallContext, *, now: datetime
    ) -> RestoreWindow | None:
        """The restore because of which a message may have been sent before; None if it cannot have been.

        `now` is the wall clock's.
        """
        window = await self.latest(session)
        if window is None or not window.doubts(planned_at=row.planned_at, now=now) or row.key in NEVER_IN_DOUBT:
            return None
        happened_at = await _happened_at(session, row, about)
        return None if happened_at is not None and happened_at > window.stopped_at else window


def earliest_attempt(
    row: OutboundMessage, ambiguous_since: datetime | None, window: RestoreWindow | None
) -> datetime | None:
    """Since when the message may have left: by our own attempt, or by the lost system.

    An attempt is dated by the worker's clock, which may have been ahead; when it was planned, by Temporal's.
    """
    planned_at = row.planned_at if ambiguous_since else None
    since = (ambiguous_since, planned_at, window.since if window else None)
    return min((moment for moment in since if moment is not None), default=None)


def may_look_alike(row: OutboundMessage) -> bool:
    """True if its words tell which message it is even where their figures and links differ."""
    return row.key != MessageKey.DETECTIVE_MESSAGE


def why_withheld(row: OutboundMessage, window: RestoreWindow | None) -> NotSent | None:
    """Of an email in doubt: it is not sent. Texts are looked for."""
    in_doubt = window is not None and row.channel == Channel.EMAIL
    return NotSent.MAYBE_SENT if in_doubt else None


async def _happened_at(session: AsyncSession, row: OutboundMessage, about: CallContext) -> datetime | None:
    """When what the message says came to pass: later than the lost system's end, that system cannot have sent it."""
    key = rules_key(row)
    if key in _OWN_WORDS:
        return row.planned_at
    if KEY_RULES[key].purpose is Purpose.REPLIES:
        # A cry for help must be answered: if this person wrote since, their answer is not looked for.
        return await replies.last_written(session, about.agency.ori, row.contact_id, row.call_id)
    if KEY_RULES[key].purpose is Purpose.SURVEY:
        return _survey_due(key, about)
    if key is MessageKey.CALL_RECEIVED:
        return about.state.received_at
    return await restores.when_it_happened(session, row)


def _survey_due(key: MessageKey, about: CallContext) -> datetime | None:
    ended_at, survey = about.state.ended_at, about.policy.survey
    if ended_at is None:
        return None
    return ended_at + survey.after + (survey.reminder_after if key is MessageKey.SURVEY_REMINDER else timedelta())
