"""The gallery has a picture of each page asked for, by day and by night."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from settings import ROOT
from tests.browser import NO_CHROMIUM
from tests.pages.gallery import app


@pytest.mark.browser
@pytest.mark.usefixtures("chromium")
def test_a_page_is_shown_by_day_and_by_night(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "tests.pages.gallery", tmp_path, "--language", "fa", "--page", "survey-unknown")
    taken = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert taken.returncode == 0, taken.stderr
    names = {"survey-unknown-fa-light.png", "survey-unknown-fa-dark.png"}
    assert {file.name for file in tmp_path.iterdir()} == {"index.html", *names}
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert all(f'src="{name}"' in index for name in names)


def test_an_unknown_page_is_named(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, [str(tmp_path / "new"), "--page", "nowhere"])
    assert (refused.exit_code, "Not known: nowhere" in refused.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_without_a_browser_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    refused = CliRunner().invoke(app, [str(tmp_path / "new")])
    assert refused.exit_code == 1
    assert NO_CHROMIUM in " ".join(refused.stderr.split())
    assert not (tmp_path / "new").exists()
