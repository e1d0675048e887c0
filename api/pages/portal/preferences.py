"""The page on which a victim chooses language, channels, hours, kinds of update, and which ways are safe."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import Deps
from api.pages.portal import preferences_form as forms
from api.pages.portal import preferences_texts as texts
from api.pages.portal.local_time import by_the_clocks_of
from api.pages.portal.preferences_form import Choices
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import Form, SignedIn, SignedInHere, see_other
from db.tables import Agency
from domain.preferences import UpdateGroup
from domain.quiet_hours import Hours
from locales.formats import format_time, isolate
from locales.sentences import Sentence
from policies.in_force import readable_policy
from portal import preferences, sessions
from portal.preferences import ChoicesInForce, PortalReader

router = portal_router()

DO, STOP, START = "do", "stop", "start"
SAVED = "saved"
_A_DAY, _UTC = date(2000, 1, 1), ZoneInfo("UTC")


@router.get("/{ori}/preferences")
async def show(here: SignedInHere, request: Request, deps: Deps) -> HTMLResponse:
    """What is in force."""
    async with deps.database.reading() as session:
        reader = await _reader(session, here)
        now = await preferences.in_force(session, reader, here.visit)
    saved = SAVED in request.query_params
    return _page(here, reader, now, forms.shown(now.preferences, now.language, reader.ways), deps.clock(), saved=saved)


@router.post("/{ori}/preferences")
async def choose(here: SignedInHere, form: Form, deps: Deps) -> Response:
    """Keep it, or stop and start everything; what was entered is still there after a mistake."""
    async with deps.database.transaction() as session:
        reader = await _reader(session, here)
        if form.get(DO) in (STOP, START):
            await preferences.stop_or_start(session, reader, allowed=form.get(DO) == START, now=deps.clock())
        else:
            entered = forms.read(form, reader.ways)
            if entered.wrong:
                now = await preferences.in_force(session, reader, here.visit)
                return _page(here, reader, now, entered, deps.clock())
            await preferences.choose(session, reader, entered.preferences, entered.language, now=deps.clock())
            await sessions.speak(session, here.visit, entered.language)
    deps.relay.wake()
    return see_other(f"/portal/{here.agency.ori}/preferences?{SAVED}=1")


async def _reader(session: AsyncSession, here: SignedIn) -> PortalReader:
    return await preferences.reader_of(session, here.agency, here.visit.address_hash, here.visit.channel)


def _page(
    here: SignedIn, reader: PortalReader, known: ChoicesInForce, choices: Choices, now: datetime, *, saved: bool = False
) -> HTMLResponse:
    when = by_the_clocks_of(here.agency, here.page.language)
    review_by = known.preferences.review_by
    return here.page.render(
        "preferences.html",
        422 if choices.wrong else 200,
        here="preferences",
        title=texts.TITLE,
        form=forms,
        choices=choices,
        saved=saved,
        options=forms.options(reader.ways),
        groups=[
            (group.value, texts.GROUPS[group], group not in choices.preferences.updates_off) for group in UpdateGroup
        ],
        safe=_boxes(choices),
        told_unsafe=[_said(here, texts.UNSAFE[way]) for way in sorted(reader.unsafe & reader.ways)],
        clock={hour: _clock(time(hour % 24), here.page.language) for hour in (*forms.HOURS_FROM, 24)},
        last=here.page.say(texts.LAST, date=when(known.set_at).day) if known.set_at else "",
        review=known.is_to_be_reviewed(now),
        review_by=here.page.say(texts.REVIEW_BY, date=when(review_by).day) if review_by else "",
        stopped=known.stopped,
        texts=texts,
        **_sentences(here),
    )


def _sentences(here: SignedIn) -> dict[str, Any]:
    hours, language = _case_hours(here.agency), here.page.language
    times = {"start": hours.start, "end": hours.end} if hours else {}
    clocks = {name: isolate(_clock(at, language), language) for name, at in times.items()}
    return {
        "about": _said(here, texts.ABOUT),
        "no_code": _said(here, texts.NO_CODE),
        "when_hint": _said(here, texts.WHEN_HINT),
        "decent": here.page.say(texts.DECENT, **clocks) if hours else "",
    }


def _boxes(choices: Choices) -> list[tuple[str, Sentence, bool]]:
    said = {
        forms.SMS: texts.SAFE_SMS,
        forms.EMAIL: texts.SAFE_EMAIL,
        forms.VOICE: texts.SAFE_VOICE,
        forms.IDENTIFY: texts.MAY_IDENTIFY,
    }
    return [(way, sentence, choices.is_safe(way)) for way, sentence in said.items()]


def _said(here: SignedIn, sentence: Sentence) -> str:
    language, agency = here.page.language, here.agency
    values = {"agency": agency.name, "non_emergency_phone": agency.non_emergency_phone}
    return here.page.say(sentence, **{name: isolate(value, language) for name, value in values.items()})


def _clock(at: time, language: str) -> str:
    return format_time(datetime.combine(_A_DAY, at, UTC), language, _UTC)


def _case_hours(agency: Agency) -> Hours | None:
    """None where the policy cannot be read: then nothing is sent."""
    policy = readable_policy(agency)
    return policy.case_hours if policy else None
