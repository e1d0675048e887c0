"""The staff pages' cookies: never readable by scripts, never sent from other sites, bound to this host over https."""

from __future__ import annotations

from enum import StrEnum

from fastapi import Request, Response

from api.dependencies import ApiDependencies

LONGEST = 200
"""Characters; ours are shorter, and what is longer is not ours."""


class StaffCookie(StrEnum):
    """What each is for."""

    SESSION = "staff"
    VISITOR = "staff-visitor"
    """Of a browser whose owner has not signed in: what its forms are tied to."""
    LANGUAGE = "staff-language"


def read(request: Request, deps: ApiDependencies, cookie: StaffCookie) -> str:
    """Its value; empty if there is none."""
    value = request.cookies.get(_name(deps, cookie), "")
    return value if len(value) <= LONGEST else ""


def put(response: Response, deps: ApiDependencies, cookie: StaffCookie, value: str) -> None:
    """Give the browser a cookie until it is closed."""
    response.set_cookie(_name(deps, cookie), value, path="/", secure=_is_secure(deps), httponly=True, samesite="lax")


def remove(response: Response, deps: ApiDependencies, cookie: StaffCookie) -> None:
    """Take it away again."""
    response.delete_cookie(_name(deps, cookie), path="/", secure=_is_secure(deps), httponly=True, samesite="lax")


def _name(deps: ApiDependencies, cookie: StaffCookie) -> str:
    return f"__Host-{cookie}" if _is_secure(deps) else cookie.value


def _is_secure(deps: ApiDependencies) -> bool:
    return deps.base_url.startswith("https://")
