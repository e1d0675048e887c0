"""Add or correct a person of a case, call an address unsafe, call the whole call sensitive: each has a name on it.

Every change is an event of the call, so that its workflow looks again at who may be told what.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.contacts import PersonValues
from db.tables import Call, Person
from domain.actors import Actor
from domain.audit.acts import Act, ActKind
from domain.contacts import DETECTIVE_REF, NEVER_CONTACTED, ContactRole
from domain.events import CallEvent, EventType
from domain.messages import LANGUAGES
from intake.calls.accept import Intake
from intake.calls.events import IncomingEvent
from intake.calls.people import READ_AS, ContactIn, faults_of
from intake.staff.actor_token import token_of
from staff.case_people import name_of, phone_of
from staff.sessions import StaffVisit

SOURCE = "staff"
"""Of the events that staff's changes of people and calls are."""

LONGEST_NAME = 200


class SensitiveBecause(StrEnum):
    """Why a call is called sensitive."""

    VIOLENCE_AT_HOME = "violence_at_home"
    SEXUAL_OFFENSE = "sexual_offense"
    CHILD = "child"
    MENTAL_HEALTH = "mental_health"
    ASKED = "asked"
    """The victim asked for it."""
    OTHER = "other"


class UnusablePerson(Exception):
    """Something typed cannot be used. `faults`: field -> why, in English; never the value."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(faults)))
        self.faults = dict(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedPerson:
    """What was typed about a person; empty says that there is none. `language`: empty for the agency's."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    language: str = ""
    roles: Collection[ContactRole] = ()
    safe_sms: bool = True
    safe_email: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleDesk:
    """Changes the people of one call, which is locked, within the caller's transaction."""

    session: AsyncSession
    vault: Vault
    visit: StaffVisit
    call: Call
    source: str
    senders: frozenset[str]
    now: datetime

    async def add(self, typed: TypedPerson) -> None:
        """Another person of the call. Raises UnusablePerson."""
        checked = await self._checked(typed)
        contact = ContactIn(
            ref=f"staff-{uuid4().hex}",
            roles=sorted(typed.roles),
            name=checked["name"],
            phone=checked["phone"],
            email=checked["email"],
            language=checked["language"],
            safe_sms=typed.safe_sms,
            safe_email=typed.safe_email,
        )
        event = self._event(EventType.CONTACT_ADDED)
        await self._accept(IncomingEvent(call_number=self.call.call_number, event=event, contacts=(contact,)))
        await self._record(ActKind.PERSON_CHANGED, {"changed": ["added"]})

    async def correct(self, person: Person, typed: TypedPerson) -> None:
        """What was typed replaces what was known; a suspect stays one. Raises UnusablePerson."""
        checked = await self._checked(typed)
        kept = frozenset(map(ContactRole, person.roles.split())) & NEVER_CONTACTED
        values = PersonValues(
            name=checked["name"],
            phone=checked["phone"],
            email=checked["email"],
            language=checked["language"],
            roles=frozenset(typed.roles) | kept,
            safe_sms=typed.safe_sms,
            safe_email=typed.safe_email,
        )
        before = self._figure(person)
        changed_person = await contacts.upsert(
            self.session, self.vault, call_id=self.call.id, ref=person.ref, values=values, now=self.now
        )
        changed = sorted(name for name, value in self._figure(changed_person).items() if value != before[name])
        await self._accept(
            IncomingEvent(call_number=self.call.call_number, event=self._event(EventType.CONTACT_UPDATED))
        )
        less_safe = (before["safe_sms"] and not typed.safe_sms) or (before["safe_email"] and not typed.safe_email)
        about_safety = {"safe_sms", "safe_email"}
        if less_safe or about_safety & {*changed}:
            await self._record(ActKind.CALL_CHANGED, {"changed": sorted(about_safety & {*changed})}, person)
        if {*changed} - about_safety:
            await self._record(ActKind.PERSON_CHANGED, {"changed": sorted({*changed} - about_safety)}, person)

    async def call_it_sensitive(self, because: SensitiveBecause) -> None:
        """From now on nothing leaves for this call by itself, and it cannot be undone."""
        event = self._event(EventType.CALL_UPDATED, sensitive=True)
        await self._accept(IncomingEvent(call_number=self.call.call_number, event=event))
        await self._record(ActKind.CALL_CHANGED, {"changed": ["sensitive"]}, reason=because.value)

    async def _checked(self, typed: TypedPerson) -> dict[str, str | None]:
        """As CAD's input is checked, but refused where CAD is only warned. Raises UnusablePerson."""
        words = {name: getattr(typed, name).strip() or None for name in ("name", "phone", "email", "language")}
        faults: dict[str, str] = {}
        if words["name"] and (len(words["name"]) > LONGEST_NAME or not words["name"].isprintable()):
            faults["name"] = "is too long, or has letters that cannot be shown"
        if words["language"] not in (None, *LANGUAGES):
            faults["language"] = "is not a language Caseline speaks"
        if not typed.roles:
            faults["roles"] = "must be chosen"
        contact = ContactIn.model_construct(_fields_set={*READ_AS}, ref="typed", **words)
        faults = faults_of(contact, (await self._intake().reach()).own) | faults
        if faults:
            raise UnusablePerson(faults)
        return words

    def _intake(self) -> Intake:
        by = Actor.read(self.visit.actor)
        return Intake(self.session, self.vault, ori=self.call.ori, by=by, now=self.now, senders=self.senders)

    def _event(self, event_type: EventType, *, sensitive: bool | None = None) -> CallEvent:
        by = token_of(Actor.read(self.visit.actor))
        return CallEvent(
            type=event_type, occurred_at=self.now, id=uuid4().hex, source=SOURCE, by=by, sensitive=sensitive
        )

    async def _accept(self, incoming: IncomingEvent) -> None:
        await self._intake().store(self.call, incoming, 0)

    async def _record(
        self, kind: ActKind, detail: Mapping[str, object], person: Person | None = None, *, reason: str = ""
    ) -> None:
        about = f"call:{self.call.call_number}"
        detail = {**detail, "person": person.id} if person else detail
        act = Act(
            ori=self.call.ori,
            kind=kind,
            by=self.visit.actor,
            about=about,
            reason=reason,
            source=self.source,
            detail=detail,
        )
        await record(self.session, act, now=self.now)

    def _figure(self, person: Person) -> dict[str, object]:
        """What tells whether something was changed."""
        return {
            "name": name_of(self.vault, person),
            "phone": phone_of(self.vault, person),
            "email": person.email_hash,
            "language": person.language,
            "roles": person.roles,
            "safe_sms": person.safe_sms,
            "safe_email": person.safe_email,
        }


def may_be_changed(person: Person, call: Call) -> bool:
    """True of the people of this call, but its detective, who is assigned."""
    return person.call_id == call.id and person.ref != DETECTIVE_REF and person.removed_at is None
