"""Limit how often a visitor may try to sign in, without a way for one visitor to keep another out.

Two kinds of limit, in two places:

- Of the asker's own network, counted first and alone, before anything is looked up. Over it the answer is 429, and a
  refused request changes nothing else. The counts are kept under keyed hashes, in windows by the clock: thirty in a
  quarter of an hour means from :00 to :15, and so on.
- Of the codes that were really sent to an address, counted by the code sender when it has found a case. Over it no
  code is sent, and the visitor reads what they always read: else a refusal would say whose number is known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import portal_attempts, rate_counts
from db.queries.portal_attempts import SentCode
from db.tables import PortalAttempt
from domain.networks import beginning_of_window

_QUARTER, _DAY = timedelta(minutes=15), timedelta(days=1)


class Counted(StrEnum):
    """What is counted of a network."""

    CODES_OF_NETWORK = "portal.network"
    CODES_BY_LINK = "portal.link"
    """By one link from one network: nothing that is done without the link, or elsewhere, is counted here."""
    TRIES_OF_NETWORK = "portal.tries"
    """Codes entered by a browser that has no attempt open; one that has is limited by its attempt."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in one window of time."""

    most: int
    window: timedelta


LIMITS: Mapping[Counted, tuple[Limit, ...]] = {
    Counted.CODES_OF_NETWORK: (Limit(30, _QUARTER), Limit(200, _DAY)),
    Counted.CODES_BY_LINK: (Limit(10, _QUARTER), Limit(40, _DAY)),
    Counted.TRIES_OF_NETWORK: (Limit(60, _QUARTER),),
}

SENT_FOR_NETWORK: tuple[Limit, ...] = (Limit(3, _QUARTER), Limit(10, _DAY))
"""Unused codes to one address that one network asked for with the case number and the address."""
SENT_BY_FORM: tuple[Limit, ...] = (Limit(6, _QUARTER), Limit(20, _DAY))
"""... that all networks did. More than one network can use up: a victim elsewhere still gets a code."""
SENT_BY_LINK: tuple[Limit, ...] = (Limit(3, _QUARTER), Limit(10, _DAY))
"""... that were asked for by the link in a message: nothing that is asked for without the link uses these up."""
UNUSED_WITHOUT_LINK = 2
"""After so many unused codes in a day the next one carries the link, so its owner is never without a way in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooOften:
    """Come back later."""

    retry_after: timedelta


async def count(session: AsyncSession, vault: Vault, what: Counted, who: str, *, now: datetime) -> TooOften | None:
    """Count one more; how long to wait if that is more than a limit allows."""
    wait = timedelta()
    for limit in LIMITS[what]:
        bucket = f"{what}/{limit.window // timedelta(seconds=1)}/{vault.fingerprint(who, kind=what)}"
        began_at = beginning_of_window(now, limit.window)
        if await rate_counts.count(session, bucket, began_at=began_at) > limit.most:
            wait = max(wait, began_at + limit.window - now)
    return TooOften(retry_after=wait) if wait else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeAllowance:
    """Whether one more code may go to an address, and whether its owner should have the link in case they run out."""

    may_send: bool
    is_running_out: bool = False


async def allowance(
    session: AsyncSession, attempt: PortalAttempt, address_hash: str, *, now: datetime
) -> CodeAllowance:
    """What this attempt may get at this address. A code that was entered counts no more: its owner asked for it."""
    unused = await portal_attempts.unused(session, attempt.ori, address_hash, since=now - _DAY)
    if attempt.link_hash:
        return CodeAllowance(may_send=_has_room([code for code in unused if code.link_hash], SENT_BY_LINK, now))
    by_form = [code for code in unused if not code.link_hash]
    of_network = [code for code in by_form if code.network_hash == attempt.network_hash]
    return CodeAllowance(
        may_send=_has_room(of_network, SENT_FOR_NETWORK, now) and _has_room(by_form, SENT_BY_FORM, now),
        is_running_out=len(by_form) >= UNUSED_WITHOUT_LINK,
    )


def _has_room(sent: Sequence[SentCode], limits: tuple[Limit, ...], now: datetime) -> bool:
    return all(sum(code.created_at > now - limit.window for code in sent) < limit.most for limit in limits)
