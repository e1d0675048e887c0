"""Propose an act that needs two persons. A stand-in that only records it, with the shape of what takes its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import mass_news
from domain.audit.acts import Act, ActKind
from domain.staff.proposals import ProposalKind
from staff.acts.contract import CannotPropose
from staff.sessions import StaffVisit


async def propose(
    session: AsyncSession,
    vault: Vault,
    *,
    kind: ProposalKind,
    facts: Mapping[str, Any],
    by: StaffVisit,
    now: datetime,
) -> None:
    """Wait for a second person. Raises CannotPropose."""
    del vault
    key = str(facts.get("key", ""))
    if not await mass_news.count_held(session, by.agency.ori, key):
        raise CannotPropose("nothing of this message is held")
    detail, source = {"kind": kind.value, "key": key}, str(facts.get("source", ""))
    act = Act(ori=by.agency.ori, kind=ActKind.PROPOSED, by=by.actor, source=source, detail=detail)
    await record(session, act, now=now)
