"""The pages on accounts of staff: who may sign in, what they may do, and how they are let in or kept out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Response
from fastapi import Path as InPath
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import FormData

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import NothingThere
from api.pages.staff import accounts_texts as texts
from api.pages.staff import frame_texts
from api.pages.staff.routing import LANGUAGE_NAMES, staff_router
from api.pages.staff.said import as_it_is
from api.pages.staff.signed_in import Needs, SignedInStaff, StaffForm, see_other
from db.queries import staff_accounts
from db.tables import StaffAccount
from domain.actors import Actor, ActorKind
from domain.staff.roles import Right, Role
from domain.staff.sign_in import UNUSED
from locales.catalog_loader import STAFF
from staff import accounts
from staff.accounts import AccountRefused, NewAccount
from staff.cad_id import set_cad_id
from staff.second_person import name_of
from staff.work_reach import WorkReach, set_work_reach, work_reach

router = staff_router()

MayManageStaff = Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_STAFF))]
AccountId = Annotated[str, InPath(max_length=40)]

SOON = timedelta(days=14)
"""So long before it closes an unused account is pointed out."""
LONGEST_NAME = 100


@router.get("/{ori}/accounts")
async def show_accounts(here: MayManageStaff, deps: Deps) -> Response:
    """All of them, open ones first."""
    return await _list(here, deps)


@router.post("/{ori}/accounts")
async def add_account(here: MayManageStaff, form: StaffForm, deps: Deps) -> Response:
    """Add one, and show its invitation this once."""
    roles, now = _roles(form), deps.clock()
    if not roles:
        return await _list(here, deps, problem=here.page.say(texts.NO_ROLE))
    language = str(form.get("language", ""))
    new = NewAccount(
        ori=here.agency.ori,
        badge=str(form.get("badge", "")).strip(),
        name=str(form.get("name", "")).strip()[:LONGEST_NAME],
        roles=roles,
        language=language if language in STAFF.languages else STAFF.languages[0],
    )
    try:
        async with deps.database.transaction() as session:
            account = await accounts.add(session, deps.vault, new, by=_actor(here), now=now)
            token = await accounts.invite(session, deps.vault, account.id, by=_actor(here), now=now)
    except AccountRefused as error:
        return await _list(here, deps, problem=str(error))
    return _invitation(here, deps, account, token)


@router.get("/{ori}/accounts/{account_id}")
async def show_account(here: MayManageStaff, deps: Deps, account_id: AccountId) -> Response:
    """One, with everything that can be done to it."""
    return await _one(here, deps, account_id)


@router.post("/{ori}/accounts/{account_id}/roles")
async def set_roles(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """Give it these roles and no others."""
    roles, now = _roles(form), deps.clock()
    return await _do(
        here, deps, account_id, lambda s: accounts.set_roles(s, account_id, roles, by=_actor(here), now=now)
    )


@router.post("/{ori}/accounts/{account_id}/reach")
async def set_reach(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """How victims reach them."""
    now, typed = deps.clock(), {name: str(form.get(name, "")).strip()[:LONGEST_NAME] for name in ("phone", "email")}
    reach = WorkReach(**typed)
    return await _do(
        here, deps, account_id, lambda s: set_work_reach(s, deps.vault, account_id, reach, by=_actor(here), now=now)
    )


@router.post("/{ori}/accounts/{account_id}/cad-id")
async def set_id_in_cad(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """Whose record of coaching is theirs."""
    now, typed = deps.clock(), str(form.get("cad_id", ""))[:LONGEST_NAME]
    return await _do(here, deps, account_id, lambda s: set_cad_id(s, account_id, typed, by=_actor(here), now=now))


@router.post("/{ori}/accounts/{account_id}/release")
async def release(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """Let it sign in again."""
    del form
    now = deps.clock()
    return await _do(here, deps, account_id, lambda s: accounts.release(s, account_id, by=_actor(here), now=now))


@router.post("/{ori}/accounts/{account_id}/close")
async def close(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """Let it sign in no more."""
    why, now = str(form.get("why", "")).strip()[:LONGEST_NAME] or "closed", deps.clock()
    return await _do(here, deps, account_id, lambda s: accounts.close(s, account_id, why=why, by=_actor(here), now=now))


@router.post("/{ori}/accounts/{account_id}/reopen")
async def reopen(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """Let it sign in once more."""
    del form
    now = deps.clock()
    return await _do(here, deps, account_id, lambda s: accounts.reopen(s, account_id, by=_actor(here), now=now))


@router.post("/{ori}/accounts/{account_id}/invite")
async def invite(here: MayManageStaff, form: StaffForm, deps: Deps, account_id: AccountId) -> Response:
    """A new invitation, shown this once."""
    del form
    account = await _theirs(here, deps, account_id)
    try:
        async with deps.database.transaction() as session:
            token = await accounts.invite(session, deps.vault, account_id, by=_actor(here), now=deps.clock())
    except AccountRefused as error:
        return await _one(here, deps, account_id, problem=str(error))
    return _invitation(here, deps, account, token)


async def _do(
    here: SignedInStaff, deps: ApiDependencies, account_id: str, act: Callable[[AsyncSession], Awaitable[None]]
) -> Response:
    await _theirs(here, deps, account_id)
    try:
        async with deps.database.transaction() as session:
            await act(session)
    except AccountRefused as error:
        return await _one(here, deps, account_id, problem=str(error))
    return see_other(here.path(f"accounts/{account_id}"))


async def _theirs(here: SignedInStaff, deps: ApiDependencies, account_id: str) -> StaffAccount:
    async with deps.database.reading() as session:
        account = await staff_accounts.get(session, account_id)
    if account is None or account.ori != here.agency.ori:
        raise NothingThere
    return account


async def _list(here: SignedInStaff, deps: ApiDependencies, *, problem: str = "") -> Response:
    async with deps.database.reading() as session:
        found = await staff_accounts.of_agency(session, here.agency.ori)
    return here.page.render(
        "accounts.html",
        400 if problem else 200,
        here="accounts",
        title=texts.TITLE,
        texts=texts,
        roles=frame_texts.ROLES,
        accounts=found,
        names={account.id: name_of(deps.vault, account) for account in found},
        closes={account.id: day for account in found if (day := _closes_soon(account, deps)) is not None},
        problem=problem,
        spoken=LANGUAGE_NAMES,
    )


async def _one(here: SignedInStaff, deps: ApiDependencies, account_id: str, *, problem: str = "") -> Response:
    account = await _theirs(here, deps, account_id)
    name = name_of(deps.vault, account)
    return here.page.render(
        "account.html",
        400 if problem else 200,
        here="accounts/",
        title=as_it_is(here.page.say(texts.OF, badge=account.badge, name=name) if name else account.badge),
        texts=texts,
        roles=frame_texts.ROLES,
        account=account,
        reach=work_reach(deps.vault, account),
        is_own=account.id == here.account.id,
        problem=problem,
    )


def _invitation(here: SignedInStaff, deps: ApiDependencies, account: StaffAccount, token: str) -> Response:
    link = f"{deps.base_url}{accounts.welcome_path(here.agency.ori, token)}"
    title = as_it_is(here.page.say(texts.INVITED, badge=account.badge))
    return here.page.render("invited.html", here="accounts/", title=title, texts=texts, link=link)


def _closes_soon(account: StaffAccount, deps: ApiDependencies) -> object:
    closes = (account.last_used_at or account.created_at) + UNUSED
    return closes if account.closed_at is None and closes - deps.clock() < SOON else None


def _roles(form: FormData) -> frozenset[Role]:
    return frozenset(Role(str(role)) for role in form.getlist("role") if str(role) in set(Role))


def _actor(here: SignedInStaff) -> Actor:
    return Actor(ActorKind.STAFF, here.account.badge)
