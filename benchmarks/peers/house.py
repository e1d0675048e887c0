"""What a peer's processes are told: where everything is, who the agency is, how long the case waits."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from domain.messages import Channel
from domain.policy import Policy
from messaging.providers.base import MessageProvider
from policies.files import read_policy
from settings import Settings
from wiring.default_senders import default_senders
from wiring.providers import build_provider

REDIS = "PEERS_REDIS_URL"
API_KEY = "PEERS_API_KEY"

HOLD, SURVEY_AFTER, REMINDER_AFTER = (timedelta(seconds=1) for _ in range(3))
"""A minute, six hours and two days in production. Only ours can skip time; theirs is made short."""

NAME, PHONE, RIGHTS = "Springfield Police", "(206) 555-0100", "https://www.example.org/victim-rights"
ORI = "WADEMO000"


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One agency and how to reach its people. `zone`: where it is early afternoon, so that nothing waits for hours."""

    settings: Settings
    policy: Policy
    zone: ZoneInfo

    @property
    def database(self) -> str:
        """For SQLAlchemy."""
        return self.settings.database.replace("postgresql://", "postgresql+psycopg://")

    def providers(self) -> dict[Channel, MessageProvider]:
        """The wrappers of the SDKs that ours sends with, too."""
        return {
            channel: build_provider(self.settings, sender) for channel, sender in default_senders(self.settings).items()
        }


@cache
def house() -> House:
    """From the environment, read once."""
    hours_to_two = 14 - datetime.now(UTC).hour
    return House(
        settings=Settings(),
        policy=in_seconds(read_policy()[1]),
        zone=ZoneInfo(f"Etc/GMT{-hours_to_two:+d}"),  # the sign is the other way round in these names
    )


def in_seconds(policy: Policy) -> Policy:
    """The same policy, whose waits take seconds."""
    survey = replace(policy.survey, after=SURVEY_AFTER, reminder_after=REMINDER_AFTER)
    return replace(policy, hold=HOLD, survey=survey, hours_by_number=False)


def redis_url() -> str:
    """Of Celery's broker."""
    return os.environ[REDIS]


def agency_facts() -> dict[str, Any]:
    """What every message may say of the agency."""
    return {
        "agency": NAME,
        "non_emergency_phone": PHONE,
        "time_zone": house().zone.key,
        "report_link": f"{house().settings.base_url}/docs",
        "rights_link": RIGHTS,
    }
