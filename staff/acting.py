"""Who acts, from where and when: what every act of a member of staff says of itself in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from domain.audit.acts import Act, ActKind
from domain.staff.roles import Right
from staff.sessions import StaffVisit


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingStaff:
    """A member of staff who is signed in, at one moment; `source` is the network address of the request."""

    visit: StaffVisit
    source: str
    now: datetime

    @property
    def ori(self) -> str:
        """Their agency."""
        return self.visit.agency.ori

    @property
    def only_own(self) -> str | None:
        """Their account, if they see their own cases only; None if they see all."""
        return None if Right.SEE_ALL_CASES in self.visit.rights else self.visit.account.id

    async def note(self, session: AsyncSession, kind: ActKind, **facts: Any) -> None:
        """Record an act of theirs in the transaction of the act; `facts` as `domain.audit.acts.Act` takes them."""
        act = Act(ori=self.ori, kind=kind, by=self.visit.actor, source=self.source, **facts)
        await record(session, act, now=self.now)
