"""Reads HTTP with httptools, at a fifth of what h11 costs, and bounds what is no body, as h11 does.

uvicorn with httptools keeps what it has read of headers however long they get: one client could fill the memory.
"""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LONGEST_HEAD = 64 * 1024
"""Bytes of a request's line and headers, of trailers, or of what frames chunks; more only where they came at once."""


class BoundedHeads(HttpToolsProtocol):
    """One connection. How long a body may be, `api.body_limit` says."""

    _read = 0
    """Bytes since a head, a piece of a body or a request ended."""

    def data_received(self, data: bytes) -> None:
        """Parse what came; the connection ends when there is no end of a head."""
        self._read += len(data)
        super().data_received(data)
        if self._read > LONGEST_HEAD and not self.transport.is_closing():
            self.send_400_response("The head of the request is too large.")

    def on_headers_complete(self) -> None:
        """Of a head."""
        self._read = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Of a piece of a body."""
        self._read = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Of a request."""
        self._read = 0
        super().on_message_complete()
