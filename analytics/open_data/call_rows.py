"""From crowds to the rows that are published: coarse times and places, ids by chance, and no rare ending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import h3

from analytics.open_data.crowds import Crowd, PlaceShown, TypeShown
from analytics.open_data.datasets import CALLS
from analytics.open_data.public_calls import LEAST, STEP, PublicCall
from domain.incident_names import incident_name

Row = dict[str, Any]
"""By the names of a dataset's columns, without its point. Moments are datetimes without a zone."""

_PLACES = {PlaceShown.CELL: "cell", PlaceShown.BEAT: "beat", PlaceShown.NOTHING: "nothing"}
_AFTERWARDS = ("ended", "arrival", "priority")
"""What others may have seen of how a call went. The first that hides enough is hidden."""


def call_rows(crowds: Iterable[Crowd], new_id: Callable[[], str]) -> list[Row]:
    """One row for each call, in the order of their ids, which is that of chance."""
    shown = [(_of_crowd(crowd), call) for crowd in crowds for call in crowd.calls]
    common = without_the_rare([call for _, call in shown])
    rows = [
        {
            "id": new_id(),
            **of_crowd,
            "priority": call.priority,
            "ended": call.ended,
            "minutes_to_arrival": call.arrival,
        }
        for (of_crowd, _), call in zip(shown, common, strict=True)
    ]
    names = [column.name for column in CALLS.columns if column.name != "location"]
    return [{name: row[name] for name in names} for row in sorted(rows, key=lambda row: str(row["id"]))]


def without_the_rare(calls: Sequence[PublicCall], least: int = LEAST) -> list[PublicCall]:
    """The same calls; how one went is told only as far as `least` of them went the same way."""
    found = list(calls)
    for name in _AFTERWARDS:
        counts = Counter(_went(call) for call in found)
        hidden: dict[str, Any] = {name: None}
        found = [call if counts[_went(call)] >= least else replace(call, **hidden) for call in found]
    counts = Counter(_went(call) for call in found)
    return [
        call if counts[_went(call)] >= least else replace(call, ended=None, arrival=None, priority=None)
        for call in found
    ]


def _went(call: PublicCall) -> tuple[Any, ...]:
    return tuple(getattr(call, name) for name in _AFTERWARDS)


def _of_crowd(crowd: Crowd) -> Row:
    one = crowd.calls[0]
    minutes = [call.minute // STEP * STEP for call in crowd.calls]
    first, last = min(call.day for call in crowd.calls), max(call.day for call in crowd.calls)
    cell = one.cell if crowd.place is PlaceShown.CELL else None
    type_ = one.incident_type if crowd.type is TypeShown.TYPE else None
    return {
        "reported_at": datetime.combine(first, time()) + timedelta(minutes=min(minutes)),
        "first_day": datetime.combine(first, time()),
        "last_day": datetime.combine(last, time()),
        "from_time": _clock(min(minutes)),
        "until_time": _clock(max(minutes) + STEP),
        "place": _PLACES[crowd.place],
        "beat": one.beat if crowd.place is not PlaceShown.NOTHING else None,
        **place_of(cell),
        "incident_family": one.family if crowd.type is not TypeShown.NOTHING else None,
        "incident_type": type_,
        "incident_name": type_ and incident_name(type_),
    }


def place_of(cell: str | None) -> Row:
    """The cell and its center, to five decimals (a meter)."""
    latitude, longitude = (round(each, 5) for each in h3.cell_to_latlng(cell)) if cell else (None, None)
    return {"cell": cell, "latitude": latitude, "longitude": longitude}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
