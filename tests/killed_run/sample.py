"""Not collected by itself: a test with every kind of process, which test_nothing_is_left kills while it waits."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import pytest

from engine.processes import Command, ManagedProcesses
from tests.browser import chromium_on_path, launched

PROCESSES = "CASELINE_TEST_PROCESSES"
"""Names the folder where the test leaves what runs, by name."""


@pytest.fixture
async def browser() -> AsyncIterator[None]:
    """Chromium, where there is one."""
    async with AsyncExitStack() as stack:
        if chromium_on_path():
            await stack.enter_async_context(launched())
        yield


def words_of(process: psutil.Process) -> str:
    """Linux lets us go on a moment before it has noted with which words our child began."""
    while not (words := process.cmdline()):
        time.sleep(0.01)
    return " ".join(words)


@pytest.mark.usefixtures("temporal_server", "postgres", "simulator", "browser")
async def test_waits_to_be_killed() -> None:
    command = [sys.executable, "-c", "import time; time.sleep(600)"]
    ManagedProcesses().start(Command(name="worker", words=command))
    below = {one.pid: words_of(one) for one in psutil.Process().children(recursive=True)}
    ready = Path(os.environ[PROCESSES]) / f"{os.getpid()}.json"
    ready.with_suffix(".part").write_text(json.dumps(below))
    ready.with_suffix(".part").rename(ready)
    await asyncio.sleep(600)
