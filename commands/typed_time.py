"""Reads a time as it is typed."""

from __future__ import annotations

from datetime import UTC, datetime

import typer


def read_moment(text: str) -> datetime:
    """A time, without a zone if none was typed. Raises typer.BadParameter."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is no time like 2026-11-22T08:30 or 2026-11-22T08:30Z.") from None


def aware_if_typed(text: str | None) -> datetime | None:
    """The same, in UTC if no zone was typed; None if nothing was."""
    moment = read_moment(text) if text else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
