"""Find the calls of the person who has proved an address, and which of them they may follow as a victim."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import portal_cases, reassigned_addresses
from db.queries.contacts import address_hashes, same_person
from db.state_json import load_state
from db.tables import Agency, Call, Person
from domain.call_state import CallState
from domain.contacts import NEVER_CONTACTED, Contact, ContactRole
from domain.permission import about_the_call
from domain.policy import Policy
from domain.portal.access import is_still_theirs, may_follow
from policies.in_force import readable_policy

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class VictimCall:
    """A call that the visitor is known in. `people` are the entries with their number or address: themselves.

    `all_people` are all of the call: nothing of the others may be shown. `is_followed`: they see the case, as its
    victim.
    """

    call: Call
    state: CallState
    policy: Policy
    people: tuple[Person, ...]
    all_people: tuple[Person, ...]
    is_followed: bool

    @property
    def contact_ids(self) -> frozenset[str]:
        """By which their messages are found."""
        return frozenset(person.id for person in self.people)

    @property
    def received_at(self) -> datetime:
        """When it came in, or when we first heard of it if CAD does not say."""
        return self.state.received_at or self.call.created_at


def has_portal(agency: Agency) -> bool:
    """True if the agency lets victims follow their cases."""
    return _open_policy(agency) is not None


async def cases_of(session: AsyncSession, agency: Agency, address_hash: str) -> tuple[VictimCall, ...]:
    """The cases they follow, the newest first."""
    return tuple(each for each in await calls_of(session, agency, address_hash) if each.is_followed)


async def case_of(session: AsyncSession, agency: Agency, address_hash: str, call_id: str) -> VictimCall | None:
    """One of these cases; None for another person's, one that may not be followed, or no call at all."""
    found = await calls_of(session, agency, address_hash, call_id=call_id) if call_id.isalnum() else ()
    return next((each for each in found if each.is_followed), None)


async def calls_of(
    session: AsyncSession, agency: Agency, address_hash: str, *, call_id: str = ""
) -> tuple[VictimCall, ...]:
    """Every call that may be spoken of in which they are known, as a caller too; never one that suspects them.

    With `call_id` only that one.
    """
    policy = _open_policy(agency)
    if policy is None:
        return ()
    cut_at = (await reassigned_addresses.cuts_of(session, agency.ori, [address_hash])).get(address_hash)
    calls = await portal_cases.calls_with(session, agency.ori, address_hash, call_id=call_id)
    people = await portal_cases.people_of(session, [call.id for call in calls])
    found = (_victim_call(call, people[call.id], policy, address_hash, cut_at) for call in calls if call.state)
    return tuple(each for each in found if each is not None)


def _victim_call(
    call: Call, all_people: Sequence[Person], policy: Policy, address_hash: str, cut_at: datetime | None
) -> VictimCall | None:
    mine = tuple(person for person in all_people if address_hash in address_hashes(person))
    is_cut = not all(is_still_theirs(person.created_at, cut_at) for person in mine)
    state, contact = load_state(call.state), _as_one(same_person(all_people, address_hash))
    if is_cut or contact.roles & NEVER_CONTACTED or about_the_call(state, policy) is not None:
        return None
    followed = may_follow(contact, state, policy)
    return VictimCall(
        call=call, state=state, policy=policy, people=mine, all_people=tuple(all_people), is_followed=followed
    )


def _as_one(people: Iterable[Person]) -> Contact:
    """These entries as the one person they are, as far as the rule of who may follow a case asks."""
    roles = frozenset(ContactRole(role) for person in people for role in person.roles.split())
    return Contact(id="", roles=roles, language="", has_phone=True, has_email=True)


def _open_policy(agency: Agency) -> Policy | None:
    """The agency's policy, if it opens the portal; None too if it cannot be read: then nothing may be shown."""
    policy = readable_policy(agency)
    if policy is None:
        log.warning("policy.unreadable", ori=agency.ori)
    return policy if policy and policy.portal and not policy.shadow else None
