"""The part of Caseline's API that a replay uses, over HTTP, waiting through restarts of the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import quote

import httpx

EVENTS = "/v1/events"
BATCH = "application/cloudevents-batch+json"
PAUSES: tuple[float, ...] = (0.2, 0.5, 1, 2, 5)
"""Seconds between tries while the API is away or overloaded; the last one is repeated."""

_TRY_AGAIN = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)


class CallRefused(Exception):
    """The API said no to one call; the message is its own reason."""


class PlayRefused(CallRefused):
    """The API says no to everything: the key is wrong or lacks the scope."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedMessageView:
    """One message of a call as the API shows it: no person, no words."""

    key: str
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedCallView:
    """A call as the API shows it."""

    status: str
    received_at: datetime | None
    events: int
    """How many events its workflow has dealt with."""
    messages: tuple[PlayedMessageView, ...] = ()


class CallApi(Protocol):
    """The two things a replay asks for."""

    async def call(self, call_number: str) -> PlayedCallView | None:
        """The call as it stands, None if it is not known. Raises CallRefused."""

    async def send(self, events: Sequence[Mapping[str, Any]]) -> None:
        """Hand in CloudEvents. Raises CallRefused."""


class HttpCallApi:
    """The API over HTTP. Waits out restarts, overload and lost connections; the caller sets the time limit."""

    def __init__(self, client: httpx.AsyncClient, *, key: str) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {key}"}

    async def call(self, call_number: str) -> PlayedCallView | None:
        """`GET /v1/calls/{call_number}`."""
        answer = await self._ask("GET", f"/v1/calls/{quote(call_number, safe='')}")
        return None if answer.status_code == HTTPStatus.NOT_FOUND else read_view(answer.json())

    async def send(self, events: Sequence[Mapping[str, Any]]) -> None:
        """`POST /v1/events`, as one batch."""
        await self._ask("POST", EVENTS, json=list(events), headers={"Content-Type": BATCH})

    async def _ask(
        self, method: str, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        tries = 0
        while True:
            try:
                answer = await self._client.request(
                    method, path, json=json, headers={**self._headers, **(headers or {})}
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in _TRY_AGAIN:
                return _accepted(answer)
            await asyncio.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1


def read_view(body: Mapping[str, Any]) -> PlayedCallView:
    """The parts of a call's JSON a replay looks at."""
    received_at = body.get("received_at")
    return PlayedCallView(
        status=body["status"],
        received_at=datetime.fromisoformat(received_at) if received_at else None,
        events=sum(entry["kind"] == "event" for entry in body["timeline"]),
        messages=tuple(
            PlayedMessageView(key=message["key"], status=message["status"], reason=message.get("reason") or "")
            for message in body["messages"]
        ),
    )


_KEY_PROBLEMS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "the API does not know this key",
    HTTPStatus.FORBIDDEN: "the key lacks a scope: a replay needs calls:write, calls:read and replay",
}


def _accepted(answer: httpx.Response) -> httpx.Response:
    if answer.status_code in _KEY_PROBLEMS:
        raise PlayRefused(_KEY_PROBLEMS[answer.status_code])
    if answer.status_code == HTTPStatus.CONFLICT:
        raise CallRefused("this call was played before with other content: another seed, mapping or export")
    if answer.is_error and answer.status_code != HTTPStatus.NOT_FOUND:
        raise CallRefused(f"the API answered {answer.status_code}: {_detail(answer)}")
    if answer.status_code == HTTPStatus.NOT_FOUND and answer.request.method != "GET":
        raise PlayRefused(f"there is no {answer.request.url.path} at this address: is it Caseline's API?")
    return answer


def _detail(answer: httpx.Response) -> str:
    """What a problem document says, field by field; never the values."""
    try:
        problem = answer.json()
        errors = [
            f"{error.get('pointer', '')} {error.get('detail', '')}".strip() for error in problem.get("errors", [])
        ]
        return "; ".join([str(problem.get("detail") or problem.get("title") or ""), *errors])
    except (ValueError, AttributeError, TypeError):
        return "no further words"
