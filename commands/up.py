"""`caseline up`: everything on this machine, with example calls going by, until Ctrl-C."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from commands import logs
from commands.examples import EXAMPLES, example_plans, play_examples, write_report
from commands.guarded import StateInUse
from commands.open_database import plain_errors, stop
from commands.progress_display import Steps
from commands.replaying.http_api import PlayRefused
from commands.replaying.report import PlayReport
from commands.replaying.report_tables import show_report
from commands.replaying.running_address import Running, forget_running, write_running
from commands.temporal import EXPECTED
from commands.temporal_server import find
from commands.town import ChildDied, Town, obituary, running_town
from commands.until_told import until_told
from engine.server import ServerAddress, ServerBinary
from intake.exports.mapping_file import MappingError
from intake.exports.replay_plan import PlayPlan
from intake.exports.rows import UnreadableExport
from settings import Settings

console = Console(highlight=False, soft_wrap=True)
notes = Console(stderr=True, highlight=False, soft_wrap=True)

PLAYED = "examples-played"
"""Left in the state directory, so that a second start does not play the same calls again."""

A_DEATH_SHOWS_WITHIN = 2.0
"""Seconds until we know that a process died whose silence something else noticed first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
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

    Texts go to the simulator's phones, never to real ones. State is kept in .caseline; `make clean` forgets it.
    """
    settings = Settings()
    logs.configure(settings)
    try:
        plans = [] if no_play else example_plans(examples)
        preferences = Wishes(plans=plans, limit=limit, report=report, exit_when_played=exit_when_played)
        with Steps(notes) as say:
            found = find(settings, say)
        with plain_errors():
            code = asyncio.run(until_told(_up(settings, found, preferences), _say))
    except (*EXPECTED, StateInUse, ChildDied, PlayRefused, MappingError, UnreadableExport) as error:
        stop(str(error))
    except TimeoutError:
        stop(f"A process did not answer in time; its log is in {settings.state_dir}.")
    raise typer.Exit(code)


async def _up(settings: Settings, found: ServerAddress | ServerBinary, preferences: Wishes) -> int:
    async with running_town(settings, found, _say) as town:
        write_running(
            settings.state_dir,
            Running(api=town.api, temporal=town.temporal, agency=town.demo.ori, key=town.demo.key),
        )
        try:
            _print_addresses(town, settings)
            return await _while_all_live(town, _play_and_stay(town, preferences, settings))
        finally:
            forget_running(settings.state_dir)


async def _while_all_live(town: Town, work: Coroutine[Any, Any, int]) -> int:
    """What the work comes to. Raises ChildDied as soon as a process ends by itself."""
    death = asyncio.create_task(town.children.first_to_die())
    life = asyncio.create_task(work)
    try:
        await asyncio.wait({death, life}, return_when=asyncio.FIRST_COMPLETED)
        if life.done() and life.exception() is not None:
            await asyncio.wait({death}, timeout=A_DEATH_SHOWS_WITHIN)
        if death.done():
            _bury(town, death.result())
        return life.result()
    finally:
        death.cancel()
        life.cancel()
        await asyncio.wait({death, life})


def _bury(town: Town, name: str) -> NoReturn:
    raise ChildDied(obituary(town.children, name))


async def _play_and_stay(town: Town, preferences: Wishes, settings: Settings) -> int:
    """0 or 1 when the play was all that was asked for; otherwise it does not return."""
    if preferences.plans and (preferences.exit_when_played or not _played_before(settings)):
        played = await _play(town, preferences)
        if not played.failures:
            _remember_played(settings)
        if preferences.exit_when_played:
            return 1 if played.failures else 0
    elif preferences.plans:
        console.print("The examples were played before; `make clean` forgets them.")
    console.print("Everything stays as it is until Ctrl-C.")
    await asyncio.Event().wait()
    return 0


def _played_before(settings: Settings) -> bool:
    return (settings.state_dir / PLAYED).exists()


def _remember_played(settings: Settings) -> None:
    (settings.state_dir / PLAYED).touch()


async def _play(town: Town, preferences: Wishes) -> PlayReport:
    """Play the examples and show how each call ended."""
    with Steps(notes) as progress:
        played = await play_examples(
            preferences.plans,
            api=town.api,
            temporal=town.temporal,
            agency=town.demo.ori,
            key=town.demo.key,
            limit=preferences.limit,
            progress=progress,
        )
    show_report(console, played)
    if preferences.report is not None:
        write_report(preferences.report, played)
    return played


def _say(text: str) -> None:
    notes.print(f"{text} ...", markup=False)


def _print_addresses(town: Town, settings: Settings) -> None:
    console.print()
    for what, where in (
        ("Phones and inboxes", town.phones),
        ("Temporal Web UI", town.temporal_ui or f"that of the server at {town.temporal}, which is not ours"),
        ("API and its docs", f"{town.api}/docs"),
        ("Logs", str(settings.state_dir)),
    ):
        console.print(f"  {what:<20}{where}", markup=False)
    console.print()
