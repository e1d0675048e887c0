"""Plays what happened to a call again under a policy, by the pure rules alone: who would have been told what, when.

It does what `workflows.call_for_service` and `activities.record_step` do, without sending anything: events in the
groups in which they were recorded, deadlines between them. A test holds both against each other. What only sending
decides is not in it: the budget of texts, the brake on mass news, stand-ins, and languages that are not read yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo

from db.tables import Call, OutboundMessage
from domain.audience import Audience, SaidKey, Surveys
from domain.call_state import CallState, CaseStatus
from domain.contacts import Contact
from domain.deadlines import CHANGES_THE_CALL, Deadline, DeadlineKind, deadlines, is_held
from domain.events import CallEvent
from domain.healing import healed
from domain.lifecycle import advance, mark_delayed, mark_still_open
from domain.message_plan import PlannedMessage, plan
from domain.messages import KEY_RULES, MessageKey, Urgency
from domain.permission import within_countries
from domain.policy import Policy
from domain.wait_times import waiting
from messaging.planning import after_planning, may_be_said_yet, row_of

MOST_STEPS = 500
"""Of one call: more than any has."""
_DAY, _ROUNDING = timedelta(days=1), timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastStep:
    """Events that were recorded together, by the call's clock; `known`: the ids of the contacts known by then."""

    at: datetime
    events: tuple[CallEvent, ...]
    known: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardElsewhere:
    """Something a contact got in another call of the agency."""

    contact_id: str
    at: datetime
    of_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """What happened to a call until `horizon`, and its people as the rules see them today."""

    call: Call
    steps: tuple[PastStep, ...]
    contacts: tuple[Contact, ...]
    zone: tzinfo
    horizon: datetime
    became_sensitive: bool = False
    """Perhaps by the call it was joined with."""
    heard: tuple[HeardElsewhere, ...] = ()
    asked: tuple[HeardElsewhere, ...] = ()
    """Surveys about other calls."""
    answered: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedThen:
    """A message as it was planned, and when."""

    message: PlannedMessage
    at: datetime

    @property
    def leaves_at(self) -> datetime:
        """When it was to go."""
        return self.message.not_before or self.at

    @property
    def said(self) -> SaidKey:
        """Who was told what."""
        return self.message.contact_id, self.message.key, self.message.n


def replay(past: PastCall, policy: Policy) -> list[PlannedThen]:
    """Everything that would have been planned under this policy, withheld messages too, in order."""
    run = _Run(past, policy)
    for step in past.steps:
        run.wait_until(step.at)
        run.step(step.at, step.events, step.known)
    run.wait_until(past.horizon)
    return run.planned


class _Run:
    """The call under way."""

    def __init__(self, past: PastCall, policy: Policy) -> None:
        self._past, self._policy = past, policy
        self._state = CallState(agency=past.call.ori, call_number=past.call.call_number)
        self._deadlines: tuple[Deadline, ...] = ()
        self._known: frozenset[str] = frozenset()
        self._steps = 0
        self._rows: list[OutboundMessage] = []
        """What was planned, as it would be stored."""
        self.planned: list[PlannedThen] = []

    def wait_until(self, moment: datetime) -> None:
        """Let the deadlines pass that come before it."""
        while self._deadlines and self._deadlines[0].at + _ROUNDING < moment and self._steps < MOST_STEPS:
            self.step(self._deadlines[0].at, (), self._known)

    def step(self, now: datetime, events: tuple[CallEvent, ...], known: frozenset[str]) -> None:
        """Take what happened, let deadlines pass that have come, and plan."""
        self._steps += 1
        self._known = known
        before, due = self._state, [each for each in self._deadlines if each.at <= now + _ROUNDING]
        now = max((now, *(deadline.at for deadline in due)))
        state = healed(before, now=now)
        for event in events:
            state = advance(state, event, now=now).state
        state = self._careful(_passed(state, due, now))
        audience = self._audience(state, now)
        planned = plan(state, audience, self._policy, now=now, on_the_way=_on_the_way(before, events, now))
        self.planned += [PlannedThen(message=message, at=now) for message in planned]
        self._rows += [row_of(self._past.call, message, now=now) for message in planned]
        self._keep(state, after_planning(audience, planned, now=now), now)

    def _keep(self, state: CallState, audience: Audience, now: datetime) -> None:
        to_come = [each.leaves_at for each in self.planned if not each.message.withheld and each.leaves_at > now]
        moments = waiting(state, audience, self._policy, quiet_until=to_come)
        self._deadlines = deadlines(state, self._policy, moments, now=now)
        holding = is_held(state, self._policy, now)
        has_ended = state.response_over and state.case_status in (None, CaseStatus.CLOSED)
        finished = has_ended and not (self._deadlines or holding)
        self._state = replace(state, finished=finished, untold=state.untold if holding else ())

    def _careful(self, state: CallState) -> CallState:
        joined = state.merged_into is not None and self._past.became_sensitive
        return replace(state, sensitive=True) if joined and not state.sensitive else state

    def _audience(self, state: CallState, now: datetime) -> Audience:
        said = frozenset(each.said for each in self.planned)
        rows = zip(self.planned, self._rows, strict=True)
        settled = frozenset(each.said for each, row in rows if not may_be_said_yet(row, state))
        contacts = [each for each in self._past.contacts if each.id in self._known]
        return Audience(
            contacts=tuple(within_countries(contact, self._policy) for contact in contacts),
            said=said,
            not_yet=said - settled,
            said_today={contact.id: self._heard(contact.id, now, of_case=False) for contact in contacts},
            case_news_today={contact.id: self._heard(contact.id, now, of_case=True) for contact in contacts},
            surveys=self._surveys(now),
            zone=self._past.zone,
        )

    def _heard(self, contact_id: str, now: datetime, *, of_case: bool) -> int:
        others = (each.at for each in self._past.heard if each.contact_id == contact_id and each.of_case is of_case)
        own = (
            max(each.at, each.leaves_at)
            for each in self.planned
            if each.message.contact_id == contact_id and not each.message.withheld and _of_case(each) is of_case
        )
        return sum(now - _DAY < at <= now for at in others) + sum(now - _DAY < at for at in own)

    def _surveys(self, now: datetime) -> Surveys:
        invited = (each for each in self.planned if each.message.key is MessageKey.SURVEY_INVITATION)
        since = now - self._policy.survey.once_per
        return Surveys(
            invited_at={each.message.contact_id: each.leaves_at for each in invited if not each.message.withheld},
            answered=frozenset(contact for contact, at in self._past.answered.items() if at <= now),
            asked_lately=frozenset(each.contact_id for each in self._past.asked if since <= each.at <= now),
        )


def _passed(state: CallState, due: Iterable[Deadline], now: datetime) -> CallState:
    for deadline in due:
        if deadline.kind in CHANGES_THE_CALL:
            late = deadline.kind is DeadlineKind.OFFICER_DELAYED
            state = (mark_delayed(state, at=deadline.at) if late else mark_still_open(state, now=now)).state
    return state


def _on_the_way(state: CallState, events: tuple[CallEvent, ...], now: datetime) -> list[CallState]:
    states: list[CallState] = []
    for event in events if len(events) > 1 else ():
        state = advance(state, event, now=now).state
        states.append(state)
    return states


def _of_case(each: PlannedThen) -> bool:
    return KEY_RULES[each.message.key].urgency is Urgency.CASE
