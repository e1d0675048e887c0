"""The page that shows a victim the data held about them, with a download and a request to delete it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import ApiDependencies, Deps
from api.pages.page_frame import HEADERS
from api.pages.portal import my_data_texts as texts
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import LANGUAGE_NAMES, OUR_FORM, SignedIn, SignedInHere, see_other
from locales.formats import format_number
from locales.sentences import Sentence
from portal.deletion import ask_for_deletion, is_asked_for
from portal.personal_data import Facts, PersonalData, PersonalDataReader

router = portal_router()

MOST_CALLS = 50
"""Shown on the page; the file has all of them."""

FILE = "my-data.json"
"""What it is called does not tell where it comes from."""


@router.get("/{ori}/data")
async def show(here: SignedInHere, deps: Deps) -> HTMLResponse:
    """What is held, in short."""
    async with deps.database.reading() as session:
        held = await _read(session, here, deps)
        asked = await is_asked_for(session, here.agency.ori, await here.address_hash(session))
    page = here.page
    calls = [call | {"received": page.when(datetime.fromisoformat(call["received_at"]))} for call in held.calls]
    counted: tuple[tuple[Sentence, list[Facts]], ...] = (
        (texts.MESSAGES, held.messages),
        (texts.WROTE, held.you_wrote),
        (texts.SURVEYS, held.surveys),
        (texts.CONSENTS, held.consents),
        (texts.SIGN_INS, held.sign_ins),
    )
    return page.render(
        "data.html",
        here="data",
        title=texts.MY_DATA,
        asked=asked,
        people=_different(held.about_you),
        calls=calls[:MOST_CALLS],
        more=len(calls) > MOST_CALLS,
        counts=[(name, format_number(len(found), page.language)) for name, found in counted],
        texts=texts,
    )


@router.get("/{ori}/data/download")
async def download(here: SignedInHere, deps: Deps) -> Response:
    """All of it as one file, with keys that people can read."""
    async with deps.database.reading() as session:
        held = await _read(session, here, deps)
    note = here.page.say(texts.NOT_ALL)
    content = {"agency": here.agency.name, "made_at": here.page.when(deps.clock()).iso, "note": note, **asdict(held)}
    return Response(
        json.dumps(content, ensure_ascii=False, indent=2),
        media_type="application/json; charset=utf-8",
        headers=HEADERS | {"Content-Disposition": f'attachment; filename="{FILE}"'},
    )


@router.post("/{ori}/data/delete", dependencies=[OUR_FORM])
async def ask_to_delete(here: SignedInHere, deps: Deps) -> Response:
    """A task for staff; the page says what comes of it."""
    async with deps.database.transaction() as session:
        address_hash = await here.address_hash(session)
        if not await is_asked_for(session, here.agency.ori, address_hash):
            await ask_for_deletion(session, here.agency, address_hash, now=deps.clock())
    return see_other(f"/portal/{here.agency.ori}/data")


async def _read(session: AsyncSession, here: SignedIn, deps: ApiDependencies) -> PersonalData:
    return await PersonalDataReader(deps.vault, deps.question_sets, here.agency).read(session, here.visit)


def _different(people: Iterable[Facts]) -> list[Facts]:
    """What is the same in several calls is shown once."""
    shown = ("name", "phone", "email", "texts_are_safe", "emails_are_safe")
    found: dict[tuple[Any, ...], Facts] = {}
    for person in people:
        language = LANGUAGE_NAMES.get(person["language"] or "", "")
        found.setdefault((*(person[name] for name in shown), language), person | {"language": language})
    return list(found.values())
