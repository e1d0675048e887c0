"""Routes that machines ask for all the time: what an endpoint is called with is found out once, not at each request.

A case comes with some forty requests, so each is to cost little. FastAPI solves what a route declares in general ways
that take longer than all else of such a request; here every part is made of the request and of other parts alone.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, cast

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What an endpoint, or another part, declares: an `async def`, and what it is called with."""

    name: str | None
    call: Callable[..., Awaitable[Any]]
    request_as: str | None
    parts: Sequence[_Part]

    async def made_of(self, request: Request) -> Any:
        """What it returns for this request, in the order of what it declares. Raises what a part raises."""
        given: dict[str, Any] = {} if self.request_as is None else {self.request_as: request}
        for part in self.parts:
            value = await part.made_of(request)
            if part.name is not None:
                given[part.name] = value
        return await self.call(**given)


class DirectRoute(APIRoute):
    """Its endpoint returns the response. Raises TypeError for one that takes something of a request by itself."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self._whole = _part(self.dependant, path)
        self.app = self._answer

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What goes wrong is answered where the application's own errors are."""
        response: Response = await self._whole.made_of(Request(scope, receive, send))
        await response(scope, receive, send)


def _part(declared: Dependant, path: str) -> _Part:
    call = declared.call
    if call is None or _asks_for_more(declared) or not _is_async(call):
        raise TypeError(f"what {path} declares is to be made of the request alone")
    return _Part(
        name=declared.name,
        call=cast("Callable[..., Awaitable[Any]]", call),
        request_as=declared.request_param_name or declared.http_connection_param_name,
        parts=tuple(_part(each, path) for each in declared.dependencies),
    )


def _is_async(call: Callable[..., Any]) -> bool:
    """Also an instance whose `__call__` is."""
    return iscoroutinefunction(call) or iscoroutinefunction(getattr(type(call), "__call__", None))  # noqa: B004


def _asks_for_more(declared: Dependant) -> bool:
    fields = (declared.path_params, declared.query_params, declared.header_params)
    bodies = (declared.cookie_params, declared.body_params)
    special = (declared.response_param_name, declared.background_tasks_param_name, declared.security_scopes_param_name)
    return any((*fields, *bodies, *special, declared.websocket_param_name))
