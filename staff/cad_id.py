"""Which officer or call-taker of CAD an account is: what coaching holds about that id is its own record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.queries import staff_accounts
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind
from domain.coaching.terms import is_subject_id
from staff.accounts import AccountRefused


async def set_cad_id(session: AsyncSession, account_id: str, cad_id: str, *, by: Actor, now: datetime) -> None:
    """Empty: none. Raises AccountRefused if it is no id, another account's, or set by who would read the record."""
    account = await staff_accounts.get(session, account_id, lock=True)
    if account is None:
        raise AccountRefused("there is no such account")
    if by == Actor(ActorKind.STAFF, account.badge):
        raise AccountRefused("your own id in CAD is set by another administrator")
    wanted = cad_id.strip() or None
    if wanted is not None and not is_subject_id(wanted):
        raise AccountRefused("that is not an id as CAD has it; a name has no place here")
    if wanted is not None:
        other = await staff_accounts.by_cad_id(session, account.ori, wanted)
        if other is not None and other.id != account.id:
            raise AccountRefused(f"{other.badge} has this id in CAD; take it from that account first")
    before, account.cad_id = account.cad_id, wanted
    facts = {"cad_id": wanted or "", "cad_id_before": before or ""}
    about = f"account:{account.badge}"
    await record(
        session, Act(ori=account.ori, kind=ActKind.ACCOUNT_CHANGED, by=str(by), about=about, detail=facts), now=now
    )
