"""Kill a process of the local stack with -9 and start it again as it was."""

from __future__ import annotations

import signal

from commands.local.stack import LocalStack


def kill(stack: LocalStack, name: str) -> None:
    """No farewell; the same command with the same environment right afterwards."""
    process = stack.processes[name]
    process.signal(signal.SIGKILL)
    stack.processes.stop(name)
    stack.processes.start(process.command)
