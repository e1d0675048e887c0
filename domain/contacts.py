"""The contacts of a call as rules see them: roles, ways and language, never a name or a number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import tzinfo
from enum import StrEnum

from domain.messages import Channel
from domain.preferences import NOTHING, Preferences, joined


class ContactRole(StrEnum):
    """What a contact is to the call (NENA-STA-021 roles, as far as we use them)."""

    REPORTING_PARTY = "reporting_party"
    VICTIM = "victim"
    WITNESS = "witness"
    SUSPECT = "suspect"
    PERSON_OF_INTEREST = "person_of_interest"
    DETECTIVE = "detective"


CALLERS: frozenset[ContactRole] = frozenset({ContactRole.REPORTING_PARTY, ContactRole.VICTIM, ContactRole.WITNESS})
"""Who hears how the call itself goes."""

VICTIMS: frozenset[ContactRole] = frozenset({ContactRole.VICTIM})
"""Who hears how the case goes: never a mere caller."""

NEVER_CONTACTED: frozenset[ContactRole] = frozenset({ContactRole.SUSPECT, ContactRole.PERSON_OF_INTEREST})
"""Never texted, even if they called."""


CALLER_REF = "caller"
"""The ref of a contact for whom CAD gives none."""

DETECTIVE_REF = "detective"
"""The ref under which a call's detective is kept among its people."""

RESERVED_REFS: frozenset[str] = frozenset({CALLER_REF, DETECTIVE_REF})
"""Words of ours, which say nothing about a person; every other ref is CAD's and is kept as a keyed hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person of one call, as rules see them: an opaque id, roles and ways, no data about the person.

    A caller who is also the victim has both roles. `safe_sms`/`safe_email` are False when CAD or the person said
    that way is not safe.
    """

    id: str
    roles: frozenset[ContactRole]
    language: str
    has_phone: bool
    has_email: bool
    safe_sms: bool = True
    safe_email: bool = True
    opted_out: frozenset[str] = frozenset()
    """Purposes (`domain.messages.Purpose`) this person has said stop to by text: no text and no email of theirs."""
    wrong_number: bool = False
    """The owner of their number wrote that we had the wrong one: it is no way to them, and another may be."""
    emails_stopped: frozenset[str] = frozenset()
    """Purposes stopped by the link in an email: texts may go on."""
    zones: frozenset[tzinfo] = frozenset()
    """Where the telephone number may be at home. People move and keep their number, so it is a guess."""
    near_sensitive: bool = False
    """An address of theirs is in another call that is, or lately was, sensitive."""
    suspects_ways: frozenset[Channel] = frozenset()
    """Ways to them that a suspect of another open call has too: nothing leaves by these."""
    phone_country: str = ""
    """Of the telephone number, as "US"; empty if not known."""
    country_refused: bool = False
    """The person has a number, of a country that the agency does not text: as if there were none."""
    preferences: Preferences = NOTHING
    """What they chose themselves; what they call unsafe is in `safe_sms` and `safe_email` too."""


def one_per_person(known: Iterable[tuple[Contact, frozenset[str]]]) -> list[Contact]:
    """Contacts with the same phone or email (given as hashes) are one person: the first, with the caution of all.

    So a suspect listed again as a caller is not texted, and a caller listed again as the victim is texted once.
    """
    people: list[tuple[Contact, frozenset[str]]] = []
    for contact, addresses in known:
        person, hashes, others = contact, addresses, []
        for earlier, known_hashes in people:
            if known_hashes & hashes:
                person, hashes = _joined(earlier, person), hashes | known_hashes
            else:
                others.append((earlier, known_hashes))
        people = [*others, (person, hashes)]
    return [person for person, _ in people]


def _joined(first: Contact, twin: Contact) -> Contact:
    return replace(
        first,
        roles=first.roles | twin.roles,
        safe_sms=first.safe_sms and twin.safe_sms,
        safe_email=first.safe_email and twin.safe_email,
        opted_out=first.opted_out | twin.opted_out,
        emails_stopped=first.emails_stopped | twin.emails_stopped,
        zones=first.zones | twin.zones,
        near_sensitive=first.near_sensitive or twin.near_sensitive,
        suspects_ways=first.suspects_ways | twin.suspects_ways,
        preferences=joined(first.preferences, twin.preferences),
    )
