"""`caseline erasure`: the ledger of what was erased, which a restore replays."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from commands.acting import note_everywhere
from commands.lazy import group
from commands.open_database import notes, opened, say, stop, vault_for
from commands.output import MINUTES, local_time
from commands.progress_display import Steps
from domain.audit.acts import ActKind
from portal.erasure_ledger import ErasureLedger, LedgerUnusable, as_line, in_order
from portal.erasure_replay import LedgerState, Replayed, compare
from portal.erasure_replay import replay as replay_ledger
from settings import Settings

app = group("Show the ledger of what was erased, and erase it again after a restore.")

File = Annotated[
    Path | None,
    typer.Option("--file", metavar="FILE", help="Another ledger file than the one of the settings, as a copy of it."),
]


@contextmanager
def ledger_errors() -> Iterator[None]:
    """A ledger file that cannot be used as one sentence that says where to look."""
    try:
        yield
    except LedgerUnusable as error:
        stop(f"The erasure ledger cannot be used: {error}. Nothing was erased. Check CASELINE_ERASURE_LEDGER_FILE.")


def ledger_of(settings: Settings, file: Path | None = None) -> ErasureLedger:
    """The ledger in force, or another copy of it."""
    if file is not None and not file.exists():
        stop(f"There is no file {file}.")
    return ErasureLedger(file or settings.erasure_ledger_path)


@app.command()
def show(file: File = None) -> None:
    """Say how many erasures file and database know, and of when the newest is; exit code 1 if they differ."""
    settings = Settings()
    ledger = ledger_of(settings, file)
    state = asyncio.run(_compare(settings, ledger))
    everything = in_order((*state.in_both, *state.only_in_file, *state.only_in_database))
    newest = f", the newest of {local_time(everything[-1].erased_at, 'UTC', MINUTES)} UTC" if everything else ""
    typer.echo(f"The ledger has {len(everything)} lines{newest}.")
    if advice := list(_differences(state, ledger)):
        stop("\n".join(advice))


@app.command()
def replay(file: File = None) -> None:
    """After a restore, erase again what the ledger says, from its file and from the database.

    To do it twice changes nothing. Do it before API and worker start.
    """
    settings = Settings()
    ledger = ledger_of(settings, file)
    with ledger_errors():
        done, unreadable = asyncio.run(_replay(settings, ledger))
    typer.echo(f"Replayed: {done.lines} lines. {done.contacts} contacts were there again and are erased.")
    if unreadable:
        stop(f"These lines of {ledger.path} cannot be read: {_numbers(unreadable)}. What they say was not replayed.")


@app.command()
def export() -> None:
    """Print the whole ledger, as its file has it: ids, call numbers, keyed hashes and times, no people."""
    settings = Settings()
    state = asyncio.run(_compare(settings, ledger_of(settings)))
    for line in in_order((*state.in_both, *state.only_in_file, *state.only_in_database)):
        typer.echo(as_line(line), nl=False)
    if state.unreadable:
        say(f"These lines of its file cannot be read and are left out: {_numbers(state.unreadable)}.")


async def _compare(settings: Settings, ledger: ErasureLedger) -> LedgerState:
    with ledger_errors():
        async with opened(settings) as database:
            return await compare(database, ledger)


async def _replay(settings: Settings, ledger: ErasureLedger) -> tuple[Replayed, tuple[int, ...]]:
    with Steps(notes) as step:
        async with opened(settings) as database:
            unreadable = ledger.read().unreadable
            done = await replay_ledger(
                database,
                await vault_for(settings, database),
                ledger,
                now=datetime.now(UTC),
                progress=lambda count, total: step("Erasing again", count, total),
            )
            async with database.transaction() as session:
                detail = {"replayed": True, "lines": done.lines, "contacts": done.contacts}
                await note_everywhere(session, ActKind.ERASED, "erasure-ledger", detail)
            return done, unreadable


def _differences(state: LedgerState, ledger: ErasureLedger) -> Iterator[str]:
    if state.only_in_file:
        yield (
            f"{len(state.only_in_file)} of them are not in the database: it was restored from before them. "
            "Run `caseline erasure replay`."
        )
    if state.only_in_database:
        yield (
            f"{len(state.only_in_database)} of them are not in {ledger.path}. "
            "`caseline erasure replay` adds them; then back it up."
        )
    if state.unreadable:
        yield f"These lines of {ledger.path} cannot be read: {_numbers(state.unreadable)}."


def _numbers(lines: tuple[int, ...]) -> str:
    return ", ".join(map(str, lines))
