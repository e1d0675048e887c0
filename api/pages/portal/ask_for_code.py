"""Asks for a one-time code: counts it for the asker's network, keeps what was typed, and always answers alike.

The network is counted first and alone: a refused request changes nothing else, so one network that asks again and
again keeps no one elsewhere from their code.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from math import ceil

import structlog
from fastapi import Request, Response
from fastapi.responses import HTMLResponse

from api.pages.portal import cookies
from api.pages.portal import sign_in_texts as texts
from api.pages.portal.signed_in import see_other
from api.pages.portal.signed_out import TOKEN_BYTES, Visitor
from domain.networks import network_of
from portal import sign_in_attempts, sign_in_limits
from portal.sign_in_attempts import CODE_DIGITS, SignInRequest
from portal.sign_in_limits import Counted, TooOften

log = structlog.get_logger(__name__)


async def ask_for_code(request: Request, visitor: Visitor, wanted: SignInRequest) -> Response:
    """On to the page where the code is entered; or how long to wait, if this network asked too often."""
    token, code = secrets.token_urlsafe(TOKEN_BYTES), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    deps, ori = visitor.deps, visitor.agency.ori
    now, network = deps.clock(), network_of_request(request)
    counted = (
        (Counted.CODES_BY_LINK, f"{network} {wanted.link}") if wanted.link else (Counted.CODES_OF_NETWORK, network)
    )
    async with deps.database.transaction() as session:
        too_often = await sign_in_limits.count(session, deps.vault, *counted, now=now)
        if too_often is None:
            mine = sign_in_attempts.AttemptSecrets(token=token, code=code)
            await sign_in_attempts.begin(
                session, deps.vault, mine, ori=ori, typed=replace(wanted, network=network), now=now
            )
    if too_often is not None:
        log.warning("portal.network_refused", network=network)
        return later(visitor, too_often, by_link=bool(wanted.link))
    # The code sender looks for the case only now, so how long this answer takes tells nothing of it.
    deps.code_sender.wake()
    answer = see_other(f"/portal/{ori}/code")
    cookies.put_attempts(answer, deps, [token, *cookies.attempts(request, deps)])
    return visitor.keep(answer)


def later(visitor: Visitor, too_often: TooOften, *, by_link: bool = False) -> HTMLResponse:
    """Why not now, and from when on. `by_link`: they need not be told that a link works all the same."""
    again = visitor.page.when(visitor.deps.clock() + too_often.retry_after)
    answer = visitor.render("later.html", 429, title=texts.TOO_OFTEN, again=again.at, by_link=by_link, texts=texts)
    answer.headers["Retry-After"] = str(ceil(too_often.retry_after.total_seconds()))
    return answer


def network_of_request(request: Request) -> str:
    """The network the attempt comes from."""
    return network_of(request.client.host if request.client else None)
