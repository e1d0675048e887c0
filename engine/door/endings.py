"""When the certificate and the token that we show Temporal end, and a warning in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from engine.door.certificates import ends_at
from engine.door.tokens import BadToken, facts_of
from engine.temporal_target import API_KEY_FILE, CA_FILE, CERT_FILE, TemporalTarget

WARNED_BEFORE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """`setting` names the file; `at` is in UTC."""

    setting: str
    file: Path
    at: datetime

    def is_near(self, now: datetime) -> bool:
        """Whether it is time to renew it."""
        return self.at - now < WARNED_BEFORE

    def sentence(self, now: datetime) -> str:
        """What a person reads."""
        day = f"{self.at:%Y-%m-%d}"
        if self.at <= now:
            return f"{self.setting}: {self.file} ended on {day}: renew it now."
        if self.is_near(now):
            return f"{self.setting}: {self.file} ends on {day}, in {(self.at - now).days} days: renew it."
        return f"{self.setting}: {self.file} is valid until {day}."


def endings(target: TemporalTarget) -> list[Ending]:
    """Of what the settings name and can be read, the first to end first; a key in a variable is not looked at."""
    return sorted(_endings(target), key=lambda each: each.at)


def _endings(target: TemporalTarget) -> Iterator[Ending]:
    for setting, file in ((CA_FILE, target.ca_file), (CERT_FILE, target.cert_file)):
        if file is not None:
            try:
                yield Ending(setting=setting, file=file, at=ends_at(file))
            except (OSError, ValueError):
                continue  # the connection says what is wrong with it
    if target.api_key_file is not None:
        try:
            yield Ending(setting=API_KEY_FILE, file=target.api_key_file, at=facts_of(target.api_key_file).ends_at)
        except (OSError, BadToken):
            return  # a key of Temporal Cloud, say, which need not be a token
