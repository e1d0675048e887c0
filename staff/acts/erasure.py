"""Erases what is held about a person of a call, in all calls in which their number or address is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.contact_refs import is_erased
from db.queries import contacts, erasure, erasures, legal_holds, portal_cases, staff_tasks
from db.tables import Agency, Call, Person
from domain.task_kinds import TaskKind
from staff.acts.contract import CannotPropose, Done, Execution, Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedEntry:
    """One entry of the person in a call; `held`: under a legal hold, so that it stays."""

    call: Call
    person: Person
    held: bool


class ErasureAct:
    """Facts: `call_id`, `call_number` and `contact_id`."""

    async def checked(self, session: AsyncSession, agency: Agency, facts: Facts) -> dict[str, Any]:
        """The person must be one of a call of the agency."""
        person = await session.get(Person, str(facts.get("contact_id", "")))
        call = await session.get(Call, person.call_id) if person else None
        if person is None or call is None or call.ori != agency.ori or is_erased(person.ref):
            raise CannotPropose("there is no such person in a call of yours")
        return {"call_id": call.id, "call_number": call.call_number, "contact_id": person.id}

    async def state(self, session: AsyncSession, agency: Agency, facts: Facts) -> Any:
        """Which entries would go, and which are held."""
        found = await entries(session, agency.ori, facts["contact_id"])
        return sorted([each.person.id, each.held] for each in found) or None

    async def execute(self, session: AsyncSession, doing: Execution) -> Done:
        """Forget them, and write it to the ledger before the transaction ends, as `caseline person erase` does."""
        if doing.ledger is None:
            raise CannotPropose("this process knows no erasure ledger")
        ori, now = doing.agency.ori, doing.now
        found = await entries(session, ori, doing.facts["contact_id"])
        hashes = contacts.hashes_of(each.person for each in found)
        lines = []
        for each in found:
            if not each.held:
                lines += await erasure.erase(session, each.person.id, now=now)
        for line in lines:
            await erasures.add(session, line)
        if not any(each.held for each in found):
            for hash_ in sorted(hashes):
                await staff_tasks.close_about(session, ori, TaskKind.DELETION_REQUEST, hash_, now)
        proposal = doing.proposal
        proposal.reason_sealed = proposal.answer_sealed = None
        doing.ledger.append(lines)
        held = sum(each.held for each in found)
        facts = {"entries": len(found) - held, "held": held}
        return Done(about=f"call:{doing.facts['call_number']}", facts=facts)


async def entries(session: AsyncSession, ori: str, contact_id: str) -> Sequence[ErasedEntry]:
    """Every entry of a person in calls of the agency, by one of their addresses; nothing if they were erased."""
    person = await session.get(Person, contact_id, populate_existing=True)
    if person is None or is_erased(person.ref):
        return ()
    own = await session.get_one(Call, person.call_id)
    calls = {own.id: own}
    for hash_ in contacts.address_hashes(person):
        calls |= {call.id: call for call in await portal_cases.calls_with(session, ori, hash_)}
    people = await portal_cases.people_of(session, list(calls))
    hashes = set(contacts.address_hashes(person))
    found = []
    for call in calls.values():
        held = await legal_holds.is_held(session, [call])
        theirs = (each for each in people.get(call.id, ()) if each.id == contact_id or _is(each, hashes))
        found += [ErasedEntry(call=call, person=each, held=held) for each in theirs if not is_erased(each.ref)]
    return found


def _is(person: Person, hashes: set[str]) -> bool:
    return bool(hashes.intersection(contacts.address_hashes(person)))
