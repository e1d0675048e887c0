"""`caseline policy`: check a policy file, see who is told what and when, and put it in force."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note, operator
from commands.find_rows import Ori, find_agency, upper
from commands.lazy import group
from commands.open_database import notes, reading, writing
from commands.policy_table import policy_view
from db.queries import policy_versions
from db.queries.policy_versions import PutBy
from domain.audit.acts import ActKind
from domain.policy import Policy
from messaging.translation_standing import standing_of, ways_of
from policies.files import DEFAULT_POLICY, read_policy
from policies.in_force import policy_mark
from policies.policy_file import parse
from policies.toml_file import TomlError

app = group("Check a policy file, see who is told what and when, put it in force.")


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
    agency: Annotated[
        str, typer.Option("--agency", metavar="ORI", help="What is in force for an agency.", callback=upper)
    ] = "",
) -> None:
    """Show who is told what and when: by a file, in force for an agency, or by default.

    Example: caseline policy show --agency WASPD0000
    """
    if agency:
        found = reading(find_agency)(agency)
        _show(f"{found.name} ({agency})", parse(found.policy))
        return
    read = _read(file)
    if read is None:
        raise typer.Exit(1)
    _show(str(file), read[1])


@app.command("set")
def set_policy(
    file: Annotated[Path, typer.Argument(help="A policy file (TOML).")],
    agency: Ori,
) -> None:
    """Put a policy in force for an agency; open calls follow it from their next step on."""
    read = _read(file)
    if read is None:
        notes.print("Nothing was changed.")
        raise typer.Exit(1)
    name = _store(agency, read[0])
    typer.echo(f"{file} is now the policy of {name} ({agency}).")
    _warn_of_english(read[1])


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
    _warn_of_english(policy)


def _warn_of_english(policy: Policy) -> None:
    """How much of what the policy sends would be in English today, by its own rule for translations."""
    for language in sorted(policy.require_reviewed):
        held, every = len(standing_of(language).in_english(policy)), len(ways_of(policy))
        if held:
            notes.print(
                f"Warning: {held} of {every} messages would go out in English instead of {language}, as no speaker has "
                "read all their sentences (caseline translations status)."
            )


@writing
async def _store(session: AsyncSession, ori: str, text: str) -> str:
    agency = await find_agency(session, ori)
    detail = {"before": policy_mark(agency.policy), "policy": policy_mark(text)}
    await policy_versions.put_in_force(session, agency, text, PutBy(by=operator()), now=datetime.now(UTC))
    await note(session, ActKind.POLICY_CHANGED, ori, f"policy:{detail['policy']}", detail=detail)
    return agency.name
