"""Limit how often a visitor may try to sign in: counted on what was typed, whether or not there is such a case.

Counts are kept in the database under keyed hashes, so that a restart forgets nothing and no address or case can be
read from them. Windows are by the clock: three in a quarter of an hour means from :00 to :15, and so on.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import rate_counts

_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


class Counted(StrEnum):
    """What is counted."""

    CODES_TO_ADDRESS = "portal.address"
    CODES_BY_LINK = "portal.link"
    CODES_FOR_CASE = "portal.case"
    CODES_OF_NETWORK = "portal.network"
    TRIES_OF_NETWORK = "portal.tries"


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in one window of time."""

    most: int
    window: timedelta


LIMITS: Mapping[Counted, tuple[Limit, ...]] = {
    Counted.CODES_TO_ADDRESS: (Limit(3, _QUARTER), Limit(10, _DAY)),
    Counted.CODES_BY_LINK: (Limit(3, _QUARTER), Limit(10, _DAY)),
    Counted.CODES_FOR_CASE: (Limit(10, _HOUR), Limit(30, _DAY)),
    Counted.CODES_OF_NETWORK: (Limit(30, _QUARTER), Limit(200, _DAY)),
    Counted.TRIES_OF_NETWORK: (Limit(60, _QUARTER),),
}
"""A link has a count of its own: a victim whose number another person keeps typing can still sign in by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooOften:
    """Come back later."""

    retry_after: timedelta


async def count(session: AsyncSession, vault: Vault, tried: Mapping[Counted, str], *, now: datetime) -> TooOften | None:
    """Count one more of each; how long to wait if one of them is more than its limit allows."""
    wait = timedelta()
    for bucket, limit in sorted(
        (f"{what}/{limit.window // timedelta(seconds=1)}/{vault.fingerprint(value, kind=what)}", limit)
        for what, value in tried.items()
        for limit in LIMITS[what]
    ):
        began_at = _beginning(now, limit.window)
        if await rate_counts.count(session, bucket, began_at=began_at) > limit.most:
            wait = max(wait, began_at + limit.window - now)
    return TooOften(retry_after=wait) if wait else None


def network_of(host: str | None) -> str:
    """Whose connection it is, about: the /24 of an IPv4 address, the /56 of an IPv6 one."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 56), strict=False))


def _beginning(now: datetime, window: timedelta) -> datetime:
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return day + (now - day) // window * window
