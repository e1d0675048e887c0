"""A request whose head has no end is cut off; long bodies and many requests on one connection are not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import repeat
from typing import Any

import pytest
import uvicorn

from api.bounded_heads import LONGEST_HEAD, BoundedHeads
from tests.patience import until

KIB = b"a" * 1024
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
TOO_LONG = 4 * LONGEST_HEAD // len(KIB)


async def echo_length(scope: Any, receive: Any, send: Any) -> None:
    """Answers with how many bytes the body has."""
    assert scope["type"] == "http"
    read, more = 0, True
    while more:
        message = await receive()
        read, more = read + len(message.get("body", b"")), message.get("more_body", False)
    body = str(read).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(echo_length, http=BoundedHeads, port=0, lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    await until(lambda: server.started)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.servers[0].sockets[0].getsockname()[1])
    try:
        yield reader, writer
    finally:
        writer.close()
        server.should_exit = True
        await serving


async def answered(begin: bytes, more: Iterator[bytes]) -> bytes:
    """What comes back, piece by piece sent until the server has had enough."""
    async with connected() as (reader, writer):
        writer.write(begin)
        reading = asyncio.create_task(reader.read())
        for piece in more:
            if reading.done():
                break
            try:
                writer.write(piece)
                await writer.drain()
            except ConnectionError:
                break
            await asyncio.sleep(0)
        async with asyncio.timeout(20):
            try:
                return await reading
            except ConnectionError:
                return b"cut off"


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\n", b"X: " + KIB + b"\r\n"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", KIB),
        (b"GET /", KIB),
        (CHUNKED + b"1\r\na\r\n0\r\n", b"X: " + KIB + b"\r\n"),
        (CHUNKED + b"1;", KIB),
    ],
    ids=["many headers", "one long header", "a long path", "many trailers", "a long extension of a chunk"],
)
async def test_what_has_no_end_is_cut_off(begin: bytes, piece: bytes) -> None:
    answer = await answered(begin, repeat(piece, TOO_LONG))
    assert answer == b"cut off" or answer.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("length", [0, 1, TOO_LONG * len(KIB)])
async def test_bodies_and_requests_one_after_another_pass(length: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    async with connected() as (reader, writer):
        for _ in range(3):
            writer.write(head % length + b"a" * length)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200")
            assert await reader.readexactly(len(str(length))) == str(length).encode()


async def test_a_body_in_a_thousand_small_chunks_passes() -> None:
    async with connected() as (reader, writer):
        writer.write(CHUNKED)
        for _ in range(TOO_LONG):
            writer.write(b"400\r\n" + KIB + b"\r\n")
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        assert await reader.read(100) == str(TOO_LONG * len(KIB)).encode()
