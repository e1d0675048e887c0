"""Where findings lie, one file for each extract: written whole or not at all, read by pages and commands.

<analytics folder>/<ori>/hot-spots/20261128T033000000000Z.json
"""

from __future__ import annotations

import os
import tempfile
from functools import lru_cache
from pathlib import Path

from analytics.extracts import agency_folder
from analytics.hot_spots.findings import HotSpotFindings

KEPT = 2
"""Files of an agency that stay."""


class NoFindings(Exception):
    """Hot spots of the agency were not looked for yet; `caseline hot-spots find` does."""

    def __init__(self, ori: str) -> None:
        super().__init__(f"Hot spots of {ori} were not looked for yet. Do so: caseline hot-spots find --agency {ori}")


def keep(analytics_folder: Path, findings: HotSpotFindings) -> Path:
    """Write what was found, in place of what was found before in the same extract. Raises OSError."""
    folder = _folder(analytics_folder, findings.ori)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = folder / f"{findings.extract}.json"
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=".making-", encoding="utf-8", delete=False) as file:
        file.write(findings.to_json())
    os.replace(file.name, final)  # noqa: PTH105  in one step
    for old in sorted(folder.glob("[0-9]*.json"))[:-KEPT]:
        old.unlink(missing_ok=True)
    return final


def newest(analytics_folder: Path, ori: str) -> HotSpotFindings:
    """What was found in the newest extract that was looked at. Raises NoFindings."""
    for path in sorted(_folder(analytics_folder, ori).glob("[0-9]*.json"), reverse=True):
        try:
            return _read(path, path.stat().st_mtime_ns)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # removed meanwhile, or written by another version
    raise NoFindings(ori)


@lru_cache(maxsize=8)
def _read(path: Path, changed_at: int) -> HotSpotFindings:
    del changed_at
    return HotSpotFindings.from_json(path.read_text(encoding="utf-8"))


def _folder(analytics_folder: Path, ori: str) -> Path:
    return agency_folder(analytics_folder, ori) / "hot-spots"
