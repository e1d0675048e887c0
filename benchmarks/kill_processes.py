"""Kill processes of a town with -9 and start them again as they were."""

from __future__ import annotations

import signal

import psutil

from commands.town import Town


async def kill(town: Town, name: str) -> None:
    """No farewell; the same command with the same environment right afterwards."""
    process = psutil.Process(town.children.pid(name))
    command, environment = process.cmdline(), process.environ()
    process.send_signal(signal.SIGKILL)
    await town.children.stop(name)
    await town.children.start(name, command, environment)
