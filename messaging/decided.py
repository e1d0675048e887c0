"""Writes to the audit log what was decided about a message: that it leaves, in these words, or why it does not.

One INSERT in the transaction that exists, and no question to the database.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib import metadata

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.queries.heard import KnownMessage
from db.tables import Agency, Call, OutboundMessage
from domain.actors import WORKFLOW
from domain.audit.acts import Act, ActKind, Outcome
from domain.audit.canonical import canonical
from domain.delivery import DeliveryStatus
from messaging.call_context import CallContext
from messaging.providers.base import ComposedMessage
from policies.in_force import policy_mark


async def withheld(
    session: AsyncSession, row: OutboundMessage, call: Call, agency: Agency, *, now: datetime, by: str = str(WORKFLOW)
) -> None:
    """It is not sent; its row says why. Nothing is written of one that is not withheld."""
    if row.status == DeliveryStatus.WITHHELD:
        await record(session, act_of_withheld(row, call, agency, by=by), now=now)


def act_of_withheld(row: OutboundMessage | KnownMessage, call: Call, agency: Agency, *, by: str = str(WORKFLOW)) -> Act:
    """What the audit log says of a message that is not sent."""
    return Act(
        ori=call.ori,
        kind=ActKind.MESSAGE_DECIDED,
        by=by,
        about=f"message:{row.id}",
        outcome=Outcome.REFUSED,
        reason=row.reason,
        detail=_facts(row, call, agency),
        contact_id=row.contact_id,
    )


def act_of_leaving(row: OutboundMessage, about: CallContext, composed: ComposedMessage, *, wording: str) -> Act:
    """It is about to be handed over in these words; each time they are written anew, anew."""
    return Act(
        ori=about.call.ori,
        kind=ActKind.MESSAGE_DECIDED,
        by=str(WORKFLOW),
        about=f"message:{row.id}",
        reason=row.reason,
        detail=_facts(row, about.call, about.agency) | {"wording": wording, "segments": row.segments},
        contact_id=row.contact_id,
        private=words(composed),
    )


def words(composed: ComposedMessage) -> str:
    """What the record of a message that left has a salted hash of: to which address, and what it said."""
    said = {"to": composed.to, "subject": composed.subject, "text": composed.text}
    return canonical({name: value for name, value in said.items() if value}).decode()


def _facts(row: OutboundMessage | KnownMessage, call: Call, agency: Agency) -> dict[str, str | int]:
    return {
        "call": call.call_number,
        "key": row.key,
        "n": row.n,
        "channel": row.channel,
        "language": row.language,
        "policy": policy_mark(agency.policy),
        "version": _version(),
    }


@cache
def _version() -> str:
    return metadata.version("caseline")
