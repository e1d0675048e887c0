"""Sets up how a process writes its log: lines for people in a terminal, or one JSON object a line for machines.

Writing a log never raises: a full disk, or a reader of the log that is gone, must stop neither a request nor the relay.
What cannot be written is lost.
"""

from __future__ import annotations

import io
import logging
import sys
from contextlib import suppress
from typing import TextIO, cast

import structlog

from settings import Settings


class LossyStream(io.TextIOBase):
    """A text stream that drops what it cannot write, such as on a full disk, a closed pipe or a closed stream."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream

    def write(self, text: str) -> int:
        """The length of the text, written or not."""
        with suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Write what waits, if it can be written."""
        with suppress(OSError, ValueError):
            if self._stream is not None:
                self._stream.flush()

    def isatty(self) -> bool:
        """Whether a person reads along."""
        with suppress(ValueError):
            return self._stream is not None and self._stream.isatty()
        return False


def configure(settings: Settings) -> None:
    """Set up logging for the whole process; it goes to standard error."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    stream = LossyStream(sys.stderr)
    last = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(cast("TextIO", stream)),
    )
    logging.basicConfig(level=max(level, logging.WARNING), stream=stream, format="%(levelname)s %(name)s %(message)s")


def configure_quietly(settings: Settings) -> None:
    """The same for a command that tells by itself what it does: only warnings."""
    configure(settings.model_copy(update={"log_level": "warning"}))
