"""Words meant to break pages are shown as the words they are: in every field, in a real browser, without a 5xx."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import col, delete

from db.tables import StaffTask
from domain.call_state import CaseStatus
from domain.messages import MessageKey
from intake.surveys.answers import tidy
from tests.pages import cases, survey
from tests.pages.conftest import GuestOf
from tests.pages.staff_world import staff_in
from tests.pages.stage import Guest
from tests.portal_fixtures import HOME, ORI
from tests.shared_material import naughty_strings
from tests.thoroughness import THOROUGH

MARKUP = "main :is(script, img, iframe, svg, video, audio, object, style, base)"
SET = "(e, words) => { e.removeAttribute('maxlength'); e.form.noValidate = true; e.value = words; }"
LONGEST = 3500

pytestmark = pytest.mark.browser


def sheaves() -> Iterator[str]:
    """All of them, as many at once as a letter holds."""
    sheaf = ""
    for words in naughty_strings():
        if len(sheaf) + len(words) > LONGEST:
            yield sheaf
            sheaf = ""
        sheaf += f"{words}\n"
    yield sheaf


async def enter(guest: Guest, **fields: str) -> None:
    for name, words in fields.items():
        await guest.page.locator(f"main [name={name}]").first.evaluate(SET, words)
    await guest.press("main button[type=submit]")


async def is_harmless(guest: Guest) -> None:
    assert await guest.page.locator(MARKUP).count() == 0
    assert guest.alarms == []
    assert guest.strangers == []
    assert max(guest.statuses) < 500


async def test_in_a_letter_and_in_what_is_given_back(guest_of: GuestOf) -> None:
    guest = await guest_of("en")
    work, _ = await cases.victim(guest)
    path = await cases.path_of(work)
    for sheaf in sheaves():
        await guest.stage.forget_tries()
        await guest.goto(f"{path}/write")
        await enter(guest, words=sheaf)
        await is_harmless(guest)
        await guest.goto(path)
        shown = [words.strip() for words in await guest.page.locator("blockquote").all_text_contents()]
        assert tidy(sheaf.replace("\r\n", "\n")).strip() in shown
        await is_harmless(guest)
    for page in ("tasks", "cases/" + (await work.call()).id):
        await staff_in(guest, "S-12")
        await guest.goto(f"/staff/{ORI}/{page}")
        assert guest.statuses[-1] == 200
        await is_harmless(guest)
    # Some letters are wider than a phone: what is looked at for its layout has none of them.
    async with guest.stage.database.transaction() as session:
        await session.execute(delete(StaffTask).where(col(StaffTask.call_id) == (await work.call()).id))
    await cases.over(guest, words="\n".join(naughty_strings()))
    assert await guest.page.locator("textarea").input_value() != ""
    await is_harmless(guest)


async def test_in_what_others_say(guest_of: GuestOf) -> None:
    guest = await guest_of("ar")
    work, _ = await cases.victim(guest)
    await work.turn(CaseStatus.ASSIGNED)
    for n, sheaf in enumerate(sheaves(), start=1):
        await work.message(MessageKey.DETECTIVE_MESSAGE, sheaf, n=n)
        await work.person("detective", {**cases.DETECTIVE, "name": sheaf})
        await guest.goto(f"{await cases.path_of(work)}?messages=all")
        await is_harmless(guest)
    await guest.goto(f"{HOME}/data")
    await is_harmless(guest)


async def test_in_the_fields_of_the_door(guest_of: GuestOf) -> None:
    guest = await guest_of("fa")
    words = naughty_strings()[:: 1 if THOROUGH else 64]
    for case, address in zip(words, reversed(words), strict=True):
        await guest.stage.forget_tries()
        await guest.goto(HOME)
        await enter(guest, case=case, address=address)
        await is_harmless(guest)
    await guest.goto(f"{HOME}/code")
    for code in words[::4]:
        await guest.stage.forget_tries()
        await guest.goto(HOME)
        await enter(guest, case="1", address="ana@example.org")
        await enter(guest, code=code)
        await is_harmless(guest)


async def test_in_choices_that_are_none(guest_of: GuestOf) -> None:
    guest = await guest_of("sw")
    await cases.preferences(guest)
    for words in naughty_strings()[:: 4 if THOROUGH else 128]:
        for field in ("language", "channels", "updates", "safe"):
            await guest.page.locator(f"main [name={field}]").first.evaluate("(e, v) => { e.value = v; }", words)
            await guest.page.locator(f"main [name={field}]").first.check()
        await guest.press("form:has(fieldset) button")
        await is_harmless(guest)


async def test_in_the_survey(guest_of: GuestOf) -> None:
    guest = await guest_of("fr")
    for sheaf in sheaves():
        await survey.fresh(guest)
        await guest.page.locator("textarea").first.evaluate(SET, sheaf)
        await guest.page.locator("input[type=radio]").first.evaluate("(e, v) => { e.value = v; }", sheaf[:40])
        await guest.page.locator("input[type=radio]").first.check()
        await guest.send()
        await is_harmless(guest)
