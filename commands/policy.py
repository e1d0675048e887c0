"""`caseline policy`: check a policy file, see who is told what and when, and put it in force."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from commands.open_database import notes, opened, stop
from commands.policy_table import policy_view
from db.queries import agencies
from db.tables import Agency
from domain.policy import Policy
from policies.files import DEFAULT_POLICY, read_policy
from policies.policy_file import parse
from policies.toml_file import TomlError
from settings import Settings

app = typer.Typer(help="Check a policy file, see who is told what and when, put it in force.", no_args_is_help=True)


@app.command()
def check(files: Annotated[list[Path], typer.Argument(help="Policy files (TOML).")]) -> None:
    """Say what is wrong with policy files, by line; or show who is told what and when."""
    found = [(file, _read(file)) for file in files]
    for file, read in found:
        if read is not None:
            _show(str(file), read[1])
    raise typer.Exit(0 if all(read for _, read in found) else 1)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(help="A policy file; without one, the default policy.")] = DEFAULT_POLICY,
    agency: Annotated[str, typer.Option("--agency", metavar="ORI", help="What is in force for an agency.")] = "",
) -> None:
    """Show who is told what and when: by a file, in force for an agency, or by default.

    Example: caseline policy show --agency WASPD0000
    """
    if agency:
        name, text = asyncio.run(_in_force(agency))
        _show(f"{name} ({agency})", parse(text))
        return
    read = _read(file)
    if read is None:
        raise typer.Exit(1)
    _show(str(file), read[1])


@app.command("set")
def set_policy(
    file: Annotated[Path, typer.Argument(help="A policy file (TOML).")],
    agency: Annotated[str, typer.Option("--agency", metavar="ORI", help="The agency.")],
) -> None:
    """Put a policy in force for an agency; open calls follow it from their next step on."""
    read = _read(file)
    if read is None:
        notes.print("Nothing was changed.")
        raise typer.Exit(1)
    name = asyncio.run(_store(agency, read[0]))
    typer.echo(f"{file} is now the policy of {name} ({agency}).")


def _read(file: Path) -> tuple[str, Policy] | None:
    """A file and its policy; None once its problems are printed as file:line: message."""
    try:
        return read_policy(file)
    except TomlError as error:
        notes.print(str(error), markup=False)
        return None


def _show(title: str, policy: Policy) -> None:
    console = Console(highlight=False)
    console.print(title, style="bold", markup=False, soft_wrap=True)
    console.print(policy_view(policy))


async def _in_force(ori: str) -> tuple[str, str]:
    async with opened(Settings()) as database, database.reading() as session:
        agency = await _find(session, ori)
        return agency.name, agency.policy


async def _store(ori: str, text: str) -> str:
    async with opened(Settings()) as database, database.transaction() as session:
        agency = await _find(session, ori)
        agency.policy = text
        return agency.name


async def _find(session: AsyncSession, ori: str) -> Agency:
    agency = await agencies.get(session, ori)
    if agency is None:
        stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")
    return agency
