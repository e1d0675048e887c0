"""How long what is kept about a call stays: by kind of record, and by how the call and its case ended. Purely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.call_state import CallState, CallStatus, CaseStatus, End

LEAST_DAYS = 30
"""Nothing is erased earlier: surveys, late receipts, corrections and complaints come within weeks."""

LEAST_DAYS_OF_CALLS = 400
"""Nor a whole call: a year's figures, and their release, count it."""

_DAY = timedelta(days=1)


class CaseEnd(StrEnum):
    """How a call that is over ended, as far as its records are concerned."""

    NO_CASE = "no_case"
    CLOSED_CASE = "closed_case"
    SUSPENDED_CASE = "suspended_case"
    """The investigation may be taken up again."""


class RecordKind(StrEnum):
    """What is kept of a call, in the order in which it is dealt with: the whole call last."""

    MESSAGES = "messages"
    """The words and addresses of messages; that they were sent, when and to whom of the call stays."""
    REPLIES = "replies"
    """The words of replies; what they meant stays."""
    SURVEYS = "surveys"
    """The words of surveys; the ratings stay."""
    PEOPLE = "people"
    """Who the contacts were, with all their words, choices and visits, as in an erasure."""
    TIMELINE = "timeline"
    EVENTS = "events"
    """The inbox."""
    CALLS = "calls"
    """The call with everything that belongs to it."""


WORDS: frozenset[RecordKind] = frozenset({RecordKind.MESSAGES, RecordKind.REPLIES, RecordKind.SURVEYS})

Days = Mapping[RecordKind, int]
"""Days after the end; a kind that is missing, or 0, stays for good."""

_PEOPLE = RecordKind.PEOPLE
DEFAULT_DAYS: Mapping[CaseEnd, Days] = MappingProxyType(
    {
        CaseEnd.NO_CASE: MappingProxyType({_PEOPLE: 365}),
        CaseEnd.CLOSED_CASE: MappingProxyType({_PEOPLE: 1095}),
        CaseEnd.SUSPENDED_CASE: MappingProxyType({_PEOPLE: 0}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPolicy:
    """An agency's days: of what belongs to calls, and of what belongs to none."""

    days: Mapping[CaseEnd, Days] = field(default_factory=lambda: DEFAULT_DAYS)
    closed_tasks: int = 365
    """Days after a task of staff was closed; 0: for good."""
    stray_replies: int = 365
    """Days after a reply came from a number of which no call is known; 0: for good."""

    audit_records: int = 0
    """Days after a record of the audit log was signed, at least 366; 0: for good. Its hash stays."""

    def after(self, end: CaseEnd, kind: RecordKind) -> timedelta | None:
        """How long after the end; None: for good. Nothing stays longer than what it belongs to.

        With the people go their words, and with the call goes everything.
        """
        days = self.days.get(end, {})
        belongs_to = {kind, RecordKind.CALLS} | ({_PEOPLE} if kind in WORDS else set())
        found = [days[each] for each in belongs_to if days.get(each)]
        return min(found) * _DAY if found else None

    @property
    def kinds(self) -> frozenset[RecordKind]:
        """What does not stay for good after every end."""
        return frozenset(kind for kind in RecordKind for end in CaseEnd if self.after(end, kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A call that is over: how it ended, and since when."""

    end: CaseEnd
    since: datetime

    def with_survivor(self, survivor: Over) -> Over:
        """A duplicate is kept as long as the call it was merged into."""
        return Over(end=survivor.end, since=max(self.since, survivor.since))


MAY_BE_OVER: frozenset[CallStatus] = frozenset(
    {CallStatus.CLEARED, CallStatus.CANCELLED, CallStatus.CLOSED, CallStatus.MERGED, CallStatus.SUSPENDED}
)
"""A call with any other status is open: nothing of it is touched, however old it is."""

_ENDS = {CaseStatus.CLOSED: CaseEnd.CLOSED_CASE, CaseStatus.SUSPENDED: CaseEnd.SUSPENDED_CASE, None: CaseEnd.NO_CASE}


def over(state: CallState) -> Over | None:
    """Since when a call and its case are over, by CAD's times; None while either may bring news, or has no known end.

    A case that is closed is over even if CAD never ended its call, unless the call was reopened since.
    """
    merged = state.ended is End.MERGED
    if state.case_open or state.status not in MAY_BE_OVER:
        return None
    case_status = None if merged else state.case_status
    if state.ended is None and (case_status is None or _reopened_since_the_case_ended(state)):
        return None
    moments = (state.ended_at, state.case_status_at, state.reopened_at)
    since = max((moment for moment in moments if moment is not None), default=None)
    return None if since is None else Over(end=_ENDS[case_status], since=since)


def _reopened_since_the_case_ended(state: CallState) -> bool:
    if state.reopened_at is None:
        return False
    return state.case_status_at is None or state.reopened_at > state.case_status_at


def due(policy: RetentionPolicy, ended: Over, *, now: datetime) -> tuple[RecordKind, ...]:
    """The kinds of record of a call whose time has come, in the order in which they are dealt with."""
    found = ((kind, policy.after(ended.end, kind)) for kind in RecordKind)
    return tuple(kind for kind, days in found if days is not None and ended.since + days <= now)
