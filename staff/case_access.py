"""Which cases a member of staff may open: their own, or every one of their agency."""

from __future__ import annotations

import re

from sqlalchemy.ext.asyncio import AsyncSession

from db.queries import case_assignments
from db.queries.case_assignments import FoundCase
from domain.staff.roles import Right
from staff.sessions import StaffVisit

OWN_CASE, EVERY_CASE = "own case", "sees every case"
"""Why a person was looked at, for the audit log."""

_ID = re.compile(r"[0-9a-f]{32}")


class NoSuchCase(Exception):
    """There is none of this id, or it is another detective's, or another agency's: the same to who asks."""


async def open_case(session: AsyncSession, visit: StaffVisit, call_id: str, *, lock: bool = False) -> FoundCase:
    """The case. `lock`: held until the transaction ends. Raises NoSuchCase."""
    found = None
    if _ID.fullmatch(call_id):
        found = await case_assignments.find(session, visit.agency.ori, call_id, lock=lock)
    if found is None or not (is_own(visit, found) or Right.SEE_ALL_CASES in visit.rights):
        raise NoSuchCase(call_id)
    return found


def is_own(visit: StaffVisit, found: FoundCase) -> bool:
    """True if the case is theirs."""
    return found.owner is not None and found.owner.id == visit.account.id


def why_open(visit: StaffVisit, found: FoundCase) -> str:
    """Why they may look at its people."""
    return OWN_CASE if is_own(visit, found) else EVERY_CASE
