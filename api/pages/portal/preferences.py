"""The page on which a victim chooses language, channels, hours, kinds of update, and which ways are safe."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.ext.asyncio import AsyncSession

from api.dependencies import Deps
from api.pages.portal import preferences_form as forms
from api.pages.portal import preferences_texts as texts
from api.pages.portal.preferences_form import Choices
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import Form, SignedIn, SignedInHere, see_other
from api.pages.portal.visit_controls import signed_out_everywhere
from locales.dates_and_times import format_time, time_in_sentence
from locales.formats import isolate
from policies.in_force import readable_policy
from portal import preferences, sessions
from portal.preferences import ChoicesInForce, PortalReader

router = portal_router()

DO, STOP, START = "do", "stop", "start"
SAVED = "saved"
_A_DAY, _UTC = date(2000, 1, 1), ZoneInfo("UTC")
_SAFE = (
    (forms.SMS, texts.SAFE_SMS),
    (forms.EMAIL, texts.SAFE_EMAIL),
    (forms.VOICE, texts.SAFE_VOICE),
    (forms.IDENTIFY, texts.MAY_IDENTIFY),
)


@router.get("/{ori}/preferences")
async def show(here: SignedInHere, request: Request, deps: Deps) -> HTMLResponse:
    """What is in force."""
    async with deps.database.reading() as session:
        reader = await _reader(session, here)
        now = await preferences.in_force(session, reader, here.visit)
    choices = forms.shown(now.preferences, now.language, reader.ways)
    return _page(here, reader, now, choices, deps.clock(), saved=SAVED in request.query_params)


@router.post("/{ori}/preferences")
async def choose(here: SignedInHere, form: Form, deps: Deps) -> Response:
    """Keep it, or stop and start everything; what was entered is still there after a mistake."""
    ended = False
    async with deps.database.transaction() as session:
        reader = await _reader(session, here)
        if form.get(DO) in (STOP, START):
            await preferences.stop_or_start(session, reader, allowed=form.get(DO) == START, now=deps.clock())
        else:
            entered = forms.read(form, reader.ways)
            if entered.wrong:
                now = await preferences.in_force(session, reader, here.visit)
                return _page(here, reader, now, entered, deps.clock())
            ended = await preferences.choose(session, reader, entered.preferences, entered.language, now=deps.clock())
            await sessions.speak(session, here.visit, entered.language)
    deps.relay.wake()
    if ended:
        can_return = entered.preferences.sms_is_safe or entered.preferences.email_is_safe
        return signed_out_everywhere(here, deps, entered.language, because_unsafe=True, can_return=can_return)
    return see_other(f"/portal/{here.agency.ori}/preferences?{SAVED}=1")


async def _reader(session: AsyncSession, here: SignedIn) -> PortalReader:
    return await preferences.reader_of(session, here.agency, await here.address_hash(session), here.visit.channel)


def _page(
    here: SignedIn, reader: PortalReader, known: ChoicesInForce, choices: Choices, now: datetime, *, saved: bool = False
) -> HTMLResponse:
    return here.page.render(
        "preferences.html",
        422 if choices.wrong else 200,
        here="preferences",
        title=texts.TITLE,
        form=forms,
        choices=choices,
        saved=saved,
        options=forms.options(reader.ways),
        safe=_SAFE,
        told_unsafe=sorted(reader.unsafe & reader.ways),
        clock={hour: _clock(hour, here.page.language) for hour in (*forms.HOURS_FROM, 24)},
        decent=_decent_hours(here),
        known=known,
        review=known.is_to_be_reviewed(now),
        texts=texts,
    )


def _decent_hours(here: SignedIn) -> str:
    """Nothing where the policy cannot be read: then no news about a case is sent."""
    policy, language = readable_policy(here.agency), here.page.language
    if policy is None:
        return ""
    hours = (policy.case_hours.start, policy.case_hours.end)
    start, end = (isolate(time_in_sentence(_on_a_day(at), language, _UTC), language) for at in hours)
    return here.page.say(texts.DECENT, start=start, end=end)


def _clock(hour: int, language: str) -> str:
    return format_time(_on_a_day(time(hour % 24)), language, _UTC)


def _on_a_day(at: time) -> datetime:
    return datetime.combine(_A_DAY, at, UTC)
