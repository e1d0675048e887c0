"""Every error as problem details (RFC 9457): what is wrong, with which field, never with what value.

Problem
|- NotAuthenticated 401, NotAllowed 403
|- NotFound 404, Conflict 409, TooLarge 413, WrongMediaType 415
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from db.connection.session import DatabaseOutdated, DatabaseUnavailable
from intake.calls.accept import EventConflict
from intake.refusals import NotJson, Refused

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
METHOD_NOT_ALLOWED = 405

TITLES: dict[int, str] = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    413: "Too large",
    415: "Unsupported media type",
    422: "Not understood",
    500: "Internal error",
    503: "Unavailable",
}


class Problem(Exception):
    """An answer other than the one that was hoped for."""

    status = 400

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None) -> None:
        self.detail = detail
        self.headers = dict(headers or {})
        super().__init__(detail)


class NotAuthenticated(Problem):
    """No key, or one that opens nothing."""

    status = 401


class NotAllowed(Problem):
    """The key lacks the scope."""

    status = 403


class NotFound(Problem):
    """There is no such thing, or it is another agency's."""

    status = 404


class Conflict(Problem):
    """It cannot be, as things stand."""

    status = 409


class TooLarge(Problem):
    """More than we read."""

    status = 413


class WrongMediaType(Problem):
    """A body of another kind."""

    status = 415


def problem(
    status: int,
    *,
    detail: str = "",
    errors: Sequence[Mapping[str, Any]] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response; `type` names the kind of problem for programs."""
    title = TITLES.get(status, "Error")
    kind = title.lower().replace(" ", "-")
    content: dict[str, Any] = {"type": f"urn:caseline:problem:{kind}", "title": title, "status": status}
    if detail:
        content["detail"] = detail
    if errors:
        content["errors"] = list(errors)
    return Response(json.dumps(content), status_code=status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error that a route lets through."""
    for kind, answer in (
        (Problem, _problem),
        (NotJson, _not_json),
        (Refused, _refused),
        (RequestValidationError, _bad_parameter),
        (EventConflict, _event_conflict),
        (DatabaseOutdated, _outdated),
        (DatabaseUnavailable, _unavailable),
        (HTTPException, _http),
    ):
        app.add_exception_handler(kind, answer)


async def _problem(request: Request, error: Any) -> Response:
    del request
    return problem(error.status, detail=error.detail, headers=error.headers)


async def _not_json(request: Request, error: Any) -> Response:
    del request, error
    return problem(400, detail="the body is not valid JSON")


async def _refused(request: Request, error: Any) -> Response:
    del request
    errors = [{"pointer": fault.pointer, "detail": fault.detail} for fault in error.errors]
    return problem(422, detail="nothing was stored: mend the fields", errors=errors)


async def _bad_parameter(request: Request, error: Any) -> Response:
    del request
    errors = [{"parameter": str(fault["loc"][-1]), "detail": str(fault["msg"])} for fault in error.errors()]
    return problem(422, detail="the address cannot be understood", errors=errors)


async def _event_conflict(request: Request, error: Any) -> Response:
    del request
    errors = [{"index": error.index, "pointer": "/id", "detail": str(error)}]
    return problem(409, detail="nothing was stored", errors=errors)


async def _unavailable(request: Request, error: Any) -> Response:
    del request, error
    return problem(
        503,
        detail="the database cannot be reached: nothing was stored, the request may be repeated",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


async def _outdated(request: Request, error: Any) -> Response:
    del request
    log.error("database.outdated", reason=str(error), advice="caseline db upgrade")
    return problem(
        503,
        detail="the database is not upgraded yet: nothing was stored, the request may be repeated",
        headers={"Retry-After": str(RETRY_SECONDS)},
    )


async def _http(request: Request, error: Any) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return problem(error.status_code, headers=headers)


def _methods(request: Request) -> list[str]:
    """Every method of this address: the framework names those of one route only."""
    path = request.scope["path"]
    matching = (route for route in iter_route_contexts(request.app.routes) if route.path_regex.match(path))
    return sorted({method for route in matching for method in route.methods or ()})
