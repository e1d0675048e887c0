"""Every staff page in the states it can be in, and how a member of staff's browser gets there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tests.pages.staff_world import staff_in, staff_world
from tests.pages.stage import Guest
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

HOME = f"/staff/{ORI}"


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


STAFF_VIEWS: Mapping[str, View] = {
    "staff-sign-in": View(way=sign_in),
    "staff-locked": View(way=locked),
    "staff-not-found": View(way=at("D-114", "no-such-page"), status=404),
    "staff-not-allowed": View(way=at("N-2", "waiting"), status=403),
}
