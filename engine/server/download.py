"""Let the Temporal SDK download the server it knows, within a short time, in a process of its own."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from engine.server import cache
from engine.server.local import usable
from engine.server.sources import NotThisWay, Progress, ServerBinary, Sources

WAY = "the SDK's download"
ROOT = Path(__file__).resolve().parents[2]


def from_sdk(sources: Sources, say: Progress) -> ServerBinary:
    """The SDK's own version of the server, kept in our cache."""
    seconds = sources.download_within.total_seconds()
    say(f"asking the Temporal SDK to download the server ({seconds:.0f} s at most)")
    with cache.workspace(sources.cache) as folder:
        # A process of its own: the SDK's download cannot be told to stop, but a process can.
        command = [sys.executable, "-m", __name__, str(folder)]
        try:
            subprocess.run(command, timeout=seconds, check=True, capture_output=True, cwd=ROOT)
        except subprocess.TimeoutExpired:
            raise NotThisWay(f"not finished after {seconds:.0f} s") from None
        except (OSError, subprocess.SubprocessError):
            raise NotThisWay("the download failed") from None
        binary = next((path for path in folder.iterdir() if path.is_file()), None)
        if binary is None:
            raise NotThisWay("the download left no file")
        version = usable(binary, way=WAY).version
        return cache.keep(binary, sources.cache, version=version, way=WAY)


async def _download(folder: str) -> None:
    """Starting the server once is the only way the SDK offers to download it."""
    server = await WorkflowEnvironment.start_local(download_dest_dir=folder)
    await server.shutdown()


if __name__ == "__main__":
    asyncio.run(_download(sys.argv[1]))
