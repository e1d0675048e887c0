"""Nobody is signed out unwarned: after 25 of the 30 minutes a notice appears by itself, and staying loses nothing."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.pages import cases
from tests.pages.conftest import GuestOf

pytestmark = pytest.mark.browser

NOTICE = ".idle"


async def test_the_notice_appears_in_time_and_goes_when_somebody_stays(guest_of: GuestOf) -> None:
    guest = await guest_of("en")
    await cases.write(guest)
    notice = guest.page.locator(NOTICE)
    await guest.page.locator("textarea").fill("half a letter")
    await cases.let_pass(guest, 24)
    await expect(notice).to_be_hidden()
    await cases.let_pass(guest, 25)
    await expect(notice).to_be_visible()
    async with guest.page.expect_response("**/stay") as stayed:
        await notice.locator("button").click()
    assert (await stayed.value).status == 204
    await expect(notice).to_be_hidden()
    assert await guest.page.locator("textarea").input_value() == "half a letter"
    await cases.let_pass(guest, 25)
    await expect(notice).to_be_visible()
