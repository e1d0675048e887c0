"""A `temporal` binary that is already on this machine: named by a setting, or on PATH."""

from __future__ import annotations

import shutil
from pathlib import Path

from engine.server.sources import NotThisWay, Progress, ServerBinary, Sources, WrongSetting
from engine.server.version import usable


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
