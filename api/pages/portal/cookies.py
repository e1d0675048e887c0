"""The portal's cookies: never readable by scripts, never sent from other sites, and bound to this host over https."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from fastapi import Request, Response

from api.dependencies import ApiDependencies

LONGEST = 200
"""Characters; ours are shorter, and what is longer is not ours."""


ATTEMPTS = 3
"""So many attempts of one browser can be entered a code for: the newest."""
ATTEMPT_SECONDS = 30 * 60
"""Longer than a code works: a late visitor is told so, and not sent back to the beginning without a word."""
_BETWEEN = "."


class Cookie(StrEnum):
    """What each is for."""

    SESSION = "portal"
    ATTEMPT = "portal-attempt"
    """The tokens of the newest attempts of this browser: to ask again does not undo a code that is on its way."""
    VISITOR = "portal-visitor"
    """Of a visitor who has not signed in: what their forms are tied to."""
    LANGUAGE = "portal-language"
    LEFT = "portal-left"
    """They left quickly a moment ago: Back must not show them the portal again."""


def read(request: Request, deps: ApiDependencies, cookie: Cookie) -> str:
    """Its value; empty if there is none."""
    value = request.cookies.get(_name(deps, cookie), "")
    return value if len(value) <= LONGEST else ""


def attempts(request: Request, deps: ApiDependencies) -> list[str]:
    """The tokens of this browser's attempts, the newest first."""
    return [token for token in read(request, deps, Cookie.ATTEMPT).split(_BETWEEN) if token][:ATTEMPTS]


def put_attempts(response: Response, deps: ApiDependencies, tokens: Sequence[str]) -> None:
    """Keep the newest of these attempts in the browser."""
    put(response, deps, Cookie.ATTEMPT, _BETWEEN.join(tokens[:ATTEMPTS]), seconds=ATTEMPT_SECONDS)


def put(response: Response, deps: ApiDependencies, cookie: Cookie, value: str, *, seconds: int | None = None) -> None:
    """Give the browser a cookie, for a time or until it is closed."""
    secure = _is_secure(deps)
    response.set_cookie(
        _name(deps, cookie), value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax"
    )


def remove(response: Response, deps: ApiDependencies, cookie: Cookie) -> None:
    """Take it away again."""
    response.delete_cookie(_name(deps, cookie), path="/", secure=_is_secure(deps), httponly=True, samesite="lax")


def _name(deps: ApiDependencies, cookie: Cookie) -> str:
    return f"__Host-{cookie}" if _is_secure(deps) else cookie.value


def _is_secure(deps: ApiDependencies) -> bool:
    return deps.base_url.startswith("https://")
