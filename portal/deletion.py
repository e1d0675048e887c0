"""Deletion of what is held about a person: the victim's request as a task, and the erasure that staff carries out.

The agency decides: laws on records may bind it to keep some of it, and for how long.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import erasure, erasures, legal_holds, messages, personal_data, portal_cases, staff_tasks
from db.queries.contacts import address_hashes
from db.tables import Agency, Call, Person, StaffTask
from domain.task_kinds import NewTask, TaskKind, task_key
from intake.staff.tasks import close_task
from portal.cases import calls_of
from portal.erasure_ledger import ErasureLedger

log = structlog.get_logger(__name__)

NAMED = 5
"""So many calls are named in a task; of more it says how many."""

REASON = "asks that what is held about them be deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToErase:
    """What is held about a person in one call; `people` are their entries in it."""

    call: Call
    people: tuple[Person, ...]
    messages: int
    replies: int
    surveys: int
    held: bool = False
    """Under a legal hold: nothing of it may be erased."""

    @property
    def roles(self) -> str:
        """Their part in the call."""
        return ", ".join(sorted({role for person in self.people for role in person.roles.split()})).replace("_", " ")


async def ask_for_deletion(session: AsyncSession, agency: Agency, address_hash: str, *, now: datetime) -> None:
    """One task while it is open, however often they ask."""
    calls = [each.call for each in await calls_of(session, agency, address_hash)]
    named = ", ".join(call.call_number for call in calls[:NAMED])
    more = f" and {len(calls) - NAMED} more" if len(calls) > NAMED else ""
    await staff_tasks.raise_task(
        session,
        agency.ori,
        NewTask(
            kind=TaskKind.DELETION_REQUEST,
            about=address_hash,
            reason=f"{REASON} (calls {named}{more})" if calls else REASON,
            call_id=calls[0].id if calls else None,
        ),
        now=now,
    )


async def is_asked_for(session: AsyncSession, ori: str, address_hash: str) -> bool:
    """True while staff has still to decide."""
    return await staff_tasks.is_open(session, ori, TaskKind.DELETION_REQUEST, address_hash)


def who_asked(task: StaffTask) -> str:
    """The hash of the number or address that an open task is about."""
    return task.task_key.removeprefix(task_key(TaskKind.DELETION_REQUEST, ""))


async def to_erase(session: AsyncSession, ori: str, address_hash: str) -> list[ToErase]:
    """Every call in which the address is known, in whatever role, the newest first."""
    calls = await portal_cases.calls_with(session, ori, address_hash)
    people = await portal_cases.people_of(session, [call.id for call in calls])
    written = await personal_data.replies(session, ori, address_hash)
    found = []
    for call in calls:
        mine = tuple(person for person in people[call.id] if address_hash in address_hashes(person))
        ids = [person.id for person in mine]
        sent = [row for row in await messages.of_call(session, call.id) if row.contact_id in ids]
        found.append(
            ToErase(
                call=call,
                people=mine,
                messages=len(sent),
                replies=sum(reply.call_id == call.id for reply in written),
                surveys=len(await personal_data.surveys(session, ids)),
                held=await legal_holds.is_held(session, [call]),
            )
        )
    return found


async def erase(
    session: AsyncSession,
    task: StaffTask,
    *,
    keep: Collection[str],
    ledger: ErasureLedger,
    now: datetime,
    progress: Callable[[int, int], None],
) -> int:
    """Carry out an open request: forget who they were in all their calls but held ones and `keep` (call numbers).

    Returns how many entries went. The request is closed, and forgets who asked; with a held call it stays open, to be
    carried out to its end when the hold is lifted. What was erased is in the ledger's file before the transaction ends.
    Raises LedgerUnusable.
    """
    task = await session.get_one(StaffTask, task.id)  # the hash key may have been replaced since it was read
    address_hash = who_asked(task)
    found = await to_erase(session, task.ori, address_hash)
    erased = (each for each in found if not each.held and each.call.call_number not in keep)
    people = [person for each in erased for person in each.people]
    lines = []
    for done, person in enumerate(people, start=1):
        lines += await erasure.erase(session, person.id, now=now)
        progress(done, len(people))
    if not any(line.address_hash == address_hash for line in lines):
        lines += filter(None, [await erasure.forget_if_unknown(session, task.ori, address_hash, now=now)])
    if not any(each.held for each in found):
        await close_task(session, task, now=now)
        closed = await session.get_one(StaffTask, task.id)
        closed.task_key = task_key(TaskKind.DELETION_REQUEST, task.id)
    for line in lines:
        await erasures.add(session, line)
    ledger.append(lines)
    log.info("person.erased", entries=len(people), task_id=task.id)
    return len(people)
