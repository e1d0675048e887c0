"""Every staff page in the states it can be in, and how a member of staff's browser gets there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.pages.staff_world import staff_in, staff_world
from tests.pages.stage import Guest
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

HOME = f"/staff/{ORI}"
FIRST = 1
"""The case whose victim waits longest."""


def at(badge: str, path: str) -> Way:
    """A member of staff opens a page of theirs."""

    async def go(guest: Guest) -> None:
        await staff_in(guest, badge)
        await guest.goto(f"{HOME}/{path}")

    return go


def at_case(badge: str, number: int, rest: str = "") -> Way:
    """A member of staff opens a case, or a page below it."""

    async def go(guest: Guest) -> None:
        world = await staff_in(guest, badge)
        await guest.goto(f"{HOME}/cases/{world.call_ids[number]}{rest}")

    return go


async def sign_in(guest: Guest) -> None:
    """The page of a visitor who has not signed in."""
    await staff_world(guest.stage)
    await guest.goto(f"{HOME}/sign-in")


async def locked(guest: Guest) -> None:
    """After half an hour without a request."""
    await staff_in(guest, "D-114", idle=timedelta(minutes=31))
    await guest.goto(HOME)


def previewed(badge: str, number: int, rest: str, choice: str) -> Way:
    """A detective chooses on a page of a case, and reads what would leave."""
    show = at_case(badge, number, rest)

    async def go(guest: Guest) -> None:
        await show(guest)
        await guest.page.locator(f"input[value={choice}]").check()
        await guest.press("main form button[type=submit]")

    return go


def held(badge: str, number: int) -> Way:
    """A detective has decided, and can still undo it."""
    read = previewed(badge, number, "/status", "suspended")

    async def go(guest: Guest) -> None:
        await at_case(badge, number)(guest)
        if await guest.page.locator(".held").count():
            return  # decided by an earlier look: the clock stands still
        await read(guest)
        await guest.press("main form button[type=submit]")

    return go


STAFF_VIEWS: Mapping[str, View] = {
    "staff-sign-in": View(way=sign_in),
    "staff-locked": View(way=locked),
    "staff-not-found": View(way=at("D-114", "no-such-page"), status=404),
    "staff-not-allowed": View(way=at("N-2", "waiting"), status=403),
    "staff-cases": View(way=at("D-114", "cases")),
    "staff-cases-ended": View(way=at("D-114", "cases?show=ended")),
    "staff-cases-none": View(way=at("S-12", "cases")),
    "staff-case": View(way=at_case("D-114", FIRST)),
    "staff-case-held": View(way=held("D-114", FIRST)),
    "staff-status": View(way=at_case("D-114", FIRST, "/status")),
    "staff-status-preview": View(way=previewed("D-114", FIRST, "/status", "closed")),
    "staff-write": View(way=at_case("D-114", FIRST, "/write")),
    "staff-write-preview": View(way=previewed("D-114", FIRST, "/write", "please_call")),
    "staff-person": View(way=at_case("D-114", FIRST, "/people/new")),
    "staff-sensitive": View(way=at_case("D-114", FIRST, "/sensitive")),
}
