"""Who is told: the people of a call, as far as rules need to know them. Never a name or a number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ContactRole(StrEnum):
    """What somebody is to the call (NENA-STA-021 roles, as far as we use them)."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person of one call, as rules see them: an opaque id, roles and ways, no data about the person.

    A caller who is also the victim has both roles. `safe_sms`/`safe_email` are False when the person said
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
    """Purposes (`domain.messages.Purpose`) this person's phone or email has opted out of."""
