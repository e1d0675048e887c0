"""Limits the wrong tries of one network, so that no network alone can lock every account of an agency.

Five wrong tries lock an account, as they must [CJIS AC-7], so who knows badges could lock them all. A network has
forty wrong tries in a quarter of an hour and a hundred and twenty in a day: they lock eight accounts, or twenty-four.
Over it, passwords from that network are refused before any account is looked at. Passkeys have a count of their own:
they cannot be guessed, and stay the way in where a colleague has used up the passwords of a station.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import rate_counts
from domain.networks import beginning_of_window, network_of

_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)


class CountedTry(StrEnum):
    """What is counted of a network."""

    PASSWORD = "staff.password"  # noqa: S105  the name of a count
    PASSKEY = "staff.passkey"
    CHALLENGE = "staff.challenge"


MOST: Mapping[CountedTry, tuple[tuple[int, timedelta], ...]] = {
    CountedTry.PASSWORD: ((40, _QUARTER), (120, _DAY)),
    CountedTry.PASSKEY: ((40, _QUARTER), (120, _DAY)),
    CountedTry.CHALLENGE: ((600, _QUARTER),),
}
"""So many in so long: of challenges all, of tries those that were wrong or are under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkIsOver:
    """Too many: come back later. `is_first`: the only one of its window that is recorded, or a flood fills the log."""

    retry_after: timedelta
    is_first: bool


async def begin(
    session: AsyncSession, vault: Vault, what: CountedTry, source: str, *, now: datetime
) -> NetworkIsOver | None:
    """Count one more, before it is looked at; None if it may be."""
    over = None
    for bucket, began_at, most, window in _buckets(vault, what, source, now):
        counted = await rate_counts.count(session, bucket, began_at=began_at)
        if counted > most:
            over = NetworkIsOver(retry_after=began_at + window - now, is_first=counted == most + 1)
    return over


async def was_right(session: AsyncSession, vault: Vault, what: CountedTry, source: str, *, begun_at: datetime) -> None:
    """It was no wrong try: count it no more."""
    for bucket, began_at, _, _ in _buckets(vault, what, source, begun_at):
        await rate_counts.give_back(session, bucket, began_at=began_at)


def _buckets(vault: Vault, what: CountedTry, source: str, now: datetime) -> list[tuple[str, datetime, int, timedelta]]:
    of = vault.fingerprint(network_of(source), kind=what)
    made = (
        (f"{what}/{window // timedelta(seconds=1)}/{of}", beginning_of_window(now, window), most, window)
        for most, window in MOST[what]
    )
    return sorted(made)  # in one order, so that no two transactions wait for each other
