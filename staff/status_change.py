"""Hold what staff decided for a minute, in which it can be undone; then it is done once, or refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import held_changes
from db.tables import Call, HeldChange
from domain.audit.acts import Act, ActKind, Outcome
from staff.sessions import StaffVisit

HOLD = timedelta(seconds=60)
WORDS = "held_changes.words"
"""Context in which a detective's own words are sealed."""

MESSAGE = "message"
"""Kind of a message to the victims; every other kind is the status that the case gets."""

REFUSAL_SHOWN = timedelta(days=7)
"""So long a case says that what was decided could not be done."""


class AlreadyHeld(Exception):
    """Another change of this case is held: it must leave, or be undone, first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewHeldChange:
    """What was decided. `id`: of the form, so that the same one is held once; `source`: the network address."""

    id: str
    call: Call
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    words: str = field(default="", repr=False)
    source: str
    hold: timedelta = HOLD


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldHere:
    """What a case says of the last decisions about it."""

    waiting: tuple[HeldChange, ...]
    refused: HeldChange | None


async def hold_change(
    session: AsyncSession, vault: Vault, new: NewHeldChange, visit: StaffVisit, *, now: datetime
) -> bool:
    """Hold it, the call locked. False if it was held before, under the same id. Raises AlreadyHeld."""
    newest = await held_changes.newest_of_call(session, new.call.id)
    if any(each.id == new.id for each in newest):
        return False
    if any(_waits(each) and _lane(each.kind) == _lane(new.kind) for each in newest):
        raise AlreadyHeld(new.call.id)
    change = HeldChange(
        id=new.id,
        ori=new.call.ori,
        call_id=new.call.id,
        kind=new.kind,
        facts=dict(new.facts),
        words_sealed=vault.seal_if_any(new.words or None, context=WORDS, row=new.id),
        account_id=visit.account.id,
        by=visit.actor,
        source=new.source,
        made_at=now,
        due_at=now + new.hold,
    )
    if not await held_changes.add(session, change):
        return False
    await record(session, act_of(change, new.call, _DECIDED.get(new.kind, ActKind.CASE_STATUS_DECIDED)), now=now)
    return True


async def undo(session: AsyncSession, call: Call, change_id: str, visit: StaffVisit, *, now: datetime) -> bool:
    """Take it back; False if it has left, or was undone or refused before. Staff who may change the case may do it."""
    change = await held_changes.lock(session, change_id)
    if change is None or change.call_id != call.id or not _waits(change) or change.due_at <= now:
        return False
    change.undone_at, change.words_sealed = now, None
    kind = ActKind.MESSAGE_UNDONE if change.kind == MESSAGE else ActKind.CASE_STATUS_UNDONE
    act = act_of(change, call, kind, by=visit.actor)
    await record(session, act, now=now)
    return True


async def held_here(session: AsyncSession, call: Call, *, now: datetime) -> HeldHere:
    """What waits of a case, and what was refused last, unless something was decided since."""
    newest = await held_changes.newest_of_call(session, call.id)
    last = next((each for each in newest if each.undone_at is None), None)
    is_refused = last is not None and last.refused_at is not None and now - last.refused_at < REFUSAL_SHOWN
    return HeldHere(waiting=tuple(each for each in newest if _waits(each)), refused=last if is_refused else None)


def act_of(
    change: HeldChange, call: Call, kind: ActKind, *, by: str = "", outcome: Outcome = Outcome.DONE, reason: str = ""
) -> Act:
    """What became of it, for the audit log; without the words."""
    return Act(
        ori=change.ori,
        kind=kind,
        by=by or change.by,
        about=f"call:{call.call_number}",
        outcome=outcome,
        reason=reason,
        source=change.source,
        detail={"change": change.id, "kind": change.kind},
    )


_DECIDED = {MESSAGE: ActKind.MESSAGE_WRITTEN, "assigned": ActKind.CASE_ASSIGNED}


def _waits(change: HeldChange) -> bool:
    return change.done_at is None and change.undone_at is None and change.refused_at is None


def _lane(kind: str) -> str:
    """A message does not wait for a status, nor the other way around."""
    return MESSAGE if kind == MESSAGE else "status"
