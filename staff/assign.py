"""Give a case to a detective, or to another one: who may have it, what victims will read, and carrying it out.

A case that stands at assigned or before is assigned by an event, and its victims are told as the policy says. One that
has gone further (an arrest, charges) keeps its status: there only the name of who works on it changes, and no one is
told by itself, as news of an old arrest would be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import UnusableAddress, telephone
from db.encryption.vault import Vault
from db.queries import case_owners, staff_accounts, timeline
from db.queries.timeline import TimelineNote
from db.state_json import state_of
from db.tables import Agency, Call, StaffAccount
from domain.actors import Actor
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus
from domain.event_facts import TOKEN
from domain.lifecycle import case_refusal
from domain.staff.roles import Role
from intake.calls.contact_book import ContactBook
from intake.calls.people import DetectiveIn
from intake.staff.case_status import expected_state
from messaging.detective import Detective
from policies.in_force import policy_of
from staff.acting import ActingStaff
from staff.work_reach import work_reach

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
    return [Candidate(account=each, name=_name(vault, each) or "") for each in every if may_have_cases(each)]


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
    if account is None or not may_have_cases(account):
        raise NoSuchDetective
    state = await expected_state(session, call, now=acting.now)
    tells = state.case_status not in _FURTHER
    refusal = case_refusal(state, CaseStatus.ASSIGNED, at=acting.now) if tells else None
    if refusal:
        raise CannotBeAssigned(refusal)
    known = detective_of(vault, acting.visit.agency, account)
    shared = policy_of(acting.visit.agency).share_detective
    return PlannedAssignment(
        call=call,
        account=account,
        detective=known,
        shared=Detective(**{field: _as_read(field, known) for field in shared}),
        tells=tells,
    )


async def introduce(session: AsyncSession, vault: Vault, plan: PlannedAssignment, *, now: datetime) -> None:
    """Make the detective known among the call's people, as the assignment will."""
    book = ContactBook(session, vault, call=plan.call)
    await book.replace_detective(plan.detective.as_contact(), at=now)


async def carry_out(
    session: AsyncSession, vault: Vault, acting: ActingStaff, plan: PlannedAssignment, *, change_id: str
) -> None:
    """Only change who has it, the call locked: nothing leaves. The same `change_id` again changes nothing."""
    call = plan.call
    before = await case_owners.owner_of(session, call.id)
    if not await _note(session, acting, plan, change_id):
        return
    await introduce(session, vault, plan, now=acting.now)
    await case_owners.assign(session, call.id, plan.account.id, by=acting.visit.actor, now=acting.now)
    detail = {"to": plan.account.badge, "from": before.badge if before else "", "told": plan.tells}
    await acting.note(session, ActKind.CASE_ASSIGNED, about=f"call:{call.call_number}", detail=detail)


async def _note(session: AsyncSession, acting: ActingStaff, plan: PlannedAssignment, change_id: str) -> bool:
    """False if it was done before."""
    line = TimelineNote(
        key=f"assign/{change_id}",
        kind="event",
        what="contact.updated",
        status=state_of(plan.call).status.value,
        effect="changed",
        by=Actor.read(acting.visit.actor),
        reason="another detective has the case; its status stays, and no one was told",
        detail={"by": acting.visit.actor},
    )
    return await timeline.note(session, plan.call.id, line, now=acting.now)


def _as_read(field: str, detective: DetectiveIn) -> str | None:
    """A telephone number as people write it."""
    value: str | None = getattr(detective, field)
    try:
        return telephone(value).shown() if value and field == "phone" else value
    except UnusableAddress:
        return value


def detective_of(vault: Vault, agency: Agency, account: StaffAccount) -> DetectiveIn:
    """As far as the account says; without a number of their own, the agency's."""
    reach = work_reach(vault, account)
    return DetectiveIn(
        id=account.badge if TOKEN.takes(account.badge) else None,
        name=_name(vault, account),
        phone=reach.phone or agency.non_emergency_phone or None,
        email=reach.email or None,
    )


def _name(vault: Vault, account: StaffAccount) -> str | None:
    return vault.open_if_any(account.name_sealed, context="staff_accounts.name", row=account.id)


def may_have_cases(account: StaffAccount) -> bool:
    """True of a detective's account that is open."""
    return account.closed_at is None and Role.DETECTIVE.value in account.roles.split()
