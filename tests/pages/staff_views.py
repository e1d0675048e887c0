"""Every staff page in the states it can be in, and how a member of staff's browser gets there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from db.queries import staff_accounts
from domain.actors import Actor, ActorKind
from domain.staff.roles import Role
from staff import accounts
from staff.accounts import NewAccount
from tests.api.staff.providers.ways import set_up
from tests.pages.administrator_views import ADMINISTRATOR_VIEWS
from tests.pages.coaching_views import COACHING_VIEWS
from tests.pages.hot_spot_views import HOT_SPOT_VIEWS
from tests.pages.results_views import RESULTS_VIEWS
from tests.pages.staff_world import staff_in, staff_world
from tests.pages.stage import PLAIN_ORI, Guest
from tests.pages.supervisor_views import SUPERVISOR_VIEWS
from tests.pages.table import View, Way
from tests.portal_fixtures import ORI

OPERATOR = Actor(ActorKind.OPERATOR, "test")
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


async def refused(guest: Guest) -> None:
    """What is said after a wrong password, whichever part was wrong."""
    await sign_in(guest)
    for name in ("badge", "password", "code"):
        await guest.page.locator(f"#{name}").fill("D-1")
    await guest.press("form:has(#badge) button[type=submit]")


def at_invitation(rest: str = "") -> Way:
    """A page behind an invitation of a member of staff who has not set up anything yet."""

    async def go(guest: Guest) -> None:
        await staff_world(guest.stage)
        badge = f"W-{guest.language}{rest.replace('/', '-')}"
        async with guest.stage.database.transaction() as session:
            account = await staff_accounts.by_badge(session, ORI, badge)
            if account is None:
                new = NewAccount(ori=ORI, badge=badge, name="Pat Moreno", roles=frozenset({Role.DETECTIVE}))
                account = await accounts.add(session, guest.stage.vault, new, by=OPERATOR, now=guest.stage.clock())
        async with guest.stage.database.transaction() as session:
            vault, now = guest.stage.vault, guest.stage.clock()
            token = await accounts.invite(session, vault, account.id, by=OPERATOR, now=now)
        await guest.goto(accounts.welcome_path(ORI, token) + rest)

    return go


def previewed(badge: str, number: int, rest: str, choice: str) -> Way:
    """A detective chooses on a page of a case, and reads what would leave."""
    show = at_case(badge, number, rest)

    async def go(guest: Guest) -> None:
        await show(guest)
        await guest.page.locator(f"input[value={choice}]").check()
        await guest.press("main form button[type=submit]")

    return go


def with_provider(path: str) -> Way:
    """The pages of an agency whose staff sign in through a provider, which does not answer."""

    async def go(guest: Guest) -> None:
        await set_up(guest.stage.deps, "https://id.shelbyville.invalid", ori=PLAIN_ORI, name="Shelbyville ID")
        await guest.goto(f"/staff/{PLAIN_ORI}/{path}")

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
    "staff-sign-in-refused": View(way=refused, status=403),
    "staff-welcome": View(way=at_invitation()),
    "staff-welcome-password": View(way=at_invitation("/password")),
    "staff-sign-in-provider": View(way=with_provider("sign-in")),
    "staff-provider-refused": View(way=with_provider("provider/return?state=x&code=x"), status=403),
    "staff-provider-away": View(way=with_provider("provider/start"), status=503),
    "staff-locked": View(way=locked),
    "staff-not-found": View(way=at("D-114", "no-such-page"), status=404),
    "staff-not-allowed": View(way=at("N-2", "waiting"), status=403),
    **SUPERVISOR_VIEWS,
    **ADMINISTRATOR_VIEWS,
    **RESULTS_VIEWS,
    **HOT_SPOT_VIEWS,
    **COACHING_VIEWS,
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
