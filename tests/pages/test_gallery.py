"""The gallery has a picture of each page asked for, by day and by night."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from settings import ROOT
from tests.browser import NO_CHROMIUM, chromium_path

pytestmark = pytest.mark.browser


def gallery(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = None if path is None else {"PATH": path}
    command = [sys.executable, "-m", "tests.pages.gallery", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(chromium_path() is None, reason=NO_CHROMIUM)
def test_a_page_is_shown_by_day_and_by_night(tmp_path: Path) -> None:
    taken = gallery(str(tmp_path), "--language", "fa", "--page", "survey-unknown")
    assert taken.returncode == 0, taken.stderr
    names = {"survey-unknown-fa-light.png", "survey-unknown-fa-dark.png"}
    assert {file.name for file in tmp_path.iterdir()} == {"index.html", *names}
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{name}"' in index for name in names)


@pytest.mark.parametrize(
    ("arguments", "path", "said"),
    [(("--page", "nowhere"), None, "Not known: nowhere"), ((), "/nowhere", "no Chromium on PATH")],
)
def test_what_cannot_be_shown_is_said(tmp_path: Path, arguments: tuple[str, ...], path: str | None, said: str) -> None:
    if path is None and chromium_path() is None:
        pytest.skip(NO_CHROMIUM)
    refused = gallery(str(tmp_path), *arguments, path=path)
    assert refused.returncode != 0
    assert said in refused.stderr
    assert list(tmp_path.iterdir()) == []
