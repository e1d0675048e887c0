"""Prints the accounts of an agency's staff: what they may do, how they sign in, and which need an administrator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.find_rows import OnlyOri, agencies_by_ori, find_agency, upper
from commands.open_database import opened_vault, reading, stop
from commands.output import local_time, show_table
from db.queries import staff_accounts, staff_credentials
from db.tables import StaffAccount
from domain.staff.roles import RIGHTS, Role
from domain.staff.sign_in import UNUSED
from settings import Settings
from staff.accounts import NAME
from staff.unused_accounts import is_soon_unused, is_unused, last_use

Kinds = Mapping[str, set[str]]


def list_accounts(agency: OnlyOri = "") -> None:
    """List accounts: what they may do, when they were last used, which are locked, and which will soon be closed."""
    found, kinds = reading(_accounts)(agency)
    now = datetime.now(UTC)
    rows = (
        (
            each.ori,
            each.badge,
            each.roles,
            _signs_in_with(each, kinds),
            local_time(each.last_used_at),
            state_of(each, now=now),
        )
        for each in found
    )
    show_table(("Agency", "Badge", "Roles", "Signs in with", "Last used", "State"), rows)


def show(
    badge: Annotated[str, typer.Argument(metavar="BADGE", help="The account, as `caseline staff list` shows it.")],
    agency: Annotated[str, typer.Option("--agency", "--ori", metavar="ORI", help="The agency.", callback=upper)],
) -> None:
    """Show one account, with its name."""
    account, kinds = reading(_account)(agency, badge)
    name = opened_vault(Settings()).open_if_any(account.name_sealed, context=NAME, row=account.id)
    for label, value in (
        ("Badge", account.badge),
        ("Name", name or "-"),
        ("Roles", account.roles),
        ("Id in CAD", account.cad_id or "-"),
        ("Language", account.language),
        ("Signs in with", _signs_in_with(account, kinds)),
        ("Added", f"{local_time(account.created_at)} by {account.created_by}"),
        ("Last used", local_time(account.last_used_at)),
        ("State", state_of(account, now=datetime.now(UTC))),
    ):
        typer.echo(f"{label + ':':<15}{value}")


def roles() -> None:
    """List the roles, and what each may do."""
    show_table(("Role", "May"), ((role.value, ", ".join(sorted(RIGHTS[role]))) for role in Role))


def state_of(account: StaffAccount, *, now: datetime) -> str:
    """In words, with what an administrator must know."""
    return ", ".join(_states(account, now))


def _states(account: StaffAccount, now: datetime) -> Iterator[str]:
    if account.closed_at is not None:
        yield f"closed: {account.closed_why}"
        return
    yield f"locked since {local_time(account.locked_at)}" if account.locked_at else "open"
    if account.is_break_glass:
        yield "break-glass"
    if is_unused(account, now=now):
        yield "unused for 90 days"
    elif is_soon_unused(account, now=now):
        yield f"closes in {ceil((last_use(account) + UNUSED - now).total_seconds() / 86400)} days if it is not used"


def _signs_in_with(account: StaffAccount, kinds: Kinds) -> str:
    own = sorted(kinds[account.id])
    if account.subject_hash is not None:
        own.append("the agency's provider")
    return ", ".join(own) or "nothing yet"


async def _accounts(session: AsyncSession, ori: str) -> tuple[Sequence[StaffAccount], Kinds]:
    found = [
        account
        for each in await agencies_by_ori(session, ori)
        for account in await staff_accounts.of_agency(session, each)
    ]
    return found, await staff_credentials.kinds_of(session, [each.id for each in found])


async def _account(session: AsyncSession, ori: str, badge: str) -> tuple[StaffAccount, Kinds]:
    await find_agency(session, ori)
    account = await staff_accounts.by_badge(session, ori, badge)
    if account is None:
        stop(f"{ori} has no account {badge}; `caseline staff list` shows those there are.")
    return account, await staff_credentials.kinds_of(session, [account.id])
