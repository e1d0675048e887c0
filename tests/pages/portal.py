"""The portal's door, in each state."""

from __future__ import annotations

from sqlalchemy import update

from db.queries import calls, contacts
from db.queries.insert_if_new import insert_if_new
from db.tables import PortalLink, RateCount, new_id
from domain.contacts import ContactRole
from domain.messages import Channel
from tests.pages.stage import NOW, Guest
from tests.portal_fixtures import CASE, HOME, ORI


async def agencies(guest: Guest) -> None:
    """Which one?"""
    await guest.goto("/portal")


async def sign_in(guest: Guest) -> None:
    """Nothing typed yet."""
    await guest.goto(HOME)


async def sign_in_with_mistakes(guest: Guest) -> None:
    """Neither can be what it should."""
    await sign_in(guest)
    await guest.send(case="-", address="nobody at nowhere")


async def link(guest: Guest) -> None:
    """The link of a text."""
    token, stage = new_id(), guest.stage
    async with stage.database.transaction() as session:
        call = await calls.get_or_create(session, ORI, f"26-{token[:8]}", now=NOW)
        values: contacts.PersonValues = {"phone": "+12065550123", "roles": {ContactRole.VICTIM}}
        person = await contacts.upsert(session, stage.vault, call_id=call.id, ref="victim", values=values, now=NOW)
        known = PortalLink(
            token_hash=stage.vault.token_hash(token),
            ori=ORI,
            contact_id=person.id,
            channel=Channel.SMS.value,
            address_hash=person.phone_hash or "",
            created_at=NOW,
        )
        await insert_if_new(session, known)
    await guest.goto(f"/p/{token}")


async def unknown_link(guest: Guest) -> None:
    """A link nobody has."""
    await guest.goto("/p/nobodys")


async def ask(guest: Guest) -> None:
    """Type a case number and an address."""
    await sign_in(guest)
    await guest.send(case=CASE, address="ana@example.org")


async def code(guest: Guest) -> None:
    """A code is on its way, if there is such a case."""
    await guest.stage.forget_tries()
    await ask(guest)


async def wrong_code(guest: Guest) -> None:
    """Mistyped."""
    await code(guest)
    await guest.send(code="000000")


async def too_many_codes(guest: Guest) -> None:
    """Mistyped too often."""
    await code(guest)
    for _ in range(5):
        await guest.send(code="000000")


async def later(guest: Guest) -> None:
    """Asked for too many codes from one network."""
    await code(guest)
    async with guest.stage.database.transaction() as session:
        await session.execute(update(RateCount).values(count=1000))
    await ask(guest)
    await guest.stage.forget_tries()
