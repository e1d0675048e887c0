"""What people chose, by number or address, and which of these addresses were reassigned to other people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, func, null, select, type_coerce, union_all, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.connection.types import UtcDateTime
from db.queries import languages
from db.queries.reassigned_addresses import OF_ANOTHER_PERSON, WRONG_NUMBER
from db.tables import AddressCut, Call, Person, Preference
from domain.messages import Channel
from domain.portal.access import is_still_theirs
from domain.preferences import NOTHING, Preferences, UpdateGroup, hours_of, of_one_person, text_of

KEPT = ("channels", "updates_off", "safe_sms", "safe_email", "safe_voice", "safe_hours", "ok_to_identify", "review_by")
"""What is chosen at an address, by columns."""

_IN_FORCE: Executable = union_all(
    select(
        col(Preference.address_hash),
        *(col(getattr(Preference, name)) for name in KEPT),
        type_coerce(null(), UtcDateTime).label("lost_at"),
        null().label("reason"),
    ).where(
        col(Preference.ori) == bindparam("ori"),
        col(Preference.address_hash).in_(bindparam("hashes", expanding=True)),
        # A person who only texted "ES" chose a language and nothing else.
        col(Preference.review_by).is_not(None),
    ),
    select(col(AddressCut.address_hash), *(null() for _ in KEPT), col(AddressCut.cut_at), col(AddressCut.reason)).where(
        col(AddressCut.ori) == bindparam("ori"),
        col(AddressCut.address_hash).in_(bindparam("hashes", expanding=True)),
        col(AddressCut.reason).in_(OF_ANOTHER_PERSON),
    ),
)
"""One statement, as it is asked at every step of every call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfAddress:
    """What a person chose at this address, and since when it is known to be another person's.

    `is_wrong_number`: that person has told us so.
    """

    preferences: Preferences | None = None
    lost_at: datetime | None = None
    is_wrong_number: bool = False


_UNKNOWN = OfAddress()
OfAddresses = Mapping[str, OfAddress]
"""By address hash; an address of which nothing is known is missing."""


async def in_force(session: AsyncSession, ori: str, hashes: Collection[str]) -> OfAddresses:
    """What holds for the people who are reached at these addresses."""
    if not hashes:
        return {}
    return of_rows(await session.execute(_IN_FORCE, {"ori": ori, "hashes": list(hashes)}))


def of_rows(rows: Iterable[Any]) -> OfAddresses:
    """What rows say that have an address, and either what was chosen there, or when and why it was lost."""
    found: dict[str, OfAddress] = defaultdict(OfAddress)
    for row in rows:
        known = found[row.address_hash]
        if row.lost_at is not None:
            is_wrong = row.reason == WRONG_NUMBER
            found[row.address_hash] = replace(known, lost_at=row.lost_at, is_wrong_number=is_wrong)
        else:
            found[row.address_hash] = replace(known, preferences=_preferences(row))
    return dict(found)


def of_person(known: OfAddresses, hashes: Iterable[str]) -> Preferences:
    """What holds for one person, whichever address they said it by."""
    said = (known.get(hash_, _UNKNOWN).preferences for hash_ in hashes) if known else ()
    return of_one_person([preferences for preferences in said if preferences is not None]) if known else NOTHING


def is_theirs(known: OfAddresses, address_hash: str | None, *, since: datetime) -> bool:
    """False for an address that another person has had since after this person became known by it."""
    return not known or is_still_theirs(since, known.get(address_hash or "", _UNKNOWN).lost_at)


def is_wrong_number(known: OfAddresses, address_hash: str | None) -> bool:
    """True for a number whose owner wrote that we had the wrong number."""
    return bool(known) and known.get(address_hash or "", _UNKNOWN).is_wrong_number


async def keep(
    session: AsyncSession, *, ori: str, hashes: Iterable[str], preferences: Preferences, how: str, now: datetime
) -> None:
    """From now on this holds for these addresses, in place of what held before. `preferences.review_by` must be set."""
    for address_hash in hashes:
        await languages.put(session, ori, address_hash, **_columns(preferences), how=how, set_at=now)


async def start_again(session: AsyncSession, ori: str, hashes: Collection[str], *, now: datetime) -> bool:
    """A person who had chosen no channel wants to be written to again, as the policy says. True if that was news.

    What they chose by phone holds for their email address as well.
    """
    emails = (
        select(col(Person.email_hash))
        .join(Call, col(Call.id) == col(Person.call_id))
        .where(col(Call.ori) == ori, col(Person.phone_hash).in_(hashes), col(Person.email_hash).is_not(None))
        .distinct()
    )
    # Asked first: with both in one condition PostgreSQL reads every preference.
    of_person = col(Preference.address_hash).in_({*hashes, *(await session.scalars(emails)).all()})
    chose_none = (col(Preference.ori) == ori, of_person, col(Preference.channels) == "")
    changed = update(Preference).where(*chose_none).values(channels=None, set_at=now)
    found = await session.execute(
        changed.returning(col(Preference.address_hash)).execution_options(synchronize_session=False)
    )
    return found.first() is not None


async def forget(session: AsyncSession, ori: str, address_hash: str, *, now: datetime) -> bool:
    """As if they had chosen nothing but their language. False if that is so already."""
    mine = (col(Preference.ori) == ori, col(Preference.address_hash) == address_hash)
    chose = col(Preference.review_by).is_not(None)
    nothing: dict[str, Any] = dict.fromkeys(KEPT, None) | {"updates_off": "", "set_at": now}
    reset = update(Preference).where(*mine, chose).values(**nothing).returning(col(Preference.address_hash))
    return (await session.execute(reset)).first() is not None


async def set_at(session: AsyncSession, ori: str, hashes: Collection[str]) -> datetime | None:
    """When they last chose anything."""
    of_person = (col(Preference.ori) == ori, col(Preference.address_hash).in_(hashes))
    return (await session.scalars(select(func.max(col(Preference.set_at))).where(*of_person))).one()


def _preferences(row: Any) -> Preferences:
    channels = None if row.channels is None else frozenset(Channel(channel) for channel in row.channels.split())
    return Preferences(
        channels=channels,
        updates_off=frozenset(UpdateGroup(group) for group in row.updates_off.split()),
        safe_sms=row.safe_sms is not False,
        safe_email=row.safe_email is not False,
        safe_voice=row.safe_voice is not False,
        safe_hours=frozenset(hours_of(hours) for hours in (row.safe_hours or "").split()),
        ok_to_identify=row.ok_to_identify is not False,
        review_by=row.review_by,
    )


def _columns(preferences: Preferences) -> dict[str, Any]:
    return {
        "channels": None if preferences.channels is None else " ".join(sorted(preferences.channels)),
        "updates_off": " ".join(sorted(preferences.updates_off)),
        "safe_sms": preferences.safe_sms,
        "safe_email": preferences.safe_email,
        "safe_voice": preferences.safe_voice,
        "safe_hours": " ".join(sorted(text_of(hours) for hours in preferences.safe_hours)) or None,
        "ok_to_identify": preferences.ok_to_identify,
        "review_by": preferences.review_by,
    }
