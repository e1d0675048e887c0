"""`caseline up`: everything on this machine, with example calls going by, until Ctrl-C."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from commands import logs
from commands.examples import EXAMPLES, example_plan
from commands.local.demo_agency import KEY_FILE
from commands.local.example_year import example_beside, results_line
from commands.local.stack import LocalStack, running_stack
from commands.local.state_lock import StateInUse
from commands.local.temporal_server import find
from commands.local.until_signal import until_signal
from commands.open_database import notes, plain_errors, say, stop
from commands.progress_display import Steps
from commands.replaying.http_api import PlayRefused
from commands.replaying.play_calls import PlayOptions, play_at
from commands.replaying.report import PlayReport, write_report
from commands.replaying.report_tables import show_report
from commands.replaying.running_address import Running, forget_running, write_running
from commands.temporal import EXPECTED
from domain.loopback import is_loopback
from engine.processes import ManagedProcess
from engine.restarts import while_restarting
from engine.server import ServerAddress, ServerBinary
from intake.exports.replay_plan import PlayPlan
from intake.exports.rows import UnreadableExport
from policies.files import read_policy
from policies.toml_file import TomlError
from settings import Settings

console = Console(highlight=False, soft_wrap=True)

PARALLEL = 16
PLAYED = "examples-played"
"""Left in the state directory, so that a second start does not play the same calls again."""
CALLED = {"api": "API", "temporal": "Temporal server"}
"""What a process is called in a sentence, where its name is not that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpOptions:
    """What was asked for on the command line."""

    plan: PlayPlan | None
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
    port that is taken is replaced by a free one; one that you set is not. A process that ends by itself is started
    again.
    """
    settings = Settings()
    logs.configure(settings)
    try:
        plan = None if no_play else example_plan(examples, limit)
        options = UpOptions(plan=plan, report=report, exit_when_played=exit_when_played)
        with Steps(notes) as step:
            found = find(settings, step)
        with plain_errors():
            code = asyncio.run(until_signal(_up(settings, found, options), say))
    except (*EXPECTED, StateInUse, PlayRefused, TomlError, UnreadableExport) as error:
        stop(str(error))
    raise typer.Exit(code)


async def _up(settings: Settings, found: ServerAddress | ServerBinary, options: UpOptions) -> int:
    async with running_stack(settings, found, say) as stack:
        write_running(settings.state_dir, stack.running)
        try:
            _print_addresses(stack, settings)
            async with _results_beside(stack, settings, options):
                return await while_restarting(
                    stack.processes, _play_and_stay(stack, options, settings), told=_say_again
                )
        finally:
            forget_running(settings.state_dir)


def _results_beside(stack: LocalStack, settings: Settings, options: UpOptions) -> AbstractAsyncContextManager[None]:
    """No page is looked at where all ends with the play."""
    return nullcontext() if options.exit_when_played else example_beside(settings, stack.processes, say)


def _say_again(process: ManagedProcess, times: int) -> None:
    name = CALLED.get(process.command.name, process.command.name)
    say(f"The {name} ended by itself (exit code {process.returncode}). Starting it again ({times}) ...")


async def _play_and_stay(stack: LocalStack, options: UpOptions, settings: Settings) -> int:
    """0 or 1 when the play was all that was asked for; otherwise it does not return."""
    before = settings.state_dir / PLAYED
    if options.plan and (options.exit_when_played or not before.exists()):
        played = await _play(stack.running, options.plan)
        write_report(options.report, played.to_json())
        if not played.failures:
            before.touch()
        if options.exit_when_played:
            return 1 if played.failures else 0
    elif options.plan:
        console.print("The examples were played before; `make clean` forgets them.")
    console.print("Everything stays as it is until Ctrl-C.")
    await asyncio.Event().wait()
    return 0


async def _play(where: Running, plan: PlayPlan) -> PlayReport:
    """Play the examples and show how each call ended."""
    with Steps(notes) as progress:
        played = await play_at(where, plan, read_policy()[1], PlayOptions(parallel=PARALLEL), progress)
    show_report(console, played)
    return played


def _who_may_change_a_case(public_url: str) -> str:
    if is_loopback(public_url):
        return "come from the Web UI too, marked `unproven`: this is a try-out (CASELINE_TAKE_UNPROVEN_CASE_STATUS)"
    return "need proof of who sent them: this is no try-out, as CASELINE_PUBLIC_URL is not this machine"


def _print_addresses(stack: LocalStack, settings: Settings) -> None:
    console.print()
    for what, where in (
        ("Phones and inboxes", stack.phones),
        ("Temporal Web UI", stack.temporal_ui or f"that of the server at {stack.temporal}, which is not ours"),
        ("API and its docs", f"{stack.api}/docs"),
        ("A key to try it", f"in {settings.state_dir / KEY_FILE}"),
        *((f"Sign in: {who}", link) for who, link in stack.staff_links.items()),
        *((("Results", results),) if (results := results_line(settings)) else ()),
        ("Logs", str(settings.state_dir)),
        ("Case statuses", _who_may_change_a_case(settings.public_url or stack.api)),
        ("Translations", "all are sent, read by a speaker or not (`caseline translations status`)"),
    ):
        console.print(f"  {what:<30}{where}", markup=False)
    console.print()
