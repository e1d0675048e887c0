"""The survey and the page that stops emails, in each state."""

from __future__ import annotations

from datetime import timedelta

from db.queries import calls, contacts
from db.queries.insert_if_new import insert_if_new
from db.tables import SurveyInvitation, new_id
from domain.messages import Purpose
from messaging.links import Mailing, unsubscribe_path
from tests.pages.stage import NOW, Guest
from tests.portal_fixtures import ORI

TOO_LONG = "e => { e.removeAttribute('maxlength'); e.value = 'Donaudampfschifffahrt'.repeat(100); }"


async def invitation(guest: Guest, *, days: int = 7) -> str:
    """A new one; returns the path of its page."""
    token, stage = new_id(), guest.stage
    async with stage.database.transaction() as session:
        call = await calls.get_or_create(session, ORI, f"26-{token[:8]}", now=NOW)
        person = await contacts.upsert(
            session, stage.vault, call_id=call.id, ref="caller", values={"language": guest.language}, now=NOW
        )
        invited = SurveyInvitation(
            ori=ORI,
            call_id=call.id,
            contact_id=person.id,
            address_hash="",
            token_hash=stage.vault.token_hash(token),
            language=guest.language,
            question_set="officer_came.1",
            invited_at=NOW,
            expires_at=NOW + timedelta(days=days),
        )
        await insert_if_new(session, invited)
    return f"/s/{token}"


async def fresh(guest: Guest) -> None:
    """Nothing answered yet."""
    await guest.goto(await invitation(guest))


async def with_a_mistake(guest: Guest) -> None:
    """A comment that is too long."""
    await fresh(guest)
    await guest.page.locator("textarea").first.evaluate(TOO_LONG)
    await guest.send()


async def thanks(guest: Guest) -> None:
    """Sent, and asked to be called back."""
    await fresh(guest)
    await guest.page.locator("input[value='4']").first.check()
    await guest.page.locator("input[type=checkbox]").check()
    await guest.send()


async def answered(guest: Guest) -> None:
    """Looked at again."""
    await thanks(guest)
    await guest.press("a[href='']")


async def closed(guest: Guest) -> None:
    """After its week."""
    await guest.goto(await invitation(guest, days=-1))


async def unknown(guest: Guest) -> None:
    """A link nobody has."""
    await guest.goto("/s/nobodys")


async def unsubscribe(guest: Guest) -> None:
    """Before the button is pressed."""
    stage = guest.stage
    async with stage.database.transaction() as session:
        mailing = Mailing(ori=ORI, address_hash=new_id(), purpose=Purpose.UPDATES, language=guest.language)
        path = await unsubscribe_path(session, stage.vault, mailing, now=NOW)
    assert path is not None
    await guest.goto(path)


async def unsubscribed(guest: Guest) -> None:
    """After it was pressed."""
    await unsubscribe(guest)
    await guest.send()


async def start_refused(guest: Guest) -> None:
    """The button of an older page of ours: the link can only stop."""
    await unsubscribe(guest)
    await guest.page.locator("button[name=choice]").evaluate("e => { e.value = 'start'; }")
    await guest.send()
