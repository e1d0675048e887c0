"""Asks for a one-time code: counts the attempt, keeps what was typed, wakes the code sender, always answers alike."""

from __future__ import annotations

import secrets
from datetime import timedelta
from math import ceil

from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.pages.portal import cookies
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.cookies import Cookie
from api.pages.portal.signed_in import see_other
from api.pages.portal.signed_out import TOKEN_BYTES, Visitor
from portal import sign_in_attempts, sign_in_limits
from portal.sign_in_attempts import CODE_DIGITS, SignInRequest
from portal.sign_in_limits import Counted, TooOften

_COOKIE_FOR = timedelta(minutes=30)
"""Longer than a code works: a late visitor is told so, and not sent back to the beginning without a word."""


async def ask_for_code(
    request: Request, visitor: Visitor, wanted: SignInRequest, typed: dict[Counted, str]
) -> Response:
    """On to the page where the code is entered; or how long to wait, if this was tried too often."""
    token, code = secrets.token_urlsafe(TOKEN_BYTES), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    deps, ori = visitor.deps, visitor.agency.ori
    now = deps.clock()
    counted = {**typed, Counted.CODES_OF_NETWORK: network_of(request)}
    async with deps.database.transaction() as session:
        too_often = await sign_in_limits.count(session, deps.vault, counted, now=now)
        if too_often is None:
            mine = sign_in_attempts.AttemptSecrets(token=token, code=code)
            await sign_in_attempts.begin(session, deps.vault, mine, ori=ori, typed=wanted, now=now)
    if too_often is not None:
        return later(visitor, too_often)
    # The code sender looks for the case only now, so how long this answer takes tells nothing of it.
    deps.code_sender.wake()
    answer = see_other(f"/portal/{ori}/code")
    cookies.put(answer, deps, Cookie.ATTEMPT, token, seconds=int(_COOKIE_FOR.total_seconds()))
    return visitor.keep(answer)


def later(visitor: Visitor, too_often: TooOften) -> HTMLResponse:
    """Why not now, and from when on."""
    again = visitor.page.when(visitor.deps.clock() + too_often.retry_after)
    answer = visitor.render("later.html", 429, title=texts.TOO_OFTEN, again=again.clock, texts=texts)
    answer.headers["Retry-After"] = str(ceil(too_often.retry_after.total_seconds()))
    return answer


def network_of(request: Request) -> str:
    """The network the attempt comes from."""
    return sign_in_limits.network_of(request.client.host if request.client else None)
