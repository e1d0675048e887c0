"""Give a case to a detective, or to another one: who may have it, what victims will read, and carrying it out.

A case that stands at assigned or before is assigned by an event, and its victims are told as the policy says. One that
has gone further (an arrest, charges) keeps its status: there only the name of who works on it changes, and no one is
told by itself, as news of an old arrest would be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import UnusableAddress, telephone
from db.encryption.vault import Vault
from db.queries import case_owners, staff_accounts, timeline
from db.queries.timeline import TimelineNote
from db.state_json import state_of
from db.tables import Call, StaffAccount
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus
from domain.event_facts import TOKEN
from domain.lifecycle import case_refusal
from domain.staff.roles import Role
from intake.calls.accept import EventConflict, Intake
from intake.calls.contact_book import ContactBook
from intake.calls.identity import WhichCall
from intake.calls.people import DetectiveIn
from intake.staff.case_status import CaseRefused, CaseStatusIn, change_case_status, expected_state
from messaging.detective import Detective
from policies.in_force import policy_of
from staff.acting import ActingStaff

_FURTHER = frozenset({CaseStatus.ARREST, CaseStatus.CHARGED})
"""Where being assigned would take the case back."""


class NoCaseToAssign(Exception):
    """The agency has no call of this id."""


class NoSuchDetective(Exception):
    """No open detective's account has this badge."""


class CannotBeAssigned(Exception):
    """The case cannot be assigned as it stands; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A detective a case can be given to."""

    account: StaffAccount
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAssignment:
    """What is about to happen. `shared`: what victims read of the detective; `tells`: whether they are told of it."""

    call: Call
    account: StaffAccount
    detective: DetectiveIn
    shared: Detective
    tells: bool


async def candidates(session: AsyncSession, vault: Vault, ori: str) -> Sequence[Candidate]:
    """Open accounts of detectives, by badge."""
    every = await case_owners.open_accounts(session, ori)
    return [Candidate(account=each, name=_name(vault, each) or "") for each in every if _is_detective(each)]


async def case_to_assign(session: AsyncSession, acting: ActingStaff, call_id: str, *, lock: bool = False) -> Call:
    """The call. Raises NoCaseToAssign."""
    call = await case_owners.seen_call(session, acting.ori, call_id, account_id=acting.only_own, lock=lock)
    if call is None:
        raise NoCaseToAssign
    return call


async def planned(
    session: AsyncSession, vault: Vault, acting: ActingStaff, call: Call, badge: str
) -> PlannedAssignment:
    """Look ahead. Raises NoSuchDetective, CannotBeAssigned."""
    account = await staff_accounts.by_badge(session, acting.ori, badge)
    if account is None or account.closed_at is not None or not _is_detective(account):
        raise NoSuchDetective
    state = await expected_state(session, call, now=acting.now)
    tells = state.case_status not in _FURTHER
    refusal = case_refusal(state, CaseStatus.ASSIGNED, at=acting.now) if tells else None
    if refusal:
        raise CannotBeAssigned(refusal)
    known = _detective(vault, acting, account)
    shared = policy_of(acting.visit.agency).share_detective
    return PlannedAssignment(
        call=call,
        account=account,
        detective=known,
        shared=Detective(**{field: _as_read(field, known) for field in shared}),
        tells=tells,
    )


async def carry_out(intake: Intake, acting: ActingStaff, plan: PlannedAssignment, *, change_id: str) -> None:
    """Assign it now, the call locked; the same `change_id` again changes nothing. Raises CannotBeAssigned."""
    session, call = intake.session, plan.call
    before = await case_owners.owner_of(session, call.id)
    change = _tell if plan.tells else _only_change_the_name
    if not await change(intake, acting, plan, change_id):
        return
    await case_owners.assign(session, call.id, plan.account.id, by=acting.visit.actor, now=acting.now)
    detail = {"to": plan.account.badge, "from": before.badge if before else "", "told": plan.tells}
    await acting.note(session, ActKind.CASE_ASSIGNED, about=f"call:{call.call_number}", detail=detail)


async def _tell(intake: Intake, acting: ActingStaff, plan: PlannedAssignment, change_id: str) -> bool:
    """False if it was done before. The one place that hands the change on: a held change would take its place here."""
    change = CaseStatusIn(
        status="assigned",
        by=acting.visit.actor if TOKEN.takes(acting.visit.actor) else None,
        id=f"assign/{change_id}",
        case_number=plan.call.case_number if plan.call.reused_number or plan.call.number_reused_at else None,
        detective=plan.detective,
    )
    try:
        accepted = await change_case_status(intake, plan.call.call_number, change)
    except (CaseRefused, WhichCall) as refused:
        raise CannotBeAssigned(str(refused)) from None
    except EventConflict:
        raise CannotBeAssigned("this form was sent before, with another detective") from None
    return not accepted.repeated


async def _only_change_the_name(intake: Intake, acting: ActingStaff, plan: PlannedAssignment, change_id: str) -> bool:
    """False if it was done before."""
    call, session = plan.call, intake.session
    line = TimelineNote(
        key=f"assign/{change_id}",
        kind="event",
        what="contact.updated",
        status=state_of(call).status.value,
        effect="changed",
        reason="another detective has the case; its status stays, and no one was told",
        detail={"by": acting.visit.actor},
    )
    if not await timeline.note(session, call.id, line, now=acting.now):
        return False
    book = ContactBook(session, intake.vault, ori=call.ori, call_id=call.id)
    await book.replace_detective(plan.detective.as_contact(), at=acting.now)
    return True


def _as_read(field: str, detective: DetectiveIn) -> str | None:
    """A telephone number as people write it."""
    value: str | None = getattr(detective, field)
    try:
        return telephone(value).shown() if value and field == "phone" else value
    except UnusableAddress:
        return value


def _detective(vault: Vault, acting: ActingStaff, account: StaffAccount) -> DetectiveIn:
    """As far as the account says; without a number of their own, the agency's."""
    phone = vault.open_if_any(account.work_phone_sealed, context="staff_accounts.work_phone", row=account.id)
    email = vault.open_if_any(account.work_email_sealed, context="staff_accounts.work_email", row=account.id)
    return DetectiveIn(
        id=account.badge if TOKEN.takes(account.badge) else None,
        name=_name(vault, account),
        phone=phone or acting.visit.agency.non_emergency_phone or None,
        email=email,
    )


def _name(vault: Vault, account: StaffAccount) -> str | None:
    return vault.open_if_any(account.name_sealed, context="staff_accounts.name", row=account.id)


def _is_detective(account: StaffAccount) -> bool:
    return Role.DETECTIVE.value in account.roles.split()
