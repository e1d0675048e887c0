"""The invented year that `caseline up` writes for its agency, so that its pages of results are full."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable

from analytics.extracts import NoExtract, current
from analytics.not_installed import is_installed
from commands.local.demo_agency import ORI
from engine.processes import Command, ManagedProcess, ManagedProcesses
from settings import Settings

PROGRAM = "import os; os.nice(10); from cli import main; main()"
"""Whatever else starts goes first: it takes some seconds of one processor."""

INVENTED = "of a year that is invented (`caseline results extract` takes the calls that were played instead)"


def results_line(settings: Settings) -> str | None:
    """What the results of the agency are of; None where analytics are not installed."""
    if not is_installed():
        return None
    with contextlib.suppress(NoExtract):
        if not current(settings.analytics_path, ORI).about.invented:
            return "of the calls that were played, as last extracted"
    return INVENTED


@contextlib.asynccontextmanager
async def example_beside(
    settings: Settings, processes: ManagedProcesses, say: Callable[[str], None]
) -> AsyncIterator[None]:
    """Write it in a process beside the block, if the agency has no extract; it ends with the block."""
    if not is_installed() or _is_there(settings):
        yield
        return
    process = processes.beside(_command(settings))
    told = asyncio.create_task(_tell(process, say))
    try:
        yield
    finally:
        told.cancel()
        await asyncio.to_thread(process.stop)


def _is_there(settings: Settings) -> bool:
    try:
        current(settings.analytics_path, ORI)
    except NoExtract:
        return False
    return True


def _command(settings: Settings) -> Command:
    ours = {
        "CASELINE_STATE_DIR": str(settings.state_dir.resolve()),
        "CASELINE_ANALYTICS_DIR": str(settings.analytics_path.resolve()),
    }
    words = [sys.executable, "-c", PROGRAM, "results", "example", "--agency", ORI]
    return Command(name="example", words=words, environment={**os.environ, **ours})


async def _tell(process: ManagedProcess, say: Callable[[str], None]) -> None:
    if await process.exited():
        say("The invented year was not written: `caseline results example` says why.")
    else:
        say("Results are there, of a year that is invented.")
