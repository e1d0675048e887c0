"""The page on which a victim writes to the detective."""

from __future__ import annotations

from uuid import uuid4

from fastapi import Response
from fastapi.responses import HTMLResponse

from api.dependencies import ApiDependencies, Deps
from api.pages.portal import write_to_detective_texts as texts
from api.pages.portal.cases import CallId, find_case, path_of
from api.pages.portal.routing import portal_router
from api.pages.portal.signed_in import Form, SignedIn, SignedInHere, see_other
from domain.replies.intents import Intent
from intake.surveys.answers import tidy
from locales.formats import format_number
from portal.messages_to_detective import LONGEST_MESSAGE, MessageToDetective, TooManyMessages, write_to_detective

router = portal_router()

LONGEST_NONCE = 64
KEPT, CALL_911 = "kept", "call-911"
"""Where the page is that says a message is kept; to a victim who may be in danger it first says something else."""


@router.get("/{ori}/cases/{call_id}/write")
async def show_form(call_id: CallId, here: SignedInHere, deps: Deps) -> Response:
    """An empty sheet."""
    async with deps.database.reading() as session:
        await find_case(session, here, call_id)
    return _form(here, call_id, nonce=uuid4().hex)


@router.post("/{ori}/cases/{call_id}/write")
async def write(call_id: CallId, here: SignedInHere, form: Form, deps: Deps) -> Response:
    """Keep what the victim wrote; one who may be in danger is first told to call 911."""
    words = tidy(str(form.get("words", "")))
    nonce = str(form.get("nonce", ""))[:LONGEST_NONCE]
    wrong = _what_is_wrong(here, words)
    try:
        async with deps.database.transaction() as session:
            case = await find_case(session, here, call_id)
            if wrong:
                return _form(here, call_id, nonce=nonce, words=words, wrong=wrong)
            written = MessageToDetective(address_hash=await here.address_hash(session), words=words, nonce=nonce)
            intent = await write_to_detective(session, deps.vault, here.agency, case, written, now=deps.clock())
    except TooManyMessages:
        return _form(here, call_id, nonce=nonce, words=words, wrong=here.page.say(texts.TOO_MANY), status=429)
    deps.relay.wake()
    return see_other(f"{path_of(here, call_id)}/{CALL_911 if intent is Intent.EMERGENCY else KEPT}")


@router.get(f"/{{ori}}/cases/{{call_id}}/{KEPT}")
async def kept(call_id: CallId, here: SignedInHere, deps: Deps) -> Response:
    """That it is kept, on a page of its own: Back after leaving quickly does not ask to send a form again."""
    return await _written(here, call_id, deps, danger=False)


@router.get(f"/{{ori}}/cases/{{call_id}}/{CALL_911}")
async def call_911(call_id: CallId, here: SignedInHere, deps: Deps) -> Response:
    """The same, and before it what to do at once."""
    return await _written(here, call_id, deps, danger=True)


def _what_is_wrong(here: SignedIn, words: str) -> str:
    if not words:
        return here.page.say(texts.NOTHING)
    if len(words) > LONGEST_MESSAGE:
        return here.page.say(texts.TOO_LONG, count=_number(here, len(words)), longest=_number(here, LONGEST_MESSAGE))
    return ""


def _form(
    here: SignedIn, call_id: str, *, nonce: str, words: str = "", wrong: str = "", status: int = 422
) -> HTMLResponse:
    return here.page.render(
        "write.html",
        status if wrong else 200,
        here=f"cases/{call_id}/write",
        title=texts.TITLE,
        id=call_id,
        nonce=nonce,
        words=words,
        wrong=wrong,
        at_most=here.page.say(texts.AT_MOST, longest=_number(here, LONGEST_MESSAGE)),
        texts=texts,
    )


async def _written(here: SignedIn, call_id: str, deps: ApiDependencies, *, danger: bool) -> Response:
    async with deps.database.reading() as session:
        await find_case(session, here, call_id)
    return here.page.render(
        "written.html",
        here=f"cases/{call_id}/{CALL_911 if danger else KEPT}",
        title=texts.CALL_911_NOW if danger else texts.KEPT,
        id=call_id,
        danger=danger,
        texts=texts,
    )


def _number(here: SignedIn, value: int) -> str:
    return format_number(value, here.page.language)
