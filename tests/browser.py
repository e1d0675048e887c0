"""One Chromium for the session; a test opens pages in a context of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Browser, async_playwright

from engine.reaper import own_reaper

NO_CHROMIUM = "no Chromium on PATH and none of Playwright's: `make test` installs one, or says what to install"
WITHOUT_BROWSER = "CASELINE_TEST_WITHOUT_BROWSER"
"""Set by a developer whose machine has none; CI has one."""


class NoChromium(RuntimeError):
    """There is none on this machine."""


def chromium_on_path() -> str | None:
    """One that runs: Ubuntu has a script of that name that only asks for a snap."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path and _runs(path)), None)


def _runs(path: str) -> bool:
    return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60).returncode == 0


def _on_path_or(playwrights_own: str) -> str:
    path = chromium_on_path() or playwrights_own
    if not Path(path).exists():
        raise NoChromium(NO_CHROMIUM)
    return path


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A headless one, until the block ends."""
    async with async_playwright() as playwright:
        path = _on_path_or(playwright.chromium.executable_path)
        started = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        groups = _process_groups()
        for pid in groups:
            own_reaper().watch(pid)
        yield started
        await started.close()
        for pid in groups:
            own_reaper().forget(pid)


def _process_groups() -> list[int]:
    """Those that browsers lead; Playwright starts each in a group of its own."""
    below = psutil.Process().children(recursive=True)
    return [one.pid for one in below if "--remote-debugging-pipe" in one.cmdline() and os.getpgid(one.pid) == one.pid]


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Headless; on a machine without one every test that asks for it fails, unless its developer says otherwise."""
    if os.environ.get(WITHOUT_BROWSER):
        pytest.skip(f"{WITHOUT_BROWSER} is set: no page was opened in a browser")
    async with launched() as started:
        yield started
