"""Read and keep what a person chooses in the portal, for every address they are known by.

The timeline of their calls says only that they chose something, never what.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls, consents, inbox, languages, preferences, timeline
from db.queries.contacts import known_hashes
from db.queries.timeline import TimelineNote
from db.tables import Agency, Call, PortalSession, new_id
from domain.actors import CONTACT
from domain.messages import Channel
from domain.preferences import Preferences
from domain.wakes import WakeUp
from messaging.consent import everything, record_consent
from portal import sessions
from portal.cases import calls_of

REVIEW_AFTER = timedelta(days=180)
"""When they are asked again whether what they said about safety still holds."""

HOW = SOURCE = "portal"
KIND = "preferences"
CHANGED = "preferences changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalReader:
    """A signed-in person: every address they are known by, and their calls.

    `ways`: the channels they have and the agency uses; `unsafe`: those that the agency was told are not safe.
    """

    ori: str
    hashes: frozenset[str]
    ways: frozenset[Channel]
    unsafe: frozenset[Channel]
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesInForce:
    """What holds for them now. `set_at`: when they last chose anything; None if never."""

    language: str
    preferences: Preferences
    stopped: bool
    set_at: datetime | None

    def is_to_be_reviewed(self, now: datetime) -> bool:
        """True if `REVIEW_AFTER` has passed since they said what is safe."""
        return self.preferences.review_by is not None and self.preferences.review_by <= now


async def reader_of(session: AsyncSession, agency: Agency, address_hash: str, channel: str) -> PortalReader:
    """The person who proved this address. What they choose holds for the other address in their entries as well."""
    found = await calls_of(session, agency, address_hash)
    people = [person for call in found for person in call.people]
    known = {
        Channel.SMS: any(person.phone_sealed for person in people),
        Channel.EMAIL: any(person.email_sealed for person in people),
        Channel(channel): True,
    }
    used = found[0].policy.ways if found else frozenset(Channel)
    safe = {Channel.SMS: all(p.safe_sms for p in people), Channel.EMAIL: all(p.safe_email for p in people)}
    return PortalReader(
        ori=agency.ori,
        hashes=known_hashes(people) | {address_hash},
        ways=frozenset(way for way, is_known in known.items() if is_known and way in used),
        unsafe=frozenset(way for way, is_safe in safe.items() if not is_safe),
        calls=tuple(call.call for call in found),
    )


async def hashes_of(session: AsyncSession, agency: Agency, address_hash: str) -> frozenset[str]:
    """By which the person is known who is reached at this address: their other address in the same entries too."""
    found = await calls_of(session, agency, address_hash)
    return known_hashes(person for call in found for person in call.people) | {address_hash}


async def forget(session: AsyncSession, agency: Agency, address_hash: str, *, now: datetime) -> bool:
    """As if they had chosen nothing but their language. False if that is so already."""
    hashes = await hashes_of(session, agency, address_hash)
    return any([await preferences.forget(session, agency.ori, each, now=now) for each in sorted(hashes)])


async def in_force(session: AsyncSession, reader: PortalReader, visit: PortalSession) -> ChoicesInForce:
    """What they see on the page."""
    known = await preferences.in_force(session, reader.ori, reader.hashes)
    stopped = await consents.opted_out(session, reader.ori, reader.hashes)
    return ChoicesInForce(
        language=await languages.last_used(session, reader.ori, reader.hashes) or visit.language,
        preferences=preferences.of_person(known, reader.hashes),
        stopped=any(stopped.values()),
        set_at=await preferences.set_at(session, reader.ori, reader.hashes),
    )


async def choose(
    session: AsyncSession, reader: PortalReader, chosen: Preferences, language: str, *, now: datetime
) -> bool:
    """From now on this holds, in place of everything they chose before.

    True if they call something unsafe that was not: then all their visits have ended, this one too. Another person who
    reads their texts or emails may be in.
    """
    known = await languages.chosen(session, reader.ori, reader.hashes)
    if known is None or known.language != language:
        for address_hash in sorted(reader.hashes):
            await languages.choose(
                session, ori=reader.ori, address_hash=address_hash, language=language, how=HOW, now=now
            )
    before = preferences.of_person(await preferences.in_force(session, reader.ori, reader.hashes), reader.hashes)
    kept = replace(chosen, review_by=now + REVIEW_AFTER)
    await preferences.keep(session, ori=reader.ori, hashes=sorted(reader.hashes), preferences=kept, how=HOW, now=now)
    await _note_change(session, reader, now=now)
    if chosen.is_less_safe_than(before):
        await sessions.end_everywhere(session, reader.ori, reader.hashes, now=now)
        return True
    return False


async def stop_or_start(session: AsyncSession, reader: PortalReader, *, allowed: bool, now: datetime) -> None:
    """All updates and surveys, to every address of theirs."""
    said = everything(allowed=allowed)
    if await record_consent(session, reader.ori, reader.hashes, said, how=HOW, now=now):
        await _note_change(session, reader, now=now)


async def _note_change(session: AsyncSession, reader: PortalReader, *, now: datetime) -> None:
    """A line in each call's timeline; a call that goes on looks again at what it waits for."""
    for call_number in sorted(call.call_number for call in reader.calls):
        call = await calls.lock_call(session, reader.ori, call_number)
        if call is None:
            continue
        key = f"{KIND}/{new_id()}"
        line = TimelineNote(key=key, kind=KIND, what=CHANGED, status=call.status, by=CONTACT)
        await timeline.note(session, call.id, line, now=now)
        if not call.state.get("finished"):
            await inbox.wake(session, call, WakeUp(source=SOURCE, key=key), now=now)
