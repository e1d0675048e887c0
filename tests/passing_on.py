"""Passes bytes on between a client and a server, so that a test can put TLS before a server that has none."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

from tests.certificates import Authority, Pair

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def server_side(pair: Pair, *, clients_of: Authority | None = None) -> ssl.SSLContext:
    """TLS with this certificate; with `clients_of` only for clients with a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.cert, pair.key)
    if clients_of is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(clients_of.cert)
    return context


class PassingOn:
    """The connections that are passed on; `end` closes them."""

    def __init__(self) -> None:
        self._open: set[asyncio.StreamWriter] = set()
        self._ways: set[asyncio.Task[None]] = set()

    async def both_ways(self, client: Streams, server: Streams) -> None:
        """Until one of them ends."""
        writers = {client[1], server[1]}
        ways = {
            asyncio.create_task(_pass_on(client[0], server[1])),
            asyncio.create_task(_pass_on(server[0], client[1])),
        }
        self._open |= writers
        self._ways |= ways
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for writer in writers:
            writer.close()
        await asyncio.wait(ways)
        self._open -= writers
        self._ways -= ways

    async def end(self) -> None:
        """Nothing is passed on any more."""
        for writer in self._open:
            writer.close()
        if self._ways:
            await asyncio.wait(set(self._ways))
        await asyncio.sleep(0)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
