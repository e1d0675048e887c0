"""A date and time as a form's own field writes it (HTML, datetime-local), by an agency's clocks."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from domain.event_facts import EARLIEST


def read_local(text: str, zone: tzinfo) -> datetime:
    """The moment, in UTC. Raises ValueError. Of the hour that comes twice in autumn, the first is meant."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        raise ValueError("has a zone of its own")
    found = moment.replace(tzinfo=zone).astimezone(UTC)
    if found < EARLIEST:
        raise ValueError("is too long ago")
    return found


def write_local(moment: datetime, time_zone: str) -> str:
    """As the field takes it, to the minute."""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%dT%H:%M")
