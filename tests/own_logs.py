"""What a test's own work logs, and nothing of the servers that stay up beside it in threads of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from structlog.exceptions import DropEvent
from structlog.testing import capture_logs
from structlog.typing import EventDict, WrappedLogger

_of_this_test: ContextVar[bool] = ContextVar("of_this_test", default=False)


@contextmanager
def own_logs() -> Iterator[list[EventDict]]:
    """Lines that the block logs, in its tasks and threads too; a server's thread that was there before is not asked.

    `capture_logs` alone is the whole process's: a request that such a server ends meanwhile is among its lines.
    """
    token = _of_this_test.set(True)
    try:
        with capture_logs(processors=[_only_own]) as lines:
            yield lines
    finally:
        _of_this_test.reset(token)


def _only_own(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    if not _of_this_test.get():
        raise DropEvent
    return line
