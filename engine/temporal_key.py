"""The key that we show Temporal: from a variable, or from a file that is read again when it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from temporalio.client import Client

from engine.door.endings import endings
from engine.temporal_target import API_KEY, API_KEY_FILE, TemporalTarget
from engine.temporal_tls import BadTemporalSettings

READ_AGAIN = timedelta(minutes=1)
WARN_AGAIN = timedelta(days=1)

log = structlog.get_logger(__name__)


def api_key_of(target: TemporalTarget) -> str:
    """The key; empty for none. Raises BadTemporalSettings."""
    if target.api_key_file is None:
        return target.api_key
    if target.api_key:
        raise BadTemporalSettings(f"{API_KEY} and {API_KEY_FILE} are both set: keep one of them.")
    try:
        key = target.api_key_file.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BadTemporalSettings(f"{API_KEY_FILE}: {target.api_key_file} cannot be read ({reason}).") from None
    if not key:
        raise BadTemporalSettings(f"{API_KEY_FILE}: {target.api_key_file} is empty.")
    return key


class KeyWatch:
    """Gives a client its key anew when the file has another, and warns once a day when something ends soon."""

    def __init__(self, target: TemporalTarget, *, clock: Callable[[], datetime]) -> None:
        self._target = target
        self._clock = clock
        self._warned: datetime | None = None

    def look(self, client: Client) -> bool:
        """Whether the client got another key. Raises BadTemporalSettings."""
        self._warn()
        key = api_key_of(self._target) or None
        if key == client.api_key:
            return False
        client.api_key = key
        log.info("temporal.key_renewed")
        return True

    def _warn(self) -> None:
        now = self._clock()
        if self._warned and now - self._warned < WARN_AGAIN:
            return
        self._warned = now
        for each in endings(self._target):
            if each.is_near(now):
                log.warning("temporal.key_ends", setting=each.setting, ends_at=each.at.isoformat())
