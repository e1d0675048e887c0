"""Ask a `temporal` binary which server is inside it, and refuse one that is too old."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from engine.server.sources import OLDEST, NotThisWay, ServerBinary

ANSWER_SECONDS = 30  # a cold disk reads 150 MB first


def usable(path: Path, *, way: str) -> ServerBinary:
    """The binary, when it runs and its server is new enough; else `NotThisWay` says why not."""
    version = server_version(path)
    if _numbers(version) < OLDEST:
        raise NotThisWay(f"{path} has server {version}; {'.'.join(map(str, OLDEST))} or newer is needed")
    return ServerBinary(path=path, version=version, way=way)


def server_version(path: Path) -> str:
    """`1.32.0` from `temporal version 1.8.2 (Server 1.32.0, UI 2.54.1)`."""
    try:
        answer = subprocess.run(
            [str(path), "--version"], capture_output=True, text=True, timeout=ANSWER_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise NotThisWay(f"{path} does not run ({type(error).__name__})") from None
    found = re.search(r"Server (\d+\.\d+\.\d+\S*?)[,)]", answer.stdout)
    if found is None:
        raise NotThisWay(f"{path} does not say which server it has")
    return found.group(1)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
