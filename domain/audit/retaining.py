"""How long audit records stay: a year at least, told by signed checkpoints and not by what a record says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

LEAST_DAYS = 366
"""Kept at least a year [CJIS AU-11], also over a leap day."""


def may_be_removed_until(checkpoints: Iterable[tuple[datetime, int]], *, now: datetime, days: int = LEAST_DAYS) -> int:
    """Records before this place were in a tree that was signed so long ago; `checkpoints` are times and sizes."""
    oldest_kept = now - timedelta(days=max(days, LEAST_DAYS))
    return max((size for at, size in checkpoints if at <= oldest_kept), default=0)
