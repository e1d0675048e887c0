"""The page on languages: what is translated, and what a speaker of each has read."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Annotated

from fastapi import Depends, Response

from api.pages.staff import languages_texts as texts
from api.pages.staff.routing import staff_router
from api.pages.staff.signed_in import Needs, SignedInStaff
from domain.staff.roles import Right
from locales.formats import own_name
from messaging.translation_standing import (
    TRANSLATED,
    TRANSLATED_MESSAGES,
    LanguageStanding,
    standing_of,
    ways_of,
)
from policies.in_force import readable_policy

router = staff_router()


@cache
def standings() -> tuple[LanguageStanding, ...]:
    """Of every language, read once: catalogs change only with a new version of Caseline."""
    return tuple(standing_of(language) for language in TRANSLATED)


@router.get("/{ori}/languages")
async def show_languages(here: Annotated[SignedInStaff, Depends(Needs(Right.MANAGE_POLICY))]) -> Response:
    """One row for each language."""
    found, policy = await asyncio.to_thread(standings), readable_policy(here.agency)
    return here.page.render(
        "languages.html",
        here="languages",
        title=texts.TITLE,
        texts=texts,
        standings=found,
        own_name=own_name,
        required=policy.require_reviewed if policy else frozenset(),
        in_english={each.language: len(each.in_english(policy)) for each in found} if policy else {},
        of_policy=len(ways_of(policy)) if policy else 0,
        all_messages=len(TRANSLATED_MESSAGES),
        read=lambda entries: sum(entry.mark is not None for entry in entries),
        translated=lambda entries: sum(bool(entry.passage.translation[0]) for entry in entries),
    )
