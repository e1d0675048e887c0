"""A `temporal` binary on this machine: named by a setting or on PATH; and whether its server is new enough for us."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from engine.server.sources import OLDEST, NotThisWay, Progress, ServerBinary, Sources, WrongSetting, numbers

ANSWER_SECONDS = 30  # a cold disk reads 150 MB first


def from_setting(sources: Sources, say: Progress) -> ServerBinary:
    """TEMPORAL_CLI_PATH; a wrong one is an error, because it was set on purpose."""
    if sources.cli_path is None:
        raise NotThisWay("not set")
    try:
        return usable(sources.cli_path, way="TEMPORAL_CLI_PATH")
    except NotThisWay as reason:
        raise WrongSetting(f"TEMPORAL_CLI_PATH cannot be used: {reason}. Correct it or unset it.") from None


def from_path(sources: Sources, say: Progress) -> ServerBinary:
    """`temporal` on PATH."""
    found = shutil.which("temporal", path=sources.search_path)
    if found is None:
        raise NotThisWay("there is none")
    return usable(Path(found), way="PATH")


def usable(path: Path, *, way: str) -> ServerBinary:
    """The binary, when it runs and its server is new enough; else `NotThisWay` says why not."""
    version = _server_version(path)
    if numbers(version) < numbers(OLDEST):
        raise NotThisWay(f"{path} has server {version}; {OLDEST} or newer is needed")
    return ServerBinary(path=path, version=version, way=way)


def _server_version(path: Path) -> str:
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
