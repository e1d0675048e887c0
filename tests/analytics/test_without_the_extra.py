"""Without the extra `analytics` all else of Caseline runs, and what needs it says how to install it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from analytics.not_installed import LIBRARIES
from tests.conftest import ROOT

SAID = "pip install 'caseline[analytics]'"

_WITHOUT = f"""
import sys
from importlib.machinery import PathFinder

as_ever = PathFinder.find_spec

def not_these(name, path=None, target=None):
    return None if name.partition(".")[0] in {LIBRARIES!r} else as_ever(name, path, target)

PathFinder.find_spec = not_these
"""

_EVERY_MODULE = """
import importlib, pkgutil
import cli, worker, wiring.api, wiring.worker, commands

for found in pkgutil.walk_packages(commands.__path__, "commands."):
    importlib.import_module(found.name)
"""

_ONE_THAT_NEEDS_IT = """
from datetime import UTC, date, datetime
from pathlib import Path
from analytics.extracts import ExtractAbout, write
from analytics.not_installed import NotInstalled, is_installed

about = ExtractAbout(
    ori="X", agency="X", time_zone="UTC", extracted_at=datetime.now(UTC), since=date.today(), until=date.today()
)
assert not is_installed()
try:
    write(Path(sys.argv[1]), about, {})
except NotInstalled as error:
    print(error)
"""


def _run_without(program: str, *words: str) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", _WITHOUT + program, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_api_worker_and_every_command_can_be_loaded() -> None:
    _run_without(_EVERY_MODULE)


def test_what_needs_it_says_how_to_install_it(tmp_path: Path) -> None:
    assert SAID in _run_without(_ONE_THAT_NEEDS_IT, str(tmp_path))
