"""What a change would say and to which people, before it is decided: the very texts, and who is not told and why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.contacts import address_hashes
from db.state_json import dump_state
from db.tables import Agency, Call, Person
from domain.approved_words import ApprovedWords
from domain.call_state import CaseStatus
from domain.contacts import DETECTIVE_REF, NEVER_CONTACTED, VICTIMS, ContactRole
from domain.deadlines import is_held
from domain.delivery import NotSent
from domain.events import CallEvent
from domain.lifecycle import advance, case_refusal
from domain.messages import MessageKey
from intake.calls.events import case_event_type
from intake.staff.case_status import SOURCE, expected_state
from messaging import survivors
from messaging.call_context import CallContext
from messaging.foresight import ForeseenMessage, Foresight, leaving
from messaging.queue_message import StaffWords, request_message
from staff.case_access import open_case
from staff.case_people import NOT_A_VICTIM, name_of
from staff.sessions import StaffVisit

ALREADY_TOLD = "already_told"
"""Nothing in the change is news to them."""
CALL_ON_HOLD = "call_on_hold"
"""The call is so new that nothing leaves yet: what is still true then leaves after its hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotToldPerson:
    """`reason`: a `NotSent`, or one of the reasons above or in `staff.case_people`."""

    name: str
    reason: str
    roles: tuple[ContactRole, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenFor:
    """A message and the name of who gets it."""

    name: str
    message: ForeseenMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePreview:
    """`refusal`: why it cannot be, in a sentence; then nothing else is there."""

    call: Call
    told: tuple[ForeseenFor, ...] = ()
    not_told: tuple[NotToldPerson, ...] = ()
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """Makes them: each within a transaction that is rolled back. `leaves_at`: when the change would leave."""

    database: Database
    vault: Vault
    foresight: Foresight

    async def of_status(
        self,
        visit: StaffVisit,
        call_id: str,
        status: CaseStatus,
        *,
        at: datetime,
        leaves_at: datetime,
        prepare: Callable[[AsyncSession, Call], Awaitable[None]] | None = None,
    ) -> ChangePreview:
        """If the case got this status, and `prepare` had changed its people before. Raises NoSuchCase."""
        async with self.database.trying() as session:
            call = (await open_case(session, visit, call_id, lock=True)).call
            state = await expected_state(session, call, now=max(at, leaves_at))
            if refusal := case_refusal(state, status, at=at):
                return ChangePreview(call=call, refusal=refusal)
            if prepare is not None:
                await prepare(session, call)
            event = CallEvent(type=case_event_type(status), occurred_at=at, id="foreseen", source=SOURCE)
            after = await survivors.careful(session, call, advance(state, event, now=leaves_at).state)
            call.state, call.status, call.case_number = dump_state(after), after.status.value, after.case_number
            await session.flush()
            context = await _context(session, visit.agency, call, leaves_at)
            foreseen = await self.foresight.of_state(session, context)
            return await self._preview(session, context, foreseen)

    async def of_words(
        self, visit: StaffVisit, call_id: str, words: str, approved: ApprovedWords | None, *, leaves_at: datetime
    ) -> ChangePreview:
        """If this was written to the victims. Raises NoSuchCase."""
        async with self.database.trying() as session:
            call = (await open_case(session, visit, call_id, lock=True)).call
            context = await _context(session, visit.agency, call, leaves_at)
            wanted = StaffWords(key=MessageKey.DETECTIVE_MESSAGE, note=words, approved=approved)
            rows = await request_message(session, self.vault, context, wanted)
            foreseen = await self.foresight.of_rows(session, rows, now=leaves_at)
            return await self._preview(session, context, foreseen)

    async def _preview(
        self, session: AsyncSession, context: CallContext, foreseen: Sequence[ForeseenMessage]
    ) -> ChangePreview:
        people = [each for each in await contacts.of_call(session, context.call.id) if each.ref != DETECTIVE_REF]
        names = {person.id: name_of(self.vault, person) for person in people}
        told = [ForeseenFor(name=names.get(each.contact_id, ""), message=each) for each in leaving(foreseen)]
        reasons = {each.contact_id: each.withheld for each in foreseen if each.withheld}
        reached = {each.message.contact_id for each in told}
        known = {hash_ for person in people if person.id in reached for hash_ in address_hashes(person)}
        not_told = [
            NotToldPerson(
                name=names[person.id], reason=reasons.get(person.id) or _why(person, context), roles=_roles(person)
            )
            for person in people
            if person.id not in reached and known.isdisjoint(address_hashes(person))
        ]
        if not people:
            not_told = [NotToldPerson(name="", reason=reasons.get("") or NotSent.NO_CONTACT.value)]
        return ChangePreview(call=context.call, told=tuple(told), not_told=tuple(not_told))


async def _context(session: AsyncSession, agency: Agency, call: Call, now: datetime) -> CallContext:
    return CallContext.of(await session.get_one(Agency, agency.ori), call, now=now)


def _why(person: Person, context: CallContext) -> str:
    roles = frozenset(_roles(person))
    if roles & NEVER_CONTACTED:
        return NotSent.NEVER_CONTACTED_ROLE.value
    if not roles & VICTIMS:
        return NOT_A_VICTIM
    return CALL_ON_HOLD if is_held(context.state, context.policy, context.now) else ALREADY_TOLD


def _roles(person: Person) -> tuple[ContactRole, ...]:
    return tuple(ContactRole(role) for role in person.roles.split())
