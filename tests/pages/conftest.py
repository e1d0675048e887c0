"""One stage for the session."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from playwright.async_api import Browser

from tests.pages.stage import Guest, Stage, a_guest, staged


@pytest.fixture(scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """The application over invented people."""
    async with staged(tmp_path_factory.mktemp("pages")) as made:
        yield made


GuestOf = Callable[[str], Awaitable[Guest]]


@pytest.fixture(scope="session")
async def guest_of(chromium: Browser, stage: Stage) -> AsyncIterator[GuestOf]:
    """One guest for each language, who comes without cookies each time: opening a browser takes longer than a look."""
    guests: dict[str, Guest] = {}
    async with AsyncExitStack() as leaving:

        async def come(language: str) -> Guest:
            if language not in guests:
                guests[language] = await leaving.enter_async_context(a_guest(chromium, stage, language))
            guest = guests[language]
            await guest.context.clear_cookies()
            for noted in (guest.statuses, guest.strangers, guest.alarms):
                noted.clear()
            return guest

        yield come
