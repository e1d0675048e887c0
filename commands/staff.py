"""`caseline staff`: accounts of an agency's staff, added, invited, released, closed and given roles."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import operator
from commands.find_rows import find_agency, upper
from commands.lazy import group
from commands.open_database import notes, opened_vault, stop, writing
from commands.staff_provider import app as provider
from commands.staff_table import list_accounts, roles, show
from db.encryption.vault import Vault
from db.queries import staff_accounts
from db.tables import StaffAccount
from domain.actors import Actor
from domain.staff.roles import Role, read_roles, write_roles
from domain.staff.sign_in import INVITED
from locales.catalog_loader import STAFF
from settings import Settings
from staff import accounts
from staff.accounts import AccountRefused, NewAccount
from staff.cad_id import set_cad_id
from staff.work_reach import WorkReach, set_work_reach

app = group("Add, invite, release and close accounts of staff, and say through which provider they sign in.")
app.add_typer(provider, name="provider")
app.command("list")(list_accounts)
app.command()(show)
app.command()(roles)


def _roles(text: str) -> str:
    try:
        return write_roles(read_roles(text))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _language(text: str) -> str:
    if text not in STAFF.languages:
        raise typer.BadParameter(f"one of {', '.join(STAFF.languages)}")
    return text


Ori = Annotated[str, typer.Option("--agency", "--ori", metavar="ORI", help="The agency.", callback=upper)]
Badge = Annotated[str, typer.Argument(metavar="BADGE", help="The account, as `caseline staff list` shows it.")]
By = Annotated[str, typer.Option(metavar="BADGE", help="Who types this, for the audit log; else your login here.")]
Roles = Annotated[
    str, typer.Option("--role", help=f"Any of: {' '.join(Role)}; several in quotes, with spaces.", callback=_roles)
]


@app.command()
def add(
    agency: Ori,
    badge: Annotated[str, typer.Option(help="Badge or user id: what they sign in with. No name.")],
    role: Roles,
    name: Annotated[
        str, typer.Option(prompt="Name", help="Who it is, for the lists of administrators; kept encrypted.")
    ],
    language: Annotated[str, typer.Option(help="Of their pages: en or es.", callback=_language)] = "en",
    break_glass: Annotated[
        bool,
        typer.Option("--break-glass", help="For the day when the agency's OpenID provider is away; never closed."),
    ] = False,
    by: By = "",
) -> None:
    """Make an account and print its invitation, this once: a link that works once, for 72 hours.

    Example: caseline staff add --agency WASPD0000 --badge D-114 --role detective
    """
    new = NewAccount(
        ori=agency,
        badge=badge,
        name=name.strip(),
        roles=read_roles(role),
        language=language,
        is_break_glass=break_glass,
    )
    _show_invitation(agency, badge.strip(), _add(opened_vault(Settings()), new, _actor(by)))


@app.command()
def invite(badge: Badge, agency: Ori, by: By = "") -> None:
    """Print a new invitation, after a lost phone or key: what they signed in with before opens nothing any more."""
    token = _change(agency, badge, partial(_invited, vault=opened_vault(Settings()), by=_actor(by)))
    _show_invitation(agency, badge, token)


@app.command()
def release(badge: Badge, agency: Ori, by: By = "") -> None:
    """Release an account that was locked after five wrong tries."""
    _change(agency, badge, partial(_done, accounts.release, by=_actor(by)))
    typer.echo(f"{badge} may sign in again.")


@app.command()
def close(
    badge: Badge,
    agency: Ori,
    why: Annotated[str, typer.Option(help="Plain words: left, transferred, misuse.")] = "left",
    by: By = "",
) -> None:
    """Let an account sign in no more, and end its sessions at once."""
    _change(agency, badge, partial(_done, partial(accounts.close, why=why), by=_actor(by)))
    typer.echo(f"{badge} is closed; its sessions have ended.")


@app.command()
def reopen(badge: Badge, agency: Ori, by: By = "") -> None:
    """Let a closed account sign in again with what it had; use invite if that may be in other hands."""
    _change(agency, badge, partial(_done, accounts.reopen, by=_actor(by)))
    typer.echo(f"{badge} is open again.")


@app.command("set-roles")
def set_roles(badge: Badge, agency: Ori, role: Roles, by: By = "") -> None:
    """Give an account these roles and no others, from its next request on."""
    _change(agency, badge, partial(_roles_given, roles=read_roles(role), by=_actor(by)))
    typer.echo(f"{badge} is {role} now.")


@app.command("cad-id")
def cad_id(
    badge: Badge,
    agency: Ori,
    id_in_cad: Annotated[str, typer.Option("--id", help="CAD's id of them as an officer or call-taker; empty: none.")],
    by: By = "",
) -> None:
    """Say which officer or call-taker of CAD an account is: what coaching holds about that id is its own record."""
    _change(agency, badge, partial(_done, partial(set_cad_id, cad_id=id_in_cad), by=_actor(by)))
    typer.echo(f"{badge} is {id_in_cad or 'no one'} in CAD.")


@app.command()
def reach(
    badge: Badge,
    agency: Ori,
    phone: Annotated[str, typer.Option(help="Work telephone; empty means the agency's number.")] = "",
    email: Annotated[str, typer.Option(help="Work email.")] = "",
    by: By = "",
) -> None:
    """Say how victims reach a detective: told to them when a case is assigned."""
    wanted = WorkReach(phone=phone, email=email)
    _change(agency, badge, partial(_reached, vault=opened_vault(Settings()), reach=wanted, by=_actor(by)))
    typer.echo(f"Victims are told how to reach {badge} from the next assignment on.")


async def _reached(
    session: AsyncSession, account: StaffAccount, now: datetime, *, vault: Vault, reach: WorkReach, by: Actor
) -> str:
    await set_work_reach(session, vault, account.id, reach, by=by, now=now)
    return ""


def _actor(by: str) -> Actor:
    return Actor.read(operator(by))


def _show_invitation(ori: str, badge: str, token: str) -> None:
    hours = int(INVITED.total_seconds() // 3600)
    notes.print(f"Invitation for {badge}: it works once, for {hours} hours, and is shown only now:", markup=False)
    typer.echo(f"{Settings().base_url}{accounts.welcome_path(ori, token)}")


Change = Callable[[AsyncSession, StaffAccount, datetime], Awaitable[str]]


async def _invited(session: AsyncSession, account: StaffAccount, now: datetime, *, vault: Vault, by: Actor) -> str:
    return await accounts.invite(session, vault, account.id, by=by, now=now)


async def _roles_given(
    session: AsyncSession, account: StaffAccount, now: datetime, *, roles: frozenset[Role], by: Actor
) -> str:
    await accounts.set_roles(session, account.id, roles, by=by, now=now)
    return ""


async def _done(
    act: Callable[..., Awaitable[None]], session: AsyncSession, account: StaffAccount, now: datetime, *, by: Actor
) -> str:
    await act(session, account.id, by=by, now=now)
    return ""


@writing
async def _change(session: AsyncSession, ori: str, badge: str, change: Change) -> str:
    await find_agency(session, ori)
    account = await staff_accounts.by_badge(session, ori, badge)
    if account is None:
        stop(f"{ori} has no account {badge}; `caseline staff list` shows those there are.")
    try:
        return await change(session, account, datetime.now(UTC))
    except AccountRefused as error:
        stop(f"Nothing was changed: {error}.")


@writing
async def _add(session: AsyncSession, vault: Vault, new: NewAccount, by: Actor) -> str:
    await find_agency(session, new.ori)
    now = datetime.now(UTC)
    try:
        account = await accounts.add(session, vault, new, by=by, now=now)
        return await accounts.invite(session, vault, account.id, by=by, now=now)
    except AccountRefused as error:
        stop(f"Nothing was added: {error}.")
