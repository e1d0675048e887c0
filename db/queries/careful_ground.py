"""Addresses at which a text may endanger a person for what is known from other calls of the agency.

- An address in a call that is or was sensitive gets no automatic message of any call for 48 hours: the person who
  reads it may be the one the caller fears. Calls that are played have clocks of their own, which skip what they
  wait for: a call of today is not near a sensitive one that is at its fortieth day.
- An address that a suspect has in another open call is a suspect's, also where a victim gives it as theirs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, Person
from domain.call_state import CallStatus
from domain.contacts import NEVER_CONTACTED

NEAR = timedelta(hours=48)
"""For so long after anything happened to a sensitive call. As long before it, too: no two clocks agree exactly, and
what was recorded meanwhile must count."""

_OVER = [status.value for status in (CallStatus.CLOSED, CallStatus.CANCELLED, CallStatus.MERGED)]
_IS_SUSPECT = or_(*(col(Person.roles).contains(role.value) for role in NEVER_CONTACTED))
_CAREFUL = (
    select(col(Person.phone_hash), col(Person.email_hash), col(Person.roles), col(Call.status), col(Call.sensitive_at))
    .join(Call, col(Call.id) == col(Person.call_id))
    .where(
        or_(
            col(Person.phone_hash).in_(bindparam("hashes", expanding=True)),
            col(Person.email_hash).in_(bindparam("hashes", expanding=True)),
        ),
        col(Call.ori) == bindparam("ori"),
        col(Call.id) != bindparam("call_id"),
        or_(
            col(Call.sensitive_at).between(bindparam("since"), bindparam("until")),
            and_(_IS_SUSPECT, col(Call.status).not_in(_OVER)),
        ),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarefulGround:
    """The addresses (hashes) near a sensitive call, and those of suspects."""

    near_sensitive: frozenset[str] = frozenset()
    of_suspects: frozenset[str] = frozenset()


NONE = CarefulGround()


async def around(
    session: AsyncSession, *, ori: str, call_id: str, hashes: Collection[str], now: datetime
) -> CarefulGround:
    """What other calls of the agency say of these addresses."""
    if not hashes:
        return NONE
    since, until = now - NEAR, now + NEAR
    asked: dict[str, object] = {"hashes": list(hashes), "ori": ori, "call_id": call_id, "since": since, "until": until}
    near: set[str] = set()
    suspects: set[str] = set()
    for phone_hash, email_hash, roles, status, sensitive_at in await session.execute(_CAREFUL, asked):
        ours = {hash_ for hash_ in (phone_hash, email_hash) if hash_ and hash_ in hashes}
        if sensitive_at is not None and since <= sensitive_at <= until:
            near |= ours
        if set(roles.split()) & NEVER_CONTACTED and status not in _OVER:
            suspects |= ours
    return CarefulGround(near_sensitive=frozenset(near), of_suspects=frozenset(suspects))
