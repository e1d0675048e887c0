"""The pages of administrators and auditors in the states they can be in, and how their browser gets there."""

from __future__ import annotations

from collections.abc import Mapping

from tests.pages.administrator_world import administrator_world
from tests.pages.staff_world import staff_in
from tests.pages.stage import Guest
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

HOME = f"/staff/{ORI}"


def to(path: str, badge: str = "A-3") -> Way:
    """An administrator opens a page; `{word}` stands for an id of the world."""

    async def go(guest: Guest) -> None:
        made = await administrator_world(guest.stage)
        await staff_in(guest, badge)
        words = {name.replace("-", "_"): value for name, value in made.ids.items()}
        await guest.goto(f"{HOME}/{path.format(**words)}")

    return go


async def mistakes(guest: Guest) -> None:
    """A policy with mistakes was sent."""
    await to("policy")(guest)
    await guest.page.locator("#text").fill('shadow = "perhaps"\nnonsense = 1\n')
    await guest.press("form[action$='policy/check'] button")


async def cannot(guest: Guest) -> None:
    """A sender that cannot be."""
    await to("senders")(guest)
    await guest.page.locator("details summary").first.click()
    await guest.page.locator("#sms-address").fill("no number")
    await guest.page.locator("#sms-reason").fill("Why")
    async with guest.page.expect_navigation():
        await guest.page.locator("details[open] button").first.click()


async def looked_for(guest: Guest) -> None:
    """The auditor looks for something."""
    await to("audit", "U-1")(guest)
    await guest.page.locator("details summary").first.click()
    await guest.page.locator("#kind").select_option("proposal.made")
    await guest.press("form:has(#kind) button")


ADMINISTRATOR_VIEWS: Mapping[str, View] = {
    "staff-decisions": View(way=to("decisions")),
    "staff-decisions-records": View(way=to("decisions", "R-5")),
    "staff-proposal-policy": View(way=to("decisions/{proposal_policy}")),
    "staff-proposal-own": View(way=to("decisions/{proposal_policy}", "A-4")),
    "staff-proposal-sender": View(way=to("decisions/{proposal_sender}")),
    "staff-proposal-key": View(way=to("decisions/{proposal_key}")),
    "staff-proposal-done": View(way=to("decisions/{proposal_done}")),
    "staff-accounts": View(way=to("accounts")),
    "staff-account": View(way=to("accounts/{account}")),
    "staff-keys": View(way=to("keys")),
    "staff-key": View(way=to("keys/{key}")),
    "staff-senders": View(way=to("senders")),
    "staff-cannot-propose": View(way=cannot, status=400),
    "staff-policy": View(way=to("policy")),
    "staff-policy-mistakes": View(way=mistakes, status=400),
    "staff-policy-version": View(way=to("policy/versions/1")),
    "staff-trial": View(way=to("policy/trials/{trial}")),
    "staff-trial-running": View(way=to("policy/trials/{running}")),
    "staff-languages": View(way=to("languages")),
    "staff-surveys": View(way=to("surveys")),
    "staff-audit": View(way=to("audit", "U-1")),
    "staff-audit-found": View(way=looked_for),
}
