"""Every plain fact an event may state: its kind and bounds, which routes take it, where it is kept and shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """What a value must be. `least` and `most` bound a whole number, or the characters of a text."""

    of: type[str | int]
    words: str
    """What it must be, for the person who sends it."""
    least: int = 1
    most: int = 1
    pattern: str = ""
    """For a text: anchored, and the same to Python, Rust (pydantic) and JSON Schema."""

    def read(self, value: Any) -> Any:
        """The value as it is kept. Raises ValueError, which says what it must be and never what it was."""
        value = whole(value) if self.of is int else value
        if not self.takes(value):
            raise ValueError(f"must be {self.words}")
        return value

    def takes(self, value: Any) -> bool:
        """True for a value that is already as it is kept."""
        if isinstance(value, bool) or self.of is bool:
            return isinstance(value, bool) and self.of is bool
        if not isinstance(value, self.of):
            return False
        if isinstance(value, int):
            return self.least <= value <= self.most
        return self.least <= len(value) <= self.most and _is_like(self.pattern, value)


def whole(value: Any) -> Any:
    """JSON knows one kind of number: 2.0 is the whole number 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_like(pattern: str, text: str) -> bool:
    # Python lets half of a surrogate pair into a string; no database and no JSON of ours can hold it.
    return re.fullmatch(pattern, text) is not None and not re.search("[\ud800-\udfff]", text)


_TOKEN = r"^[A-Za-z0-9._:-]+$"  # noqa: S105  a pattern
TOKEN = FactKind(of=str, words="text of 1 to 64 letters, digits and . _ : -", most=64, pattern=_TOKEN)
"""An opaque id or code of another system: it has no room for a name."""

REFERENCE = FactKind(
    of=str,
    words="text of 1 to 64 letters, digits, spaces and . _ : / # -, of which the first is a letter or digit",
    most=64,
    pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._:/#-]*$",
)
"""A number or short label people use: case number, beat, unit."""

CALL_NUMBER = FactKind(
    of=str,
    words="a call number: 1 to 128 printable characters, not only dots",
    most=128,
    pattern=r"^\.{0,2}[^\x00-\x20\x7f-\xa0.][^\x00-\x1f\x7f-\x9f]*$",
)
EVENT_ID = FactKind(
    of=str,
    words="text of 1 to 200 characters without spaces and control characters",
    most=200,
    pattern=r"^[^\x00-\x20\x7f-\x9f]+$",
)
SOURCE = FactKind(of=str, words="text of 1 to 200 ASCII characters without spaces", most=200, pattern=r"^[!-~]+$")
INCIDENT_TYPE = FactKind(of=str, words="text of 1 to 32 letters, digits and . _ : -", most=32, pattern=_TOKEN)
UNKNOWN_TYPE = "UNKNOWN"
"""A type that may be anything, so perhaps a sensitive one."""

DISPOSITION = FactKind(of=str, words="a code from 01 to 45", least=2, most=2, pattern=r"^([0123][0-9]|4[0-5])$")
UNKNOWN_DISPOSITION = "00"
"""A call ended, and nothing is known of how."""

CALL_TAKER = TOKEN
OFFICERS = FactKind(of=str, words="a list of at most 50 such ids", most=50)

PRIORITY = FactKind(of=int, words="a whole number from 1 to 99", most=99)
ETA_MINUTES = FactKind(of=int, words="a whole number from 0 to 10080", least=0, most=10080)
YES_NO = FactKind(of=bool, words="true or false")


class FactRoute(StrEnum):
    """Where a fact may come in, besides the signal `event`, which takes all of them."""

    SNAPSHOT = "snapshot"
    EVENT = "event"
    CASE_STATUS = "case_status"


_BOTH = frozenset({FactRoute.SNAPSHOT, FactRoute.EVENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFact:
    """One plain fact of an event."""

    kind: FactKind
    routes: frozenset[FactRoute] = frozenset()
    kept: bool = False
    """In `CallState`, where the newest word on it holds."""
    shown: bool = False
    """Among the `facts` of `GET /v1/calls/{call_number}`."""
    in_detail: bool = False
    """In the detail of the event's line in that call's timeline."""


CALL_FACTS: Mapping[str, EventFact] = {
    "incident_type": EventFact(kind=INCIDENT_TYPE, routes=_BOTH, kept=True, shown=True),
    "priority": EventFact(kind=PRIORITY, routes=_BOTH, kept=True, shown=True),
    "beat": EventFact(kind=REFERENCE, routes=_BOTH, kept=True, shown=True),
    "officer_initiated": EventFact(kind=YES_NO, routes=_BOTH, kept=True, shown=True),
    "case_number": EventFact(kind=REFERENCE, routes=_BOTH | {FactRoute.CASE_STATUS}, kept=True),
    "eta_minutes": EventFact(kind=ETA_MINUTES, routes=_BOTH, kept=True),
    "disposition": EventFact(kind=DISPOSITION, routes=_BOTH, kept=True, shown=True),
    "merged_into": EventFact(kind=CALL_NUMBER, routes=_BOTH, kept=True, shown=True),
    "unit": EventFact(kind=REFERENCE, routes=frozenset({FactRoute.EVENT}), in_detail=True),
    "by": EventFact(kind=TOKEN, routes=frozenset({FactRoute.EVENT, FactRoute.CASE_STATUS}), in_detail=True),
    "sensitive": EventFact(kind=YES_NO, in_detail=True),
    "id": EventFact(kind=EVENT_ID),
    "source": EventFact(kind=SOURCE),
    "clamped": EventFact(kind=YES_NO),
    "played": EventFact(kind=YES_NO),
}
"""All but `type`, `occurred_at` and `unset`. Over HTTP, `id` and `source` are attributes of the CloudEvent."""

KEPT, SHOWN, IN_DETAIL = (
    tuple(name for name, fact in CALL_FACTS.items() if getattr(fact, where)) for where in ("kept", "shown", "in_detail")
)

UNSETTABLE: tuple[str, ...] = ("dispatched", "en_route", "arrived")
"""Times a CAD may take back: `call.updated` names them in `unset`."""

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)

_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})"
)


def facts_at(route: FactRoute) -> tuple[str, ...]:
    """The facts that may come in there."""
    return tuple(name for name, fact in CALL_FACTS.items() if route in fact.routes)


def read_moment(value: Any) -> datetime:
    """A time as other systems write it, in UTC. Raises ValueError, which never says what it was."""
    if isinstance(value, str):
        value = _from_text(value.upper())
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise ValueError("must be an ISO 8601 time with a zone, as 2026-11-22T08:30:00Z")
    if not EARLIEST <= value < LATEST:
        raise ValueError("must be a time between the years 1900 and 2199")
    return value.astimezone(UTC)


def _from_text(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _RFC_3339.fullmatch(text) else None
    except ValueError:
        return None


def read_unset(value: Any) -> tuple[str, ...]:
    """Which times are taken back. Raises ValueError."""
    if not isinstance(value, list | tuple) or len(value) > len(UNSETTABLE) or any(v not in UNSETTABLE for v in value):
        raise ValueError(f"must be a list of {', '.join(UNSETTABLE)}, at most {len(UNSETTABLE)}")
    return tuple(value)
