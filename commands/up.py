"""`caseline up`: everything on this machine, with example calls going by, until Ctrl-C."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from commands import logs
from commands.examples import EXAMPLES, example_plans, play_examples, write_report
from commands.local.demo_agency import KEY_FILE
from commands.local.stack import LocalStack, running_stack
from commands.local.state_lock import StateInUse
from commands.local.temporal_server import find
from commands.local.until_signal import until_signal
from commands.open_database import plain_errors, stop
from commands.progress_display import Steps
from commands.replaying.http_api import PlayRefused
from commands.replaying.report import PlayReport
from commands.replaying.report_tables import show_report
from commands.replaying.running_address import Running, forget_running, write_running
from commands.temporal import EXPECTED
from engine.server import ServerAddress, ServerBinary
from intake.exports.replay_plan import PlayPlan
from intake.exports.rows import UnreadableExport
from policies.toml_file import TomlError
from settings import Settings

console = Console(highlight=False, soft_wrap=True)
notes = Console(stderr=True, highlight=False, soft_wrap=True)

PLAYED = "examples-played"
"""Left in the state directory, so that a second start does not play the same calls again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpOptions:
    """What was asked for on the command line."""

    plans: Sequence[PlayPlan]
    limit: int | None
    report: Path | None
    exit_when_played: bool


def up(
    exit_when_played: Annotated[
        bool, typer.Option("--exit-when-played", help="Play, report, and end: 0 if every call reached its end.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report of the play to this file (JSON).")] = None,
    no_play: Annotated[bool, typer.Option("--no-play", help="Start everything, play nothing.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Play only so many of the examples.")] = None,
    examples: Annotated[
        Path, typer.Option(help="Folder of CSV exports, each with a mapping of the same name.", show_default=False)
    ] = EXAMPLES,
) -> None:
    """Start everything on this machine with an invented agency, and play the example calls.

    Texts go to the simulator's phones, never to real ones. State is kept in .caseline; `make clean` forgets it. A usual
    port that is taken is replaced by a free one; one that you set is not.
    """
    settings = Settings()
    logs.configure(settings)
    try:
        plans = [] if no_play else example_plans(examples)
        options = UpOptions(plans=plans, limit=limit, report=report, exit_when_played=exit_when_played)
        with Steps(notes) as say:
            found = find(settings, say)
        with plain_errors():
            code = asyncio.run(until_signal(_up(settings, found, options), _say))
    except (*EXPECTED, StateInUse, PlayRefused, TomlError, UnreadableExport) as error:
        stop(str(error))
    raise typer.Exit(code)


async def _up(settings: Settings, found: ServerAddress | ServerBinary, options: UpOptions) -> int:
    async with running_stack(settings, found, _say) as stack:
        write_running(
            settings.state_dir,
            Running(
                api=stack.api, phones=stack.phones, temporal=stack.temporal, agency=stack.demo.ori, key=stack.demo.key
            ),
        )
        try:
            _print_addresses(stack, settings)
            return await stack.processes.while_running(_play_and_stay(stack, options, settings))
        finally:
            forget_running(settings.state_dir)


async def _play_and_stay(stack: LocalStack, options: UpOptions, settings: Settings) -> int:
    """0 or 1 when the play was all that was asked for; otherwise it does not return."""
    if options.plans and (options.exit_when_played or not _played_before(settings)):
        played = await _play(stack, options)
        if not played.failures:
            _remember_played(settings)
        if options.exit_when_played:
            return 1 if played.failures else 0
    elif options.plans:
        console.print("The examples were played before; `make clean` forgets them.")
    console.print("Everything stays as it is until Ctrl-C.")
    await asyncio.Event().wait()
    return 0


def _played_before(settings: Settings) -> bool:
    return (settings.state_dir / PLAYED).exists()


def _remember_played(settings: Settings) -> None:
    (settings.state_dir / PLAYED).touch()


async def _play(stack: LocalStack, options: UpOptions) -> PlayReport:
    """Play the examples and show how each call ended."""
    with Steps(notes) as progress:
        played = await play_examples(
            options.plans,
            api=stack.api,
            temporal=stack.temporal,
            agency=stack.demo.ori,
            key=stack.demo.key,
            limit=options.limit,
            progress=progress,
        )
    show_report(console, played)
    if options.report is not None:
        write_report(options.report, played)
    return played


def _say(text: str) -> None:
    notes.print(text, markup=False)


def _print_addresses(stack: LocalStack, settings: Settings) -> None:
    console.print()
    for what, where in (
        ("Phones and inboxes", stack.phones),
        ("Temporal Web UI", stack.temporal_ui or f"that of the server at {stack.temporal}, which is not ours"),
        ("API and its docs", f"{stack.api}/docs"),
        ("A key to try it", f"in {settings.state_dir / KEY_FILE}"),
        ("Logs", str(settings.state_dir)),
    ):
        console.print(f"  {what:<20}{where}", markup=False)
    console.print()
