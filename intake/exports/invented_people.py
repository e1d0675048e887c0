"""Invent callers and detectives for past calls, with telephone numbers that are reserved for fiction.

A call number and a seed choose a phone; the phone and the seed choose the person. So a person who calls twice is
the same person, and a call has the same caller however often it is played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from domain.contacts import ContactRole
from intake.calls.people import DEFAULT_REF
from intake.exports.mapping import People
from intake.exports.seeded_random import Chance
from messaging.detective import REF as DETECTIVE_REF

_NAMES: dict[str, tuple[str, str]] = {
    "en": ("Alice Ben Carol Dan Emma Frank Grace Henry", "Archer Brook Carver Dale Ellis Fields Grant Hill"),
    "es": ("Ana Bruno Carmen Diego Elena Felipe Gloria Hugo", "Alvarez Bravo Castro Dominguez Espino Flores Gil Lara"),
    "fr": (
        "Adele Bastien Claire Denis Elise Fabien Helene Luc",
        "Aubert Blanc Colin Dubois Fontaine Girard Lambert Roux",
    ),
    "ar": ("Amal Basim Dina Fadi Hala Karim Layla Omar", "Ayoub Darwish Farah Haddad Khoury Mansour Nasser Saleh"),
    "sw": ("Amani Baraka Dalila Faraja Imani Juma Neema Zuri", "Abasi Bakari Hamisi Juma Kamau Mosi Otieno Wanjiru"),
    "fa": ("Arash Bita Dara Farid Golnar Kian Mina Shirin", "Ahmadi Bahrami Ebadi Farahani Jalili Karimi Moradi Rad"),
}
"""Given and family names per language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InventedPerson:
    """One contact of a call as the API takes it; every word of it is made up."""

    ref: str
    roles: tuple[ContactRole, ...]
    name: str
    language: str | None = None
    phone: str | None = None
    email: str | None = None

    def to_contact(self) -> dict[str, Any]:
        """One of `contacts` in an event: only what is known."""
        known = {"name": self.name, "language": self.language, "phone": self.phone, "email": self.email}
        return {
            "ref": self.ref,
            "roles": [role.value for role in self.roles],
            **{name: value for name, value in known.items() if value},
        }


def invent_caller(call_number: str, people: People, *, seed: int, victim: bool | None) -> InventedPerson | None:
    """The caller; None when no caller is on record. `victim` None leaves it to chance whether it happened to them."""
    chance = Chance(seed, "call", call_number)
    if chance.happens(people.nobody_share):
        return None
    if victim is None:
        victim = chance.happens(people.victim_share)
    # 555-0100 is left to the agency itself.
    phone = f"+1{chance.pick(people.area_codes)}55501{int(chance.share() * 100) or 1:02}"
    roles = (ContactRole.REPORTING_PARTY, *([ContactRole.VICTIM] if victim else []))
    return _person_at(phone, people, seed=seed, roles=roles)


def invent_detective(call_number: str, people: People, *, seed: int) -> InventedPerson:
    """The detective of the case."""
    chance = Chance(seed, "detective", call_number)
    given, family = _name(chance, "en")
    phone = f"+1{people.area_codes[0]}55501{int(chance.share() * 100):02}"
    return InventedPerson(
        ref=DETECTIVE_REF,
        roles=(ContactRole.DETECTIVE,),
        name=f"{given} {family}",
        phone=phone,
        email=f"{given}.{family}@example.com".lower(),
    )


def _person_at(phone: str, people: People, *, seed: int, roles: tuple[ContactRole, ...]) -> InventedPerson:
    chance = Chance(seed, "phone", phone)
    language = chance.weighted(people.languages)
    given, family = _name(chance, language)
    email_only = chance.happens(people.email_only_share)
    email = email_only or chance.happens(people.email_share)
    return InventedPerson(
        ref=DEFAULT_REF,
        roles=roles,
        name=f"{given} {family}",
        language=language,
        phone=None if email_only else phone,
        email=f"{given}.{family}.{phone[2:5]}{phone[-2:]}@example.com".lower() if email else None,
    )


def _name(chance: Chance, language: str) -> tuple[str, str]:
    given, family = _NAMES[language]
    return chance.pick(given.split()), chance.pick(family.split())
