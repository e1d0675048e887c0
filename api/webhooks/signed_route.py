"""Routes of providers: each declares whose signature it wants, and is called with what that signature let through.

Every message that arrives comes with two requests, so each is to cost little. FastAPI solves what a route declares in
general ways that take longer than all else of such a request; here is known what there is to solve.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from api.access import PUBLIC
from api.dependencies import of_app


class SignedRoute(APIRoute):
    """Its endpoint takes what the signature let through, and the `ApiDependencies`. Raises TypeError for another."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Checks the signature, then calls the endpoint."""
        endpoint = self.endpoint
        given = {part.name: part.call for part in self.dependant.dependencies if part.name and part.call}
        if len(given) != 2 or given.pop("deps", None) is not of_app or _asks_for_more(self):
            raise TypeError(f"{self.path} is to take what was signed, and deps")
        [(name, check)] = given.items()

        async def handle(request: Request) -> Response:
            deps = await of_app(request)
            signed = await check(request, deps)
            answer: Response = await endpoint(**{name: signed, "deps": deps})
            return answer

        return handle


def _asks_for_more(route: APIRoute) -> bool:
    asked = route.dependant
    return bool(asked.query_params or asked.header_params or asked.cookie_params or asked.body_params)


def signed_router() -> APIRouter:
    """For the routes that one provider posts to; the signature is their key."""
    return APIRouter(include_in_schema=False, dependencies=[PUBLIC], route_class=SignedRoute)
