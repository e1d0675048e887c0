"""Addresses at which a text may endanger a person for what is known from other calls of the agency.

- An address in a call that is or was sensitive gets no automatic message of any call for 48 hours: the person who
  reads it may be the one the caller fears. Calls that are played have clocks of their own, which skip what they
  wait for: a call of today is not near a sensitive one that is at its fortieth day.
- An address that a suspect has in another open call is a suspect's, also where a victim gives it as theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.tables import Call, Person
from domain.call_state import CallStatus
from domain.contacts import NEVER_CONTACTED

NEAR = timedelta(hours=48)
"""For so long after anything happened to a sensitive call. As long before it, too: no two clocks agree exactly, and
what was recorded meanwhile must count."""

_OVER = [status.value for status in (CallStatus.CLOSED, CallStatus.CANCELLED, CallStatus.MERGED)]


def is_careful(people: Any, calls: Any) -> ColumnElement[bool]:
    """True of a person of a call that may say something of an address; `since` and `until` are asked for."""
    # Constants in the text of the statement: each parameter, and each list, takes time whenever it runs.
    is_suspect = or_(*(people.roles.like(literal_column(f"'%{role}%'")) for role in sorted(NEVER_CONTACTED)))
    is_open = and_(*(calls.status != literal_column(f"'{status}'") for status in _OVER))
    near = calls.sensitive_at.between(bindparam("since"), bindparam("until"))
    # The number of a shop or a shelter is in thousands of calls: an index knows the few people that may matter.
    return and_(people.careful, or_(near, and_(is_suspect, is_open)))


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
        is_careful(Person, Call),
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
    since, until = window(now)
    asked: dict[str, object] = {"hashes": list(hashes), "ori": ori, "call_id": call_id, "since": since, "until": until}
    found = await session.execute(_CAREFUL, asked)
    return of_rows(
        (
            (hash_, roles, status, at)
            for *both, roles, status, at in found
            for hash_ in both
            if hash_ and hash_ in hashes
        ),
        now=now,
    )


def window(now: datetime) -> tuple[datetime, datetime]:
    """Since when and until when what happens to a sensitive call counts."""
    return now - NEAR, now + NEAR


def of_rows(rows: Iterable[tuple[str, str, str, datetime | None]], *, now: datetime) -> CarefulGround:
    """What people of other calls say of addresses: hash, their roles, and the call's status and sensitive time."""
    since, until = window(now)
    near: set[str] = set()
    suspects: set[str] = set()
    for hash_, roles, status, sensitive_at in rows:
        if sensitive_at is not None and since <= sensitive_at <= until:
            near.add(hash_)
        if set(roles.split()) & NEVER_CONTACTED and status not in _OVER:
            suspects.add(hash_)
    return CarefulGround(near_sensitive=frozenset(near), of_suspects=frozenset(suspects)) if near or suspects else NONE
