"""A short command that talked to Temporal ends with its own exit code."""

from __future__ import annotations

import asyncio
import sys

SHORT = """
import asyncio, sys
from engine.client import connect
from engine.namespace import retention

async def main():
    await retention(await connect(address=sys.argv[1]))

asyncio.run(main())
"""


async def test_a_process_that_ends_right_after_an_answer_is_not_aborted(temporal_server: str) -> None:
    for _ in range(8):
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", SHORT, temporal_server)
        assert await process.wait() == 0
