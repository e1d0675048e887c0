"""One Chromium for the session; a test opens pages in a context of its own."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, async_playwright

NO_CHROMIUM = "no Chromium on PATH (apt-get install chromium)"


def chromium_path() -> str | None:
    """Where it is; None if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A headless one, until the block ends."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        yield started
        await started.close()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Headless; whoever asks for it is skipped where there is none."""
    if chromium_path() is None:
        pytest.skip(NO_CHROMIUM)
    async with launched() as started:
        yield started
