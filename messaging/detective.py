"""Find a call's detective among its people, and open what the agency's policy lets victims know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from db.addresses import telephone
from db.encryption.vault import Vault
from db.queries.contacts import PHONE_WITH_EXTENSION
from db.tables import Person
from domain.contacts import DETECTIVE_REF
from domain.policy import Policy

REF = DETECTIVE_REF


@dataclass(frozen=True, slots=True, kw_only=True)
class Detective:
    """Who works on a case, as far as the agency shares it."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


def among(people: Iterable[Person]) -> Person | None:
    """The detective of a call, if one is named."""
    return next((person for person in people if person.ref == REF), None)


def shared(vault: Vault, detective: Person | None, policy: Policy) -> Detective:
    """As far as `share_detective` allows; nothing if no detective is named."""
    known: dict[str, str | None] = {}
    if detective is None:
        return Detective()
    for name in policy.share_detective:
        sealed = getattr(detective, f"{name}_sealed")
        known[name] = vault.open_if_any(sealed, context=f"contacts.{name}", row=detective.id)
    if detective.phone_with_extension_sealed and "phone" in policy.share_detective:
        number = vault.open(detective.phone_with_extension_sealed, context=PHONE_WITH_EXTENSION, row=detective.id)
        known["phone"] = telephone(number).shown()
    return Detective(**known)
