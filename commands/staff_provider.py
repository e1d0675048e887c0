"""`caseline staff provider`: set through which OpenID provider an agency's staff sign in, and see if it is right."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.find_rows import find_agency, upper
from commands.lazy import group
from commands.open_database import opened_vault, reading, stop, writing
from commands.output import local_time, show_table
from db.encryption.vault import Vault
from db.queries import staff_providers
from db.queries.staff_providers import ProviderValues
from db.tables import StaffProvider
from domain.audit.acts import ActKind
from domain.staff.provider_addresses import check_issuer
from domain.staff.provider_rules import TWO_FACTORS, ProviderKind, TwoFactors, read_methods
from domain.staff.roles import read_roles
from messaging.providers.account_findings import Finding, Level
from settings import Settings
from staff.providers.examine import examine
from staff.providers.known import OpenIdProviders

app = group("Say through which OpenID provider an agency's staff sign in, and see whether it is set up right.")

Ori = Annotated[str, typer.Option("--ori", metavar="ORI", help="The agency.", callback=upper)]
_LOOKS = {Level.GOOD: ("✓", "green"), Level.NOTE: ("·", "yellow"), Level.WRONG: ("✗", "red")}
LONGEST_NAME = 60


def _issuer(text: str) -> str:
    try:
        return check_issuer(text.strip())
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _name(text: str) -> str:
    if not text.isprintable() or not 0 < len(text) <= LONGEST_NAME:
        raise typer.BadParameter(f"one line of at most {LONGEST_NAME} characters")
    return text


def _methods(listed: list[str] | None) -> list[str]:
    try:
        return [text for text in listed or () if read_methods(text)]
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _roles(listed: list[str]) -> list[str]:
    for text in listed:
        of, _, roles = text.rpartition("=")
        try:
            read_roles(roles)
        except ValueError as error:
            raise typer.BadParameter(f"{text}: {error}") from None
        if not of:
            raise typer.BadParameter(f"{text}: write GROUP=role")
    return listed


@app.command("set")
def set_provider(
    ori: Ori,
    issuer: Annotated[str, typer.Option(metavar="URL", help="As its discovery document says it.", callback=_issuer)],
    client_id: Annotated[str, typer.Option(metavar="ID", help="Of the application that was registered there.")],
    kind: Annotated[ProviderKind, typer.Option(help="Whose product it is.")],
    name: Annotated[str, typer.Option(metavar="NAME", help='After "Sign in with".', callback=_name)],
    role_of: Annotated[
        list[str], typer.Option(metavar="GROUP=ROLE", help="A group and its roles, with commas.", callback=_roles)
    ],
    acr: Annotated[
        list[str] | None, typer.Option(metavar="VALUE", help="acr (Entra: acrs) that stands for two factors.")
    ] = None,
    amr: Annotated[
        list[str] | None,
        typer.Option(metavar="METHODS", help="amr that stands for two factors: mfa, pwd+otp.", callback=_methods),
    ] = None,
    groups_claim: Annotated[str, typer.Option(metavar="CLAIM", help="Where groups are: groups, a.b.")] = "groups",
    badge_claim: Annotated[
        str, typer.Option(metavar="CLAIM", help="Where the badge is; without it badges are made here.")
    ] = "",
    public: Annotated[bool, typer.Option("--public", help="The application has no secret.")] = False,
    keep_secret: Annotated[bool, typer.Option("--keep-secret", help="The secret stays as it is.")] = False,
    secret_from: Annotated[
        str, typer.Option(metavar="NAME", help="Environment variable that holds the secret, instead of asking.")
    ] = "",
) -> None:
    """Say through which provider the staff of an agency sign in, in force at once.

    The secret is asked for, or read from standard input; it is never an argument. With --acr or --amr nothing but what
    they name counts as two factors; without either, what is usual for the product does.
    """
    vault = opened_vault(Settings())
    known = reading(staff_providers.get)(ori)
    secret = _kept(vault, known) if keep_secret else "" if public else _secret(secret_from)
    own = TwoFactors(acr=tuple(acr or ()), amr=tuple(read_methods(text) for text in amr or ()))
    values = ProviderValues(
        kind=kind,
        name=name,
        issuer=issuer,
        client_id=client_id,
        secret=secret,
        two_factors=own if own.acr or own.amr else TWO_FACTORS[kind],
        groups_claim=groups_claim,
        role_of=_by_group(role_of),
        badge_claim=badge_claim,
    )
    _put(vault, ori, values)
    typer.echo(f"The staff of {ori} sign in with {name}. See whether all is right: caseline staff provider check")


@app.command()
def show(ori: Ori) -> None:
    """Show through which provider the staff of an agency sign in; its secret is not shown."""
    provider = _known(ori)
    rows = [
        ("Name", provider.name),
        ("Product", provider.kind),
        ("Issuer", provider.issuer),
        ("Client", f"{provider.client_id} ({'with a secret' if provider.secret_sealed else 'public'})"),
        ("Two factors", "; ".join((*_each("acr", provider.two_factor_acr), *_each("amr", provider.two_factor_amr)))),
        ("Groups in", provider.groups_claim),
        *((f"Group {of}", ", ".join(roles)) for of, roles in sorted(provider.role_of.items())),
        ("Badge in", provider.badge_claim or "- (made here)"),
        ("Changed", local_time(provider.changed_at)),
    ]
    show_table(("What", ori), rows)


@app.command()
def remove(ori: Ori) -> None:
    """End the sign-in through the agency's provider; accounts and sessions stay."""
    if not _remove(ori):
        stop(f"{ori} has no provider.")
    typer.echo(f"The staff of {ori} do not sign in through a provider any more.")


@app.command()
def check(ori: Ori) -> None:
    """Ask the provider what it offers, and say what is missing; exit code 1 if anything is. Nothing is changed."""
    provider = _known(ori)
    asked = examine(OpenIdProviders(), provider, base_url=Settings().base_url, now=datetime.now(UTC))
    if not _show(asyncio.run(asked)):
        raise typer.Exit(1)


def _show(found: tuple[Finding, ...]) -> bool:
    console = Console()
    for finding in found:
        sign, style = _LOOKS[finding.level]
        console.print(Text.assemble((sign, style), " ", finding.what), soft_wrap=True)
    return all(finding.level is not Level.WRONG for finding in found)


def _known(ori: str) -> StaffProvider:
    async def find(session: AsyncSession) -> StaffProvider:
        await find_agency(session, ori)
        return await staff_providers.get(session, ori) or stop(f"{ori} has no provider.")

    return reading(find)()


def _each(claim: str, values: list[str]) -> list[str]:
    return [f"{claim} {' or '.join(values)}"] if values else []


def _by_group(listed: list[str]) -> dict[str, list[str]]:
    role_of: dict[str, list[str]] = {}
    for text in listed:
        of, _, roles = text.rpartition("=")
        role_of[of] = sorted({*role_of.get(of, ()), *read_roles(roles)})
    return role_of


def _kept(vault: Vault, known: StaffProvider | None) -> str:
    return (staff_providers.secret_of(vault, known) if known else None) or ""


def _secret(variable: str) -> str:
    if variable:
        secret = os.environ.get(variable, "")
    elif sys.stdin.isatty():
        secret = typer.prompt("Secret", hide_input=True)
    else:
        secret = sys.stdin.readline()
    return secret.strip() or stop("There is no secret (--public for an application without one); nothing was changed.")


@writing
async def _put(session: AsyncSession, vault: Vault, ori: str, values: ProviderValues) -> None:
    await find_agency(session, ori)
    await staff_providers.put(session, vault, ori, values, now=datetime.now(UTC))
    detail = {"roles": values.role_of, "issuer": values.issuer}
    await note(session, ActKind.AGENCY_CHANGED, ori, f"provider:{values.kind}", detail=detail)


@writing
async def _remove(session: AsyncSession, ori: str) -> bool:
    await find_agency(session, ori)
    removed = await staff_providers.remove(session, ori)
    if removed:
        await note(session, ActKind.AGENCY_CHANGED, ori, "provider:removed")
    return removed
