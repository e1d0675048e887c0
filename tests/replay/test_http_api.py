"""Over HTTP: patient with restarts, plain about refusals, and never a word about people."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from commands.replaying import http_api as replay_api
from commands.replaying.http_api import CallRefused, HttpCallApi, PlayRefused

VIEW = {
    "call_number": "C1",
    "status": "cleared",
    "received_at": "2026-11-22T08:00:00Z",
    "timeline": [{"kind": "event"}, {"kind": "deadline"}, {"kind": "event"}],
    "messages": [{"key": "call_received", "status": "withheld", "reason": "no_contact"}],
}


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay_api, "PAUSES", (0.0,))


def api_that(answer: Callable[[httpx.Request], httpx.Response]) -> HttpCallApi:
    client = httpx.AsyncClient(base_url="http://caseline.test", transport=httpx.MockTransport(answer))
    return HttpCallApi(client, key="secret")


async def test_a_call_is_read_with_its_events_and_messages() -> None:
    view = await api_that(lambda request: httpx.Response(200, json=VIEW)).call("C1")
    assert view is not None
    assert (view.status, view.events, view.messages[0].reason) == ("cleared", 2, "no_contact")
    assert view.received_at is not None
    assert view.received_at.tzinfo is not None


async def test_an_unknown_call_is_none() -> None:
    assert await api_that(lambda request: httpx.Response(404, json={})).call("C1") is None


async def test_a_call_number_is_one_part_of_the_path_whatever_is_in_it() -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(200, json=VIEW)

    await api_that(answer).call("24/1 #2?x")
    assert seen == ["/v1/calls/24%2F1%20%232%3Fx"]


async def test_events_go_as_one_batch_with_the_key() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(202, json={"events": [], "warnings": []})

    await api_that(answer).send([{"id": "1"}, {"id": "2"}])
    assert seen[0].headers["content-type"] == "application/cloudevents-batch+json"
    assert seen[0].headers["authorization"] == "Bearer secret"
    assert json.loads(seen[0].content) == [{"id": "1"}, {"id": "2"}]


async def test_restarts_and_overload_are_waited_out() -> None:
    answers = [503, 0, 429, 502, 202]

    def answer(request: httpx.Request) -> httpx.Response:
        status = answers.pop(0)
        if status == 0:
            raise httpx.ConnectError("nobody listens")
        return httpx.Response(status, json={})

    await api_that(answer).send([{}])
    assert answers == []


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_opens_nothing_ends_the_play(status: int) -> None:
    with pytest.raises(PlayRefused, match="key"):
        await api_that(lambda request: httpx.Response(status, json={})).send([{}])


async def test_another_server_at_this_address_ends_the_play() -> None:
    with pytest.raises(PlayRefused, match="Caseline"):
        await api_that(lambda request: httpx.Response(404)).send([{}])


async def test_other_content_under_a_known_id_says_what_that_means() -> None:
    with pytest.raises(CallRefused, match="played before with other content"):
        await api_that(lambda request: httpx.Response(409, json={})).send([{}])


async def test_a_refusal_repeats_the_apis_own_words() -> None:
    problem = {"detail": "2 fields", "errors": [{"pointer": "/0/time", "detail": "is needed"}]}
    with pytest.raises(CallRefused, match=r"422: 2 fields; /0/time is needed"):
        await api_that(lambda request: httpx.Response(422, json=problem)).send([{}])
    with pytest.raises(CallRefused, match="500: no further words"):
        await api_that(lambda request: httpx.Response(500, text="oops")).send([{}])
