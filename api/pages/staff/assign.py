"""Give a case to a detective: choose, see what victims will read, then confirm."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import assign_texts as texts
from api.pages.staff import case_reasons, case_view, case_words, status_texts
from api.pages.staff.acting import acting
from api.pages.staff.case_desk import previews
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from db.queries import case_owners
from db.tables import Call, new_id
from domain.audit.acts import ActKind
from domain.call_state import CaseStatus
from domain.staff.roles import Right
from staff import assign
from staff.acting import ActingStaff
from staff.assign import CannotBeAssigned, NoCaseToAssign, NoSuchDetective, PlannedAssignment
from staff.change_preview import ChangePreview
from staff.status_change import AlreadyHeld, NewHeldChange, hold_change

router = staff_router()

Assigns = Annotated[SignedInStaff, Depends(Needs(Right.ASSIGN))]
CallId = Annotated[str, InPath(pattern="^[0-9a-z]{1,64}$")]

_CHANGE_ID = re.compile(r"[0-9a-f]{32}")


@router.get("/{ori}/assign/{call_id}")
async def ask_who(here: Assigns, call_id: CallId, deps: Deps) -> Response:
    """Who has it, and who can."""
    return await _choose(here, call_id, deps)


@router.post("/{ori}/assign/{call_id}/check")
async def check(here: Assigns, form: StaffForm, call_id: CallId, deps: Deps) -> Response:
    """What will happen, before it does."""
    who = acting(here, deps)
    try:
        async with deps.database.reading() as session:
            call = await assign.case_to_assign(session, who, call_id)
            plan = await assign.planned(session, deps.vault, who, call, str(form.get("badge", "")))
    except NoCaseToAssign:
        raise NothingThere from None
    except NoSuchDetective:
        return await _choose(here, call_id, deps, chosen=False)
    except CannotBeAssigned as refused:
        return await _choose(here, call_id, deps, refused=str(refused))
    preview = await _foreseen(here, deps, plan) if plan.tells else None
    if preview is not None and preview.refusal:
        return await _choose(here, call_id, deps, refused=preview.refusal)
    if preview is not None:
        async with deps.database.transaction() as session:
            await who.note(session, ActKind.PERSON_SEEN, about=f"call:{call.call_number}", reason="assigning")
    return here.page.render(
        "assign_check.html",
        here="today/assign",
        title=texts.CHECK,
        texts=texts,
        plan=plan,
        about=_about(here, call),
        uses_agency_number=plan.account.work_phone_sealed is None and plan.shared.phone is not None,
        change_id=new_id(),
        preview=preview,
        hold=int(deps.hold.total_seconds()),
        status_texts=status_texts,
        reason_of=case_reasons.reason_sentence,
        language_name=case_view.language_name,
        words=case_words,
    )


@router.post("/{ori}/assign/{call_id}")
async def confirm(here: Assigns, form: StaffForm, call_id: CallId, deps: Deps) -> Response:
    """Assign it."""
    who, change_id = acting(here, deps), str(form.get("change", ""))
    if not _CHANGE_ID.fullmatch(change_id):
        return await _choose(here, call_id, deps, chosen=False)
    try:
        async with deps.database.transaction() as session:
            call = await assign.case_to_assign(session, who, call_id, lock=True)
            plan = await assign.planned(session, deps.vault, who, call, str(form.get("badge", "")))
            if plan.tells:
                await _hold(session, deps, who, plan, change_id)
            else:
                await assign.carry_out(session, deps.vault, who, plan, change_id=change_id)
    except NoCaseToAssign:
        raise NothingThere from None
    except NoSuchDetective:
        return await _choose(here, call_id, deps, chosen=False)
    except CannotBeAssigned as refused:
        return await _choose(here, call_id, deps, refused=str(refused))
    except AlreadyHeld:
        return here.page.notice(409, status_texts.ALREADY_HELD, status_texts.ALREADY_HELD_MORE)
    return see_other(here.path(f"cases/{call_id}"))


async def _hold(
    session: AsyncSession, deps: ApiDependencies, who: ActingStaff, plan: PlannedAssignment, change_id: str
) -> None:
    """It leaves once it can no longer be undone."""
    new = NewHeldChange(
        id=change_id,
        call=plan.call,
        kind=CaseStatus.ASSIGNED.value,
        facts={"account_id": plan.account.id, "at": who.now.isoformat()},
        source=who.source,
        hold=deps.hold,
    )
    await hold_change(session, deps.vault, new, who.visit, now=who.now)


async def _foreseen(here: SignedInStaff, deps: ApiDependencies, plan: PlannedAssignment) -> ChangePreview:
    """The very texts that will leave."""
    now = deps.clock()

    async def introduced(session: AsyncSession, call: Call) -> None:
        del call
        await assign.introduce(session, deps.vault, plan, now=now)

    return await previews(deps).of_status(
        here.visit, plan.call.id, CaseStatus.ASSIGNED, at=now, leaves_at=now + deps.hold, prepare=introduced
    )


async def _choose(
    here: SignedInStaff, call_id: str, deps: ApiDependencies, *, chosen: bool = True, refused: str = ""
) -> Response:
    who = acting(here, deps)
    try:
        async with deps.database.reading() as session:
            call = await assign.case_to_assign(session, who, call_id)
            owner = await case_owners.owner_of(session, call_id)
            candidates = await assign.candidates(session, deps.vault, who.ori)
    except NoCaseToAssign:
        raise NothingThere from None
    return here.page.render(
        "assign.html",
        200 if chosen and not refused else 422,
        here="today/assign",
        title=texts.ASSIGN,
        texts=texts,
        call=call,
        about=_about(here, call),
        owner=owner,
        candidates=candidates,
        chosen=chosen,
        refused=refused,
    )


def _about(here: SignedInStaff, call: Call) -> str:
    if call.case_number:
        return here.page.say(texts.ABOUT, number=call.case_number)
    return here.page.say(texts.ABOUT_CALL, number=call.call_number)
