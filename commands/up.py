"""`caseline up`: everything on this machine, with example calls going by, until Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commands.examples import play_examples
from commands.opening import plain_errors, stop
from commands.progress import Steps
from commands.replaying.report import PlayReport
from commands.replaying.running import Running, forget_running, write_running
from commands.replaying.tables import show_report
from commands.temporal import EXPECTED
from commands.temporal_server import find
from commands.town import ChildDied, Town, obituary, running_town
from engine.server import ServerAddress, ServerBinary
from settings import Settings

console = Console(highlight=False, soft_wrap=True)
notes = Console(stderr=True, highlight=False, soft_wrap=True)

PLAYED = "examples-played"
"""Left in the state directory, so that a second start does not play the same calls again."""


def up(
    exit_when_played: Annotated[
        bool, typer.Option("--exit-when-played", help="Play the examples, report, and end.")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Write the report of the play to this file (JSON).")] = None,
    no_play: Annotated[bool, typer.Option("--no-play", help="Start everything, play nothing.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Play only so many of the examples.")] = None,
) -> None:
    """Start everything on this machine with an invented agency, and play the example calls.

    Texts go to the simulator's phones, never to real ones. State is kept in .caseline; `make clean` forgets it.
    """
    settings = Settings()
    settings.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with Steps(notes) as say:
            found = find(settings, say)
        with plain_errors():
            code = asyncio.run(_up(settings, found, exit_when_played, report, play=not no_play, limit=limit))
    except (*EXPECTED, ChildDied) as error:
        stop(str(error))
    except TimeoutError:
        stop(f"A process did not answer in time; its log is in {settings.state_dir}.")
    raise typer.Exit(code)


async def _up(
    settings: Settings,
    found: ServerAddress | ServerBinary,
    exit_when_played: bool,
    report: Path | None,
    *,
    play: bool,
    limit: int | None,
) -> int:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    async with running_town(settings, found, lambda text: notes.print(f"{text} ...")) as town:
        write_running(
            settings.state_dir,
            Running(api=town.api, temporal=town.temporal, agency=town.demo.ori, key=town.demo.key),
        )
        try:
            _print_addresses(town, settings)
            return await _live(town, settings, stopped, exit_when_played, report, play=play, limit=limit)
        finally:
            forget_running(settings.state_dir)
            notes.print("Ending everything ...")


async def _live(
    town: Town,
    settings: Settings,
    stopped: asyncio.Event,
    exit_when_played: bool,
    report: Path | None,
    *,
    play: bool,
    limit: int | None,
) -> int:
    """Until Ctrl-C (0), a death (1), or the end of the play when that was asked for."""
    marker = settings.state_dir / PLAYED
    death = asyncio.create_task(town.children.first_to_die())
    ctrl_c = asyncio.create_task(stopped.wait())
    playing = asyncio.create_task(_play(town, limit)) if play else None
    if playing is not None and marker.exists() and not exit_when_played:
        playing.cancel()
        playing = None
        console.print("The examples were played before. `make clean` forgets them.")
    tasks = {task for task in (death, ctrl_c, playing) if task is not None}
    try:
        while True:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if death in done:
                raise ChildDied(obituary(town.children, death.result()))
            if ctrl_c in done:
                return 0
            if playing in done and playing is not None:
                played_well = _keep(playing.result(), marker, report)
                if exit_when_played:
                    return 0 if played_well else 1
                console.print("Everything stays as it is until Ctrl-C.")
                tasks.discard(playing)
    finally:
        for task in tasks:
            task.cancel()


async def _play(town: Town, limit: int | None) -> PlayReport:
    """Play the examples and show how each call ended."""
    with Steps(notes) as progress:
        played = await play_examples(
            api=town.api,
            temporal=town.temporal,
            agency=town.demo.ori,
            key=town.demo.key,
            limit=limit,
            progress=progress,
        )
    show_report(console, played)
    return played


def _keep(played: PlayReport, marker: Path, report: Path | None) -> bool:
    """Write what was asked for; True if every call reached the end it should."""
    if report is not None:
        report.write_text(json.dumps(played.to_json(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if not played.failures:
        marker.touch()
    return not played.failures


def _print_addresses(town: Town, settings: Settings) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2))
    for what, where in (
        ("Phones and inboxes", town.phones),
        ("Temporal Web UI", town.temporal_ui or f"(of the server at {town.temporal})"),
        ("API and its docs", f"{town.api}/docs"),
        ("Logs", str(settings.state_dir)),
    ):
        table.add_row(what, where)
    console.print()
    console.print(table)
    console.print()
