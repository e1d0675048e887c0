"""What somebody does at the portal's door, and what comes of it behind the scenes."""

from __future__ import annotations

import httpx
from fastapi import FastAPI
from sqlmodel import select

from db.connection.session import Database
from db.encryption.vault import Vault
from db.tables import OutboundMessage
from domain.messages import MessageKey
from messaging.compose import NOTE
from tests.portal_fixtures import CASE, HOME, PHONE, csrf_in


async def ask(
    browser: httpx.AsyncClient, app: FastAPI, *, case: str = CASE, address: str = PHONE, look_up: bool = True
) -> httpx.Response:
    """Fill in the form and send it; then the desk looks it up."""
    csrf = csrf_in(await browser.get(HOME))
    answer = await browser.post(HOME, data={"csrf": csrf, "case": case, "address": address})
    if look_up:
        await app.state.dependencies.code_sender.look_up_waiting()
    return answer


async def enter(browser: httpx.AsyncClient, code: str) -> httpx.Response:
    """Type a code."""
    csrf = csrf_in(await browser.get(HOME))
    return await browser.post(f"{HOME}/code", data={"csrf": csrf, "code": code})


async def messages(database: Database) -> list[OutboundMessage]:
    async with database.reading() as session:
        return list(await session.scalars(select(OutboundMessage).order_by("planned_at", "n")))


async def codes(database: Database, vault: Vault) -> list[str]:
    """The codes that were planned, in order."""
    rows = [row for row in await messages(database) if row.key == MessageKey.PORTAL_CODE]
    return [vault.open(row.note_sealed or "", context=NOTE, row=row.id) for row in rows]


def another_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"
