"""Give a case to a detective once the time in which it could be undone is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.record import record
from db.queries import agencies, case_owners, staff_accounts
from db.tables import Call, HeldChange
from domain.actors import Actor
from domain.audit.acts import Act, ActKind
from intake.calls.accept import Intake
from intake.staff.actor_token import token_of
from intake.staff.case_status import CaseRefused, CaseStatusIn, change_case_status
from staff.assign import detective_of, may_have_cases

if TYPE_CHECKING:
    from staff.held_release import ReleaseDesk


async def release_assignment(desk: ReleaseDesk, change: HeldChange, call: Call) -> None:
    """Facts: `account_id`, of the detective. Victims are told as the policy says. Raises CaseRefused."""
    session = desk.session
    account = await staff_accounts.get(session, change.facts["account_id"])
    agency = await agencies.get(session, change.ori)
    if account is None or agency is None or not may_have_cases(account):
        raise CaseRefused("the detective's account was closed, or is no detective's any more")
    before = await case_owners.owner_of(session, call.id)
    status = CaseStatusIn(
        status="assigned",
        by=token_of(Actor.read(change.by)),
        id=change.id,
        case_number=call.case_number,
        detective=detective_of(desk.vault, agency, account),
    )
    intake = Intake(session, desk.vault, ori=change.ori, now=desk.now, by=Actor.read(change.by), senders=desk.senders)
    await change_case_status(intake, call.call_number, status)
    await case_owners.assign(session, call.id, account.id, by=change.by, now=desk.now)
    detail = {"to": account.badge, "from": before.badge if before else "", "told": True, "change": change.id}
    about = f"call:{call.call_number}"
    act = Act(
        ori=change.ori, kind=ActKind.CASE_ASSIGNED, by=change.by, about=about, source=change.source, detail=detail
    )
    await record(session, act, now=desk.now)
