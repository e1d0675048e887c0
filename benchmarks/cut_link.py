"""A TCP link between two parts that can be cut, or swallow everything in silence, and be mended again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

CHUNK = 65536


class CutLink:
    """Passes on what comes to `port` to `target`, both on 127.0.0.1; use as an async context manager."""

    def __init__(self, port: int, target: int) -> None:
        self.port = port
        self._target = target
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> CutLink:
        """Listen."""
        await self.mend()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close everything."""
        self.cut()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def cut(self) -> None:
        """Every connection breaks, and new ones are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in self._ends:
            end.transport.abort()

    def swallow(self) -> None:
        """A black hole: connections stay, and nothing comes through any more, in either direction."""
        self._passing.clear()

    async def mend(self) -> None:
        """As before; what was swallowed arrives, as TCP sends it again."""
        self._passing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            async with self._open(writer):
                await self._passing.wait()
                onward, back = await asyncio.open_connection("127.0.0.1", self._target)
                async with self._open(back):
                    await asyncio.gather(self._pump(reader, back), self._pump(onward, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(task)

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            await self._passing.wait()
            writer.write(data)
            await writer.drain()
        await self._passing.wait()
        if writer.can_write_eof():
            with contextlib.suppress(OSError):
                writer.write_eof()

    @contextlib.asynccontextmanager
    async def _open(self, writer: asyncio.StreamWriter) -> AsyncIterator[None]:
        self._ends.add(writer)
        try:
            yield
        finally:
            self._ends.discard(writer)
            writer.transport.abort() if writer.is_closing() else writer.close()
