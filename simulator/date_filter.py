"""Twilio's three ways to ask for messages by date: on, before and after, a day or an instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta


class BadDate(ValueError):
    """A date that is neither a day nor an instant."""


def date_filter(query: Mapping[str, str]) -> Callable[[datetime], bool]:
    """From `DateSent`, `DateSent<` and `DateSent>` (both ends included, as in `DateSent>=2026-01-31`).

    A day covers all of it; an instant counts in whole seconds.
    """
    bounds: list[tuple[datetime | None, datetime | None]] = []
    if on := query.get("DateSent"):
        # The SDK sends a day as its midnight.
        bounds.append(_span(on.removesuffix("T00:00:00Z")))
    if until := query.get("DateSent<"):
        bounds.append((None, _span(until)[1]))
    if since := query.get("DateSent>"):
        bounds.append((_span(since)[0], None))
    return lambda at: all((low is None or at >= low) and (high is None or at < high) for low, high in bounds)


def _span(text: str) -> tuple[datetime, datetime]:
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise BadDate(f"'{text}' is not a date like 2026-01-31 or 2026-01-31T08:00:00Z.") from None
    length = timedelta(days=1) if len(text) == len("2026-01-31") else timedelta(seconds=1)
    aware = start if start.tzinfo else start.replace(tzinfo=UTC)
    return aware, aware + length
