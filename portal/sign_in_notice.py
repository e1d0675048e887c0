"""Tell a victim that someone signed in to their case page, over a channel that is safe, in case it was not them.

A person who signed in has read the code, so the notice goes over the other channel where there is one. It goes nowhere
that was called unsafe, stopped or not chosen, and at most once in some hours: a victim who looks often is not written
to each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import calls, contacts, inbox, messages, reassigned_addresses
from db.queries.contacts import address_hashes, same_person
from db.queries.insert_if_new import insert_if_new
from db.tables import Agency, OutboundMessage, Person
from domain.delivery import NotSent
from domain.message_plan import PlannedMessage
from domain.message_times import safe_at
from domain.messages import Channel, MessageKey
from domain.portal.access import is_still_theirs
from domain.portal.sign_in_notice import channel_of_notice
from domain.wakes import WakeUp
from messaging.compose import OCCURRED_AT
from messaging.planning import row_of
from portal.cases import VictimCall, cases_of
from portal.sign_in_attempts import Proven

KEY = MessageKey.PORTAL_SIGNED_IN
NOT_AGAIN_FOR = timedelta(hours=6)
VALID_FOR = timedelta(hours=24)
SOURCE = "portal"


async def notify(session: AsyncSession, agency: Agency, proven: Proven, *, now: datetime) -> bool:
    """Plan the notice, or record why there is none; True if the call's workflow is to hear of it.

    Nothing is planned for a person without a case to follow, or who was told within `NOT_AGAIN_FOR`.
    """
    case = next(iter(await cases_of(session, agency, proven.address_hash)), None)
    if case is None:
        return False
    await calls.lock_call(session, agency.ori, case.call.call_number)
    known = [row for row in await messages.of_call(session, case.call.id) if row.key == KEY]
    if _was_told(known, case, since=now - NOT_AGAIN_FOR):
        return False
    n = 1 + max((row.n for row in known), default=0)
    row = row_of(case.call, await _planned(session, agency, case, proven, n=n, now=now), now=now)
    row.facts = {OCCURRED_AT: now.isoformat()}
    await insert_if_new(session, row)
    if not row.channel:
        return False
    await inbox.wake(session, case.call, WakeUp(source=SOURCE, key=f"signed-in/{row.id}"), now=now)
    return True


def _was_told(known: Sequence[OutboundMessage], case: VictimCall, *, since: datetime) -> bool:
    return any(row.contact_id in case.contact_ids and row.planned_at > since for row in known)


async def _planned(
    session: AsyncSession, agency: Agency, case: VictimCall, proven: Proven, *, n: int, now: datetime
) -> PlannedMessage:
    (contact,) = await contacts.for_rules(session, same_person(case.all_people, proven.address_hash), agency)
    reached = await _reached(session, agency.ori, case)
    chosen = channel_of_notice(contact, reached.keys(), Channel(proven.channel), case.policy)
    leaves_at = safe_at(KEY, contact, now, ZoneInfo(agency.time_zone), case.policy)
    withheld = chosen if isinstance(chosen, NotSent) else None if leaves_at else NotSent.NOT_SAFE
    channel = None if withheld or isinstance(chosen, NotSent) else chosen
    return PlannedMessage(
        contact_id=(reached[channel] if channel else case.people[0]).id,
        key=KEY,
        n=n,
        channel=channel,
        language=contact.language,
        withheld=withheld,
        not_before=leaves_at if channel and leaves_at and leaves_at > now else None,
        valid_until=leaves_at + VALID_FOR if channel and leaves_at else None,
    )


async def _reached(session: AsyncSession, ori: str, case: VictimCall) -> dict[Channel, Person]:
    """By channel, the entry whose number or address may be written to: it was not given to another person since."""
    hashes = {hash_ for person in case.people for hash_ in address_hashes(person)}
    cut_at = await reassigned_addresses.cuts_of(session, ori, hashes)
    found: dict[Channel, Person] = {}
    for channel in Channel:
        for person in case.people:
            hash_ = contacts.hash_for(person, channel)
            if hash_ and is_still_theirs(person.created_at, cut_at.get(hash_)):
                found.setdefault(channel, person)
    return found
