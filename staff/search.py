"""Search by call number, case number, telephone number or email address: only what the searcher may see is found.

Each search needs a reason, is recorded with a keyed hash of what was sought, never with the number itself, and counts:
who tries many numbers to see which are known is stopped. A detective finds their own cases; of others not even that
there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import UnusableAddress, email_address, telephone
from db.encryption.vault import Vault
from db.queries import rate_counts, staff_search
from db.queries.hash_lookup import email_hash_of, phone_hash_of
from db.queries.staff_search import FoundCall
from domain.audit.acts import ActKind, Outcome
from staff.acting import ActingStaff

MOST_FOUND = 50
MOST_TYPED = 320
"""Characters: as many as an email address may have."""

LIMITS = ((30, timedelta(minutes=15)), (300, timedelta(days=1)))
"""Searches of one account in windows by the clock."""

HASH_KIND = "staff search"


class SearchReason(StrEnum):
    """Why a member of staff looks."""

    PERSON_CALLED = "person_called"
    INVESTIGATION = "investigation"
    RECORDS_REQUEST = "records_request"
    OTHER = "other"
    """Which they put in words."""


class SearchKind(StrEnum):
    """What a search looked for."""

    NUMBER = "number"
    """Of a call or a case."""
    TELEPHONE = "telephone"
    EMAIL = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is sought, and why; `words` say more, without a name or a number of a person."""

    text: str = field(repr=False)
    reason: SearchReason
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """What was found, newest call first; `has_more`: more than are shown."""

    calls: tuple[FoundCall, ...]
    has_more: bool


async def too_often(session: AsyncSession, acting: ActingStaff) -> bool:
    """Count one more search of this account; True, and recorded, if that is more than is allowed."""
    over = False
    for most, window in sorted(LIMITS):
        bucket = f"staff.search/{window // timedelta(seconds=1)}/{acting.visit.account.id}"
        day = acting.now.replace(hour=0, minute=0, second=0, microsecond=0)
        began_at = day + (acting.now - day) // window * window
        over |= await rate_counts.count(session, bucket, began_at=began_at) > most
    if over:
        await acting.note(session, ActKind.SEARCHED, outcome=Outcome.REFUSED, reason="too often")
    return over


async def search(session: AsyncSession, vault: Vault, acting: ActingStaff, wanted: Search) -> SearchResult:
    """Find, and record that it was looked for. Within the caller's transaction."""
    kinds, found = [SearchKind.NUMBER], list(await _by_number(session, acting, wanted.text))
    for kind, hash_ in await _hashes(session, vault, wanted.text):
        kinds.append(kind)
        found += await staff_search.by_address(
            session, acting.ori, hash_, account_id=acting.only_own, limit=MOST_FOUND + 1
        )
    calls = _each_once(found)
    detail = {
        "kinds": [kind.value for kind in kinds],
        "hash": vault.fingerprint(" ".join(wanted.text.split()).casefold(), kind=HASH_KIND),
        "calls": [each.call.call_number for each in calls[:MOST_FOUND]],
        "found": len(calls),
    }
    reason = f"{wanted.reason}: {wanted.words}" if wanted.words else wanted.reason.value
    await acting.note(session, ActKind.SEARCHED, reason=reason, detail=detail)
    return SearchResult(calls=tuple(calls[:MOST_FOUND]), has_more=len(calls) > MOST_FOUND)


async def _by_number(session: AsyncSession, acting: ActingStaff, text: str) -> Sequence[FoundCall]:
    typed = text.strip()
    numbers = {typed, typed.upper(), typed.lower()}
    return await staff_search.by_number(session, acting.ori, numbers, account_id=acting.only_own, limit=MOST_FOUND + 1)


async def _hashes(session: AsyncSession, vault: Vault, text: str) -> list[tuple[SearchKind, str]]:
    """What finds it, if it can be a telephone number or an email address."""
    try:
        if "@" in text:
            return [(SearchKind.EMAIL, await email_hash_of(session, vault, email_address(text)))]
        return [(SearchKind.TELEPHONE, await phone_hash_of(session, vault, telephone(text).number))]
    except UnusableAddress:
        return []


def _each_once(found: Sequence[FoundCall]) -> list[FoundCall]:
    """The newest first; where a person's address found it, with their roles."""
    by_call: dict[str, FoundCall] = {}
    for each in found:
        known = by_call.get(each.call.id)
        if known is None or not known.roles:
            by_call[each.call.id] = each
    return sorted(by_call.values(), key=lambda each: (each.call.created_at, each.call.id), reverse=True)
