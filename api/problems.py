"""Answers every error with problem details (RFC 9457): what is wrong, with which field, never with what value.

Problem
|- NotAuthenticated 401, NotAllowed 403
|- NotFound 404, TooLarge 413, WrongMediaType 415, TooMany 429
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException

from db.connection.session import DatabaseOutdated, DatabaseUnavailable
from db.encryption.keyring import UnknownKey, VaultError
from intake.calls.accept import EventConflict
from intake.calls.batches import StoredInPart
from intake.calls.identity import WhichCall
from intake.refusals import NotJson, Refused
from intake.staff.case_status import CaseRefused, NoSuchCall

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
    429: "Too many requests",
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


class TooLarge(Problem):
    """More than we read."""

    status = 413


class WrongMediaType(Problem):
    """A body of another kind."""

    status = 415


class TooMany(Problem):
    """More than the key may send in a minute; the answer says when to come back."""

    status = 429


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
    for kind, answer in _ANSWERS.items():
        app.add_exception_handler(kind, _handler(answer))


Answer = Callable[[Request, Any], Response]


def _handler(answer: Answer) -> Callable[[Request, Any], Awaitable[Response]]:
    async def handle(request: Request, error: Any) -> Response:
        return answer(request, error)

    return handle


def _refused(_: Request, error: Refused) -> Response:
    errors = [{"pointer": fault.pointer, "detail": fault.detail} for fault in error.errors]
    return problem(422, detail="nothing was stored: mend the fields", errors=errors)


def _bad_parameter(_: Request, error: RequestValidationError) -> Response:
    errors = [{"parameter": str(fault["loc"][-1]), "detail": str(fault["msg"])} for fault in error.errors()]
    return problem(422, detail="the address cannot be understood", errors=errors)


def _event_conflict(_: Request, error: EventConflict) -> Response:
    errors = [{"index": error.index, "pointer": "/id", "detail": str(error)}]
    return problem(409, detail=_stored(error.stored), errors=errors)


def _stored(count: int) -> str:
    return f"the first {count} events are stored, no others" if count else "nothing was stored"


def _stored_in_part(_: Request, error: StoredInPart) -> Response:
    detail = f"the database cannot be reached: {_stored(error.stored)}; the request may be repeated"
    return problem(503, detail=detail, headers={"Retry-After": str(RETRY_SECONDS)})


def _unavailable(what: str) -> Response:
    detail = f"the database {what}: nothing was stored, the request may be repeated"
    return problem(503, detail=detail, headers={"Retry-After": str(RETRY_SECONDS)})


def _outdated(_: Request, error: DatabaseOutdated) -> Response:
    log.error("database.outdated", reason=str(error), advice="caseline db upgrade")
    return _unavailable("is not upgraded yet")


def _unreadable(_: Request, error: VaultError) -> Response:
    log.error("value.unreadable", reason=str(error))
    return problem(500, detail="something that is stored cannot be opened: the operator finds it in the log")


def _key_missing(_: Request, error: UnknownKey) -> Response:
    log.error("key.missing", reason=str(error))
    detail = "the key ring lacks a key: nothing was stored, the request may be repeated"
    return problem(503, detail=detail, headers={"Retry-After": str(RETRY_SECONDS)})


def _http(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return problem(error.status_code, headers=headers)


_ANSWERS: dict[type[Exception], Answer] = {
    Problem: lambda _, error: problem(error.status, detail=error.detail, headers=error.headers),
    NotJson: lambda _, error: problem(400, detail=f"the body {error.detail}"),
    Refused: _refused,
    RequestValidationError: _bad_parameter,
    NoSuchCall: lambda _, error: problem(404, detail="no such call"),
    WhichCall: lambda _, error: problem(409, detail=str(error)),
    CaseRefused: lambda _, error: problem(409, detail=str(error)),
    EventConflict: _event_conflict,
    StoredInPart: _stored_in_part,
    DatabaseOutdated: _outdated,
    DatabaseUnavailable: lambda _, error: _unavailable("cannot be reached"),
    UnknownKey: _key_missing,
    VaultError: _unreadable,
    HTTPException: _http,
}


def _methods(request: Request) -> list[str]:
    """Every method of this address: the framework names those of one route only."""
    path = request.scope["path"]
    matching = (route for route in iter_route_contexts(request.app.routes) if route.path_regex.match(path))
    methods = {method for route in matching for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))
