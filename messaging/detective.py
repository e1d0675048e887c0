"""Who works on a case, as far as the agency's policy lets people know."""

from __future__ import annotations

from collections.abc import Iterable

from db.encryption.vault import Vault
from db.tables import Person
from domain.policy import Policy

REF = "detective"
"""Under which a call's detective is kept among its people."""


def among(people: Iterable[Person]) -> Person | None:
    """The detective of a call, if one is named."""
    return next((person for person in people if person.ref == REF), None)


def shared(vault: Vault, detective: Person | None, policy: Policy) -> dict[str, str | None]:
    """Name, phone and email as far as `share_detective` allows; empty if nobody is named."""
    if detective is None:
        return {}
    return {
        name: vault.open_if_any(getattr(detective, f"{name}_sealed"), context=f"contacts.{name}")
        for name in policy.share_detective
    }
