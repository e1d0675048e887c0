"""Which tests may be skipped in CI, and which may not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.browser import WITHOUT_BROWSER
from tests.conftest import ROOT

SEVERAL = """
import pytest
from tests.shared_material import shared

def test_passed(): pass

def test_shared_material(): shared("vectors/nowhere.json")

@pytest.mark.skipif(True, reason="minutes; CASELINE_TEST_THOROUGH=1 runs it")
def test_thorough(): pass

def test_other_server(): pytest.skip("URL names a server that is not ours to stop")

@pytest.mark.skipif(True, reason="no Go")
def test_mark(): pass

def test_call(): pytest.skip("no curl")

def test_browser(chromium): pass

@pytest.mark.parametrize("number", [])
def test_nothing(number): pass

@pytest.mark.xfail
def test_known(): assert False
"""


WHOLE_FILE = 'import pytest\n\npytest.importorskip("no_such_module")\n'


def outcomes(folder: Path, **environment: str) -> tuple[Counter[str], str]:
    """How many tests passed, failed, were skipped; and what was printed."""
    (folder / "test_several.py").write_text(SEVERAL)
    (folder / "test_whole_file.py").write_text(WHOLE_FILE)
    command = ("-m", "pytest", "-c", os.devnull, "--rootdir", folder, "--continue-on-collection-errors")
    plugins = ("-p", "pytest_asyncio.plugin", "-p", "tests.skips", "-p", "tests.browser", "-p", "no:cacheprovider")
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, *command, *plugins, "-o", "asyncio_mode=auto", folder],
        cwd=ROOT,
        env={**kept, WITHOUT_BROWSER: "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    counted = re.findall(r"(\d+) (\w+)", done.stdout.splitlines()[-1].partition(" in ")[0])
    return Counter({word: int(number) for number, word in counted}), done.stdout


def test_what_an_installation_would_mend_fails_in_ci(tmp_path: Path) -> None:
    counted, said = outcomes(tmp_path, CI="true")
    assert counted == {"passed": 1, "skipped": 3, "failed": 1, "errors": 4, "xfailed": 1}, said
    reasons = set(re.findall(r"skipped in CI, where it must run: (.*)", said))
    assert {"no Go", "no curl", "got empty parameter set for (number)"} < reasons
    assert {reason.partition(":")[0] for reason in reasons} > {
        f"{WITHOUT_BROWSER} is set",
        "could not import 'no_such_module'",
    }


def test_elsewhere_a_skip_is_a_skip(tmp_path: Path) -> None:
    counted, said = outcomes(tmp_path)
    assert counted == {"passed": 1, "skipped": 8, "xfailed": 1}, said
