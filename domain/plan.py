"""When a call changes, decide who is told what, over which channels, and why somebody is not told.

Planning looks at how the call stands rather than at what just happened: everything that should have been said by
now and was not, is said now. So a repeated step plans nothing twice, and somebody whose number arrives late hears
what is still true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from domain.contacts import NEVER_CONTACTED, Contact
from domain.deadlines import is_held
from domain.delivery import NotSent
from domain.dispositions import DUPLICATE, outcome_key
from domain.hours import next_allowed
from domain.lifecycle import CASE_NEWS
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose, Urgency
from domain.policy import KeyPolicy, Policy
from domain.state import CallState, CallStatus, End, News

SaidKey = tuple[str, MessageKey, int]
"""Contact id (empty for nobody), key and n of a message that was planned before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveys:
    """What is known of surveys: whom this call invited and when, who answered, who was asked lately elsewhere."""

    invited_at: Mapping[str, datetime] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    asked_lately: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The people of a call and what they have heard: contacts, what was planned, messages in the last day."""

    contacts: tuple[Contact, ...]
    said: frozenset[SaidKey] = frozenset()
    said_today: Mapping[str, int] = field(default_factory=dict)
    surveys: Surveys = field(default_factory=Surveys)
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMessage:
    """One message to one person over one channel, or the reason why it is withheld.

    `contact_id` is empty and `channel` None where there is nobody to tell or no way to tell them.
    """

    contact_id: str
    key: MessageKey
    n: int
    channel: Channel | None
    language: str
    withheld: NotSent | None = None
    not_before: datetime | None = None
    valid_until: datetime | None = None
    minutes: int | None = None


def plan(state: CallState, audience: Audience, policy: Policy, *, now: datetime) -> tuple[PlannedMessage, ...]:
    """Everything that is to be said now, or is withheld now, that was not planned before."""
    if is_held(state, policy, now):
        return ()
    due = tuple(item for item in due_news(state) if item.key in policy.messages)
    told = [message for item in due for message in _to_everybody(item, state, audience, policy, now)]
    return tuple(told)


def plan_news(
    item: News, state: CallState, audience: Audience, policy: Policy, *, now: datetime
) -> tuple[PlannedMessage, ...]:
    """One piece of news to everybody it concerns: what a person asked us to say, such as a detective's message."""
    return tuple(_to_everybody(item, state, audience, policy, now)) if item.key in policy.messages else ()


def due_news(state: CallState) -> tuple[News, ...]:
    """What should have been said by now, whether or not it was, in the order it is said."""
    return tuple(dict.fromkeys(_due(state)))


def _due(state: CallState) -> Iterator[News]:
    if state.ended is End.MERGED:
        yield News(key=MessageKey.CALL_MERGED, n=1)
        return
    yield from _response_news(state)
    if state.case_number is not None:
        for key in (MessageKey.CASE_NUMBER, MessageKey.VICTIM_RIGHTS, MessageKey.REPORT_COPY):
            yield News(key=key, n=1)
    yield from (item for item in state.untold if still_true(item.key, state))
    if state.case_status in CASE_NEWS:
        yield News(key=CASE_NEWS[state.case_status], n=state.case_counts.get(state.case_status, 1))
    if state.response_over:
        yield News(key=MessageKey.SURVEY_INVITATION, n=1)
        yield News(key=MessageKey.SURVEY_REMINDER, n=1)


_UNDER_WAY: dict[CallStatus, MessageKey] = {
    CallStatus.DISPATCHED: MessageKey.OFFICER_DISPATCHED,
    CallStatus.EN_ROUTE: MessageKey.OFFICER_EN_ROUTE,
}


def _response_news(state: CallState) -> Iterator[News]:
    if not state.response_over:
        yield News(key=MessageKey.CALL_RECEIVED, n=1)
        if state.status in _UNDER_WAY:
            yield News(key=_UNDER_WAY[state.status], n=1)
        return
    cancelled = state.ended is End.CANCELLED
    outcome = MessageKey.CALL_CANCELLED if cancelled else outcome_key(state.disposition)
    if outcome is not None:
        yield News(key=outcome, n=1)


def still_true(key: MessageKey, state: CallState) -> bool:
    """False once what a message says is no longer so: nobody is told late what has passed."""
    if key in (MessageKey.OFFICER_DELAYED, MessageKey.OFFICER_DISPATCHED, MessageKey.OFFICER_EN_ROUTE):
        return state.officer_expected
    if key is MessageKey.CALL_RECEIVED:
        return not state.response_over
    return True


def _to_everybody(
    item: News, state: CallState, audience: Audience, policy: Policy, now: datetime
) -> Iterator[PlannedMessage]:
    concerned = [contact for contact in audience.contacts if concerns(item.key, contact, policy)]
    nobody: SaidKey = ("", item.key, item.n)
    if not concerned and _meant_for_somebody(item.key) and nobody not in audience.said:
        reason = _about_the_call(state, policy) or _about_the_survey(item.key, state) or NotSent.NO_CONTACT
        yield PlannedMessage(contact_id="", key=item.key, n=item.n, channel=None, language="", withheld=reason)
    for contact in concerned:
        if (contact.id, item.key, item.n) not in audience.said:
            yield from _to_one(contact, item, state, audience, policy, now)


def _meant_for_somebody(key: MessageKey) -> bool:
    """Every call has a caller, known or not; not every call has a victim, or somebody to remind."""
    return not KEY_RULES[key].victims_only and key is not MessageKey.SURVEY_REMINDER


def concerns(key: MessageKey, contact: Contact, policy: Policy) -> bool:
    """Whom a message is for: callers or fewer, or victims only; never the detective."""
    refused = frozenset() if KEY_RULES[key].victims_only else NEVER_CONTACTED
    return bool(contact.roles & (policy.audience(key) | refused))


def _to_one(
    contact: Contact, item: News, state: CallState, audience: Audience, policy: Policy, now: datetime
) -> Iterator[PlannedMessage]:
    if item.key is MessageKey.SURVEY_REMINDER and contact.id not in audience.surveys.invited_at:
        return
    reason = why_not(contact, item.key, state, audience, policy)
    survey_at = None if reason else survey_moment(contact.id, item.key, state, audience, policy)
    if survey_at is not None and now < survey_at:
        return
    rule = policy.messages[item.key]
    start = now if reason else quiet_until(item.key, now, audience.zone, policy)
    channels: tuple[Channel | None, ...] = (None,) if reason else _channels(contact, rule)
    for channel in channels:
        yield PlannedMessage(
            contact_id=contact.id,
            key=item.key,
            n=item.n,
            channel=channel,
            language=contact.language,
            withheld=reason,
            not_before=start if start > now else None,
            valid_until=start + rule.valid_for if rule.valid_for and not reason else None,
            minutes=_minutes(item.key, state, now),
        )


def why_not(contact: Contact, key: MessageKey, state: CallState, audience: Audience, policy: Policy) -> NotSent | None:
    """The first reason that keeps this message from this person; None if it may be sent."""
    if contact.roles & NEVER_CONTACTED:
        return NotSent.NEVER_CONTACTED_ROLE
    reason = _about_the_call(state, policy) or _about_the_survey(key, state)
    if reason is not None:
        return reason
    for reason, holds in _ABOUT_THE_PERSON:
        if holds(contact, key, audience, policy):
            return reason
    return NotSent.SHADOW if policy.shadow else None


def _about_the_call(state: CallState, policy: Policy) -> NotSent | None:
    if state.sensitive:
        return NotSent.SENSITIVE_CALL_TYPE
    if state.officer_initiated:
        return NotSent.OFFICER_INITIATED
    return None if policy.allows(state.incident_type, state.priority) else NotSent.CALL_TYPE_NOT_ALLOWED


def _about_the_survey(key: MessageKey, state: CallState) -> NotSent | None:
    if KEY_RULES[key].purpose is not Purpose.SURVEY:
        return None
    no_survey = state.ended is not End.CLOSED or state.disposition in DUPLICATE
    return NotSent.NO_SURVEY_FOR_THIS_END if no_survey else None


_Check = Callable[[Contact, MessageKey, Audience, Policy], bool]

_ABOUT_THE_PERSON: tuple[tuple[NotSent, _Check], ...] = (
    (NotSent.NO_CONTACT, lambda c, k, a, p: not _reachable(c, p.messages[k])),
    (NotSent.NOT_SAFE, lambda c, k, a, p: not _channels(c, p.messages[k])),
    (NotSent.OPTED_OUT, lambda c, k, a, p: KEY_RULES[k].purpose in c.opted_out),
    (
        NotSent.RECENTLY_SURVEYED,
        lambda c, k, a, p: k is MessageKey.SURVEY_INVITATION and c.id in a.surveys.asked_lately,
    ),
    (
        NotSent.SURVEY_ANSWERED,
        lambda c, k, a, p: k is MessageKey.SURVEY_REMINDER and c.id in a.surveys.answered,
    ),
    (
        NotSent.LIMIT_REACHED,
        lambda c, k, a, p: (
            a.said_today.get(c.id, 0) >= p.messages_per_person_per_day and KEY_RULES[k].urgency is not Urgency.SAFETY
        ),
    ),
)


def _reachable(contact: Contact, rule: KeyPolicy) -> bool:
    return any(_has(contact, channel) for channel in rule.channels)


def _has(contact: Contact, channel: Channel) -> bool:
    return contact.has_phone if channel is Channel.SMS else contact.has_email


def _is_safe(contact: Contact, channel: Channel) -> bool:
    return contact.safe_sms if channel is Channel.SMS else contact.safe_email


def _channels(contact: Contact, rule: KeyPolicy) -> tuple[Channel, ...]:
    usable = tuple(c for c in rule.channels if _has(contact, c) and _is_safe(contact, c))
    return usable if rule.all_channels else usable[:1]


def quiet_until(key: MessageKey, now: datetime, zone: tzinfo, policy: Policy) -> datetime:
    """When this message may leave: now, or when its quiet hours end. Call progress is exempt."""
    rule = KEY_RULES[key]
    if rule.purpose is Purpose.SURVEY:
        return next_allowed(now, policy.survey_hours, zone)
    if rule.urgency is Urgency.CASE and key not in policy.exempt_from_hours:
        return next_allowed(now, policy.case_hours, zone)
    return now


def survey_moment(
    contact_id: str, key: MessageKey, state: CallState, audience: Audience, policy: Policy
) -> datetime | None:
    """When a survey text is due for this person; None for any other message, or before there is one."""
    if key is MessageKey.SURVEY_INVITATION and state.ended_at is not None:
        return next_allowed(state.ended_at + policy.survey.after, policy.survey_hours, audience.zone)
    invited_at = audience.surveys.invited_at.get(contact_id)
    if key is MessageKey.SURVEY_REMINDER and invited_at is not None:
        return next_allowed(invited_at + policy.survey.reminder_after, policy.survey_hours, audience.zone)
    return None


def _minutes(key: MessageKey, state: CallState, now: datetime) -> int | None:
    if key is not MessageKey.OFFICER_DELAYED or state.received_at is None:
        return None
    return int((now - state.received_at).total_seconds() // 60)
