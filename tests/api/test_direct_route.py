"""A route that skips FastAPI's solving calls all that it declares, and takes nothing it could not be given."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, Header, Request, Response

from api.direct_route import DirectRoute


class Refused(Exception):
    """By a part of a route."""


async def path_of(request: Request) -> str:
    return request.url.path


class Greeting:
    """An instance that is called; made of another part."""

    async def __call__(self, path: Annotated[str, Depends(path_of)]) -> str:
        return f"hello {path}"


async def refuses() -> None:
    raise Refused


async def greet(request: Request, words: Annotated[str, Depends(Greeting())]) -> Response:
    return Response(f"{words} by {request.method}")


def router(**options: Any) -> APIRouter:
    return APIRouter(route_class=DirectRoute, **options)


async def asked(of: APIRouter) -> httpx.Response:
    async def refused(request: Request, error: Exception) -> Response:
        return Response("refused", status_code=403)

    app = FastAPI(routes=of.routes, exception_handlers={Refused: refused})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://caseline.test") as client:
        return await client.get("/here")


async def test_an_endpoint_is_given_the_request_and_what_its_parts_made_of_it() -> None:
    direct = router()
    direct.get("/here")(greet)
    assert (await asked(direct)).text == "hello /here by GET"


async def test_a_part_without_a_name_refuses_all_the_same() -> None:
    direct = router(dependencies=[Depends(refuses)])
    direct.get("/here")(greet)
    answer = await asked(direct)
    assert (answer.status_code, answer.text) == (403, "refused")


async def of_the_address(q: str) -> Response:
    return Response(q)


async def of_a_header(x_name: Annotated[str, Header()]) -> Response:
    return Response(x_name)


async def with_more_to_do(later: BackgroundTasks) -> Response:
    return Response()


async def opened() -> AsyncIterator[str]:
    yield "open"


async def of_what_is_closed_again(part: Annotated[str, Depends(opened)]) -> Response:
    return Response(part)


def in_a_thread() -> Response:
    return Response()


@pytest.mark.parametrize(
    "endpoint", [of_the_address, of_a_header, with_more_to_do, of_what_is_closed_again, in_a_thread]
)
def test_what_it_could_not_be_given_is_found_when_the_route_is_made(endpoint: Any) -> None:
    with pytest.raises(TypeError, match="/here"):
        router().get("/here")(endpoint)
