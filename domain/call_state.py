"""The state of one call, as plain facts: what its workflow remembers and its row in the database repeats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain import units
from domain.messages import MessageKey


class CallStatus(StrEnum):
    """Where a call stands, in one word (search attribute CallStatus)."""

    RECEIVED = "received"
    DELAYED = "delayed"
    DISPATCHED = "dispatched"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    CLEARED = "cleared"
    CANCELLED = "cancelled"
    MERGED = "merged"
    ASSIGNED = "assigned"
    ARREST = "arrest"
    CHARGED = "charged"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    REOPENED = "reopened"


class CaseStatus(StrEnum):
    """Where the investigation stands, once there is one."""

    OPENED = "opened"
    ASSIGNED = "assigned"
    ARREST = "arrest"
    CHARGED = "charged"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    REOPENED = "reopened"


class End(StrEnum):
    """How the response to a call ended."""

    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Something that happened and is to be told once: the n-th of its kind."""

    key: MessageKey
    n: int
    at: datetime | None = field(default=None, compare=False)
    """When it became news; None where the rest of the state tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """Plain facts of one call, no people. All times are aware UTC and CAD's own (`occurred_at`).

    `known_since` says how old each fact is, so that a late event never overwrites a newer one.
    `case_counts` counts how often each case status was reached: the second arrest is told as the second.
    """

    agency: str
    call_number: str
    received_at: datetime | None = None
    incident_type: str | None = None
    priority: int | None = None
    beat: str | None = None
    officer_initiated: bool = False
    sensitive: bool = False
    """Once sensitive, always sensitive: a later harmless type does not undo it."""
    case_number: str | None = None
    dispatched_at: datetime | None = None
    en_route_at: datetime | None = None
    arrived_at: datetime | None = None
    eta_minutes: int | None = None
    delayed: bool = False
    delayed_count: int = 0
    ended: End | None = None
    ended_at: datetime | None = None
    disposition: str | None = None
    ending: End | None = None
    """How the newest disposition or cancellation says that the call ends; `ended` once it has."""
    merged_into: str | None = None
    reopened_at: datetime | None = None
    awaited_since: datetime | None = None
    """When an arrival was taken back, so that the caller waits again."""
    units_sent: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    units_left: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """By unit ("" for one without a name): when it was dispatched, on its way or on scene, and when it left."""
    delays_before: int = 0
    """Of `delayed_count`, those of an earlier wait."""
    case_status: CaseStatus | None = None
    case_status_at: datetime | None = None
    case_counts: Mapping[str, int] = field(default_factory=dict)
    still_open_count: int = 0
    last_news_at: datetime | None = None
    untold: tuple[News, ...] = ()
    """News that waits for the hold to end."""
    finished: bool = False
    """Nothing more is to come: outcome said, survey over, no case open."""
    known_since: Mapping[str, datetime] = field(default_factory=dict)
    played: bool = False
    """It is played ahead of time: its times may lie in the future."""
    further_times: Mapping[str, tuple[datetime, ...]] = field(default_factory=dict)
    """Times of further units, which count once the first is taken back or the call is reopened."""

    @property
    def response_over(self) -> bool:
        """True once officers are done with the call."""
        return self.ended is not None

    @property
    def case_open(self) -> bool:
        """True while an investigation may still bring news; a suspended case brings none until reopened."""
        merged = self.ended is End.MERGED
        return not merged and self.case_status not in (None, CaseStatus.CLOSED, CaseStatus.SUSPENDED)

    @property
    def officer_expected(self) -> bool:
        """True while a caller may still be waiting for an officer."""
        return not self.response_over and not self.in_force(self.arrived_at) and not self.officer_initiated

    @property
    def vacated_at(self) -> datetime | None:
        """When the last unit had left and the call had not ended; None if there never was such a moment."""
        return units.vacated_at(self.units_sent, self.units_left)

    @property
    def waiting_since(self) -> datetime | None:
        """Since when the caller has waited for an officer: from receipt, or anew after officers were done or gone."""
        moments = (self.received_at, self.reopened_at, self.awaited_since, self.vacated_at)
        return max((moment for moment in moments if moment), default=None)

    @property
    def status(self) -> CallStatus:
        """The one word for where the call stands: the case if there is one, else the response."""
        if self.ended is End.MERGED:
            return CallStatus.MERGED
        if self.case_status not in (None, CaseStatus.OPENED):
            return CallStatus(self.case_status)
        return self._response_status()

    def _response_status(self) -> CallStatus:
        if self.ended is End.CANCELLED:
            return CallStatus.CANCELLED
        if self.ended is End.CLOSED:
            return CallStatus.CLOSED if self.finished and self.case_status is None else CallStatus.CLEARED
        for moment, status in (
            (self.arrived_at, CallStatus.ON_SCENE),
            (self.en_route_at, CallStatus.EN_ROUTE),
            (self.dispatched_at, CallStatus.DISPATCHED),
        ):
            if self.in_force(moment):
                return status
        return CallStatus.DELAYED if self.delayed and self.officer_expected else CallStatus.RECEIVED

    def in_force(self, moment: datetime | None) -> bool:
        """Times from before a reopening, or before the last unit left, say where officers were, not where they are."""
        if moment is None or (self.reopened_at is not None and moment < self.reopened_at):
            return False
        vacated_at = self.vacated_at
        return vacated_at is None or moment > vacated_at
