"""An emergency shows itself to staff who have a page open: in the menu, and in the title, without a click."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page

from db.queries import staff_tasks
from domain.task_kinds import NewTask, TaskKind
from tests.pages.staff_world import staff_in
from tests.pages.stage import NOW, Stage, a_guest
from tests.portal_fixtures import ORI

pytestmark = pytest.mark.browser

COUNTS_TONES = """() => {
    window.tones = 0;
    const begin = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...given) { window.tones += 1; return begin.apply(this, given); };
}"""

"""A browser plays none before its page was used; Playwright counts as use."""


async def an_emergency(stage: Stage, about: str) -> None:
    """One more."""
    async with stage.database.transaction() as session:
        new = NewTask(kind=TaskKind.EMERGENCY_REPLY, about=about, reason="reads like danger")
        await staff_tasks.raise_task(session, ORI, new, now=NOW)


async def close_them(stage: Stage, *about: str) -> None:
    """As they were before."""
    async with stage.database.transaction() as session:
        for each in about:
            await staff_tasks.close_about(session, ORI, TaskKind.EMERGENCY_REPLY, each, NOW)


async def test_a_new_emergency_changes_menu_and_title_and_sounds(chromium: Browser, stage: Stage) -> None:
    async with a_guest(chromium, stage, "en") as guest:
        await guest.page.clock.install()
        await guest.context.add_init_script(f"({COUNTS_TONES})()")
        await staff_in(guest, "D-207")
        await guest.goto(f"/staff/{ORI}/search")
        urgent = guest.page.locator("[data-count=urgent]")
        before = int((await urgent.inner_text()).split()[0])
        await until_title(guest.page, f"({before}) Search")
        try:
            await an_emergency(stage, "first")
            await guest.page.clock.fast_forward(timedelta(seconds=16) // timedelta(milliseconds=1))
            await until_title(guest.page, f"({before + 1}) Search")
            assert await urgent.inner_text() == f"{before + 1} urgent"
            await an_emergency(stage, "second")
            await guest.page.clock.fast_forward(timedelta(seconds=16) // timedelta(milliseconds=1))
            await until_title(guest.page, f"({before + 2}) Search")
            assert await guest.page.evaluate("window.tones") == 2
            assert guest.alarms == []
        finally:
            await close_them(stage, "first", "second")


async def until_title(page: Page, wanted: str) -> None:
    """Wait for the page's script."""
    await page.wait_for_function("wanted => document.title === wanted", arg=wanted)


async def test_without_scripts_the_badge_is_there_all_the_same(chromium: Browser, stage: Stage) -> None:
    async with a_guest(chromium, stage, "en", java_script_enabled=False) as guest:
        await staff_in(guest, "D-207")
        await guest.goto(f"/staff/{ORI}/search")
        assert "1 urgent" in await guest.page.locator("nav").first.inner_text()
