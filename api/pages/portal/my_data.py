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
from api.pages.portal.local_time import by_the_clocks_of
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import LANGUAGE_NAMES, Form, SignedIn, SignedInHere, see_other
from locales.formats import format_number, isolate
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
        asked = await is_asked_for(session, here.agency.ori, here.visit.address_hash)
    return here.page.render(
        "data.html", here="data", title=texts.MY_DATA, asked=asked, texts=texts, **_values(here, held)
    )


@router.get("/{ori}/data/download")
async def download(here: SignedInHere, deps: Deps) -> Response:
    """All of it as one file, with keys that people can read."""
    async with deps.database.reading() as session:
        held = await _read(session, here, deps)
    made_at = by_the_clocks_of(here.agency, "en")(deps.clock()).iso
    content = {"agency": here.agency.name, "made_at": made_at, "note": _not_all(here), **asdict(held)}
    return Response(
        json.dumps(content, ensure_ascii=False, indent=2),
        media_type="application/json; charset=utf-8",
        headers=HEADERS | {"Content-Disposition": f'attachment; filename="{FILE}"'},
    )


@router.post("/{ori}/data/delete")
async def ask_to_delete(here: SignedInHere, form: Form, deps: Deps) -> Response:
    """A task for staff; the page says what comes of it."""
    del form
    async with deps.database.transaction() as session:
        if not await is_asked_for(session, here.agency.ori, here.visit.address_hash):
            await ask_for_deletion(session, here.agency, here.visit.address_hash, now=deps.clock())
    return see_other(f"/portal/{here.agency.ori}/data")


async def _read(session: AsyncSession, here: SignedIn, deps: ApiDependencies) -> PersonalData:
    return await PersonalDataReader(deps.vault, deps.question_sets, here.agency).read(session, here.visit)


def _values(here: SignedIn, held: PersonalData) -> dict[str, Any]:
    say, language = here.page.say, here.page.language
    agency, phone = isolate(here.agency.name, language), isolate(here.agency.non_emergency_phone, language)
    when = by_the_clocks_of(here.agency, language)
    counted: tuple[tuple[Sentence, list[Facts]], ...] = (
        (texts.MESSAGES, held.messages),
        (texts.WROTE, held.you_wrote),
        (texts.SURVEYS, held.surveys),
        (texts.CONSENTS, held.consents),
        (texts.SIGN_INS, held.sign_ins),
    )
    return {
        "about": say(texts.ABOUT, agency=agency),
        "not_all": _not_all(here),
        "people": _different(held.about_you),
        "calls": [
            {"case_number": None} | call | {"received": when(datetime.fromisoformat(call["received_at"]))}
            for call in held.calls[:MOST_CALLS]
        ],
        "only_newest": say(texts.ONLY_NEWEST, non_emergency_phone=phone) if len(held.calls) > MOST_CALLS else "",
        "counts": [(name, format_number(len(found), language)) for name, found in counted],
        "who": say(texts.DELETE_WHO, agency=agency),
        "asked_more": say(texts.ASKED_MORE, non_emergency_phone=phone),
    }


def _not_all(here: SignedIn) -> str:
    phone = isolate(here.agency.non_emergency_phone, here.page.language)
    return here.page.say(texts.NOT_ALL, non_emergency_phone=phone)


def _different(people: Iterable[Facts]) -> list[Facts]:
    """What is the same in several calls is shown once."""
    shown = ("name", "phone", "email", "texts_are_safe", "emails_are_safe")
    found: dict[tuple[Any, ...], Facts] = {}
    for person in people:
        language = LANGUAGE_NAMES.get(person["language"] or "", "")
        found.setdefault((*(person[name] for name in shown), language), person | {"language": language})
    return list(found.values())
