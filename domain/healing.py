"""Heal the state of a call that remembers times ahead of now, as a clock that ran ahead was believed once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.call_state import CallState
from domain.clocks import is_ahead, set_back

_TIMES = (
    "received_at",
    "dispatched_at",
    "en_route_at",
    "arrived_at",
    "ended_at",
    "reopened_at",
    "awaited_since",
    "case_status_at",
    "last_news_at",
)
_SERIES = ("further_times", "units_sent", "units_left")
_SAYS_MORE_THAN_WHEN = "merged"
"""That a call was merged is remembered by its mark alone."""


def healed(state: CallState, *, now: datetime) -> CallState:
    """The state without marks from ahead: every true event counts as newer; what had happened has happened by now."""
    if state.played:
        return state
    times: dict[str, Any] = {
        name: now for name in _TIMES if (moment := getattr(state, name)) is not None and is_ahead(moment, now)
    }
    series: dict[str, Any] = {
        name: _set_back(getattr(state, name), now) for name in _SERIES if _any_ahead(getattr(state, name), now)
    }
    marks = {
        name: set_back(at, now)
        for name, at in state.known_since.items()
        if name == _SAYS_MORE_THAN_WHEN or not is_ahead(at, now)
    }
    if not times and not series and marks == state.known_since:
        return state
    return replace(state, known_since=marks, **times, **series)


def _any_ahead(series: Mapping[str, Iterable[datetime]], now: datetime) -> bool:
    return any(is_ahead(moment, now) for moments in series.values() for moment in moments)


def _set_back(series: Mapping[str, Iterable[datetime]], now: datetime) -> Mapping[str, tuple[datetime, ...]]:
    return {name: tuple(sorted({set_back(moment, now) for moment in moments})) for name, moments in series.items()}
