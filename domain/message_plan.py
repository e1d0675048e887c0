"""When a call changes, plan its messages: to which contact, over which channel, from when, or the reason why not.

Planning looks at how the call stands rather than at what just happened: everything that should have been said by
now and was not, is said now. So a repeated step plans nothing twice, and a contact whose number arrives late hears
what is still true.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from domain.audience import Audience, SaidKey
from domain.call_state import CallState, News
from domain.contacts import Contact
from domain.deadlines import is_held, officer_late_at
from domain.delivery import NotSent
from domain.due_news import due_news
from domain.message_times import leaves_at, survey_moment
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose, Urgency
from domain.permission import about_the_call, about_the_survey, concerns, usable_channels, waits_for_tomorrow, why_not
from domain.policy import Policy
from domain.validity import due_at

MAY_PASS: frozenset[NotSent] = frozenset(
    {NotSent.NO_CONTACT, NotSent.COUNTRY_NOT_ALLOWED, NotSent.CALL_TYPE_NOT_ALLOWED, NotSent.CAREFUL_ADDRESS}
)
"""Reasons that a later fact may lift, such as a number or a type: what is still true then is said then."""

_SEEN_WHEN_DUE: frozenset[NotSent | None] = frozenset({None, NotSent.LIMIT_REACHED})
"""Today's limit says nothing about a message that is due another day."""


_MORNING = time(8)

LONGEST_TOLD_WAIT = timedelta(hours=4)
"""A longer wait is not told in minutes: the number helps no one, and so long a time is often a mistake of the CAD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMessage:
    """One message to one person over one channel, or the reason why it is withheld.

    `contact_id` is empty and `channel` None where there is no contact or no way to reach them.
    """

    contact_id: str
    key: MessageKey
    n: int
    channel: Channel | None
    language: str
    withheld: NotSent | None = None
    not_before: datetime | None = None
    waits_for: NotSent = NotSent.QUIET_UNTIL
    """Why it waits, if it does."""
    valid_until: datetime | None = None
    minutes: int | None = None
    retold: int = 0
    """How often it was said before to an address that was not theirs."""


def plan(
    state: CallState, audience: Audience, policy: Policy, *, now: datetime, on_the_way: Iterable[CallState] = ()
) -> tuple[PlannedMessage, ...]:
    """Everything that is to be said now, or is withheld now, that was not planned before.

    A person never gets two first texts at once: who hears that it takes long need not hear that we got their call.
    `on_the_way`: how the call stood between events that are dealt with together. What was news only then is too late
    now, and is withheld with that reason: there is a row for everything that could have been said.
    """
    if is_held(state, policy, now):
        return ()
    planned = _said_now(state, audience, policy, now)
    return (*planned, *_passed(on_the_way, state, audience, policy, now, planned))


def _said_now(state: CallState, audience: Audience, policy: Policy, now: datetime) -> tuple[PlannedMessage, ...]:
    planned: list[PlannedMessage] = []
    late_at = officer_late_at(state, policy, now=now)
    for item in due_news(state):
        if item.key is MessageKey.CALL_RECEIVED and late_at is not None and late_at <= now:
            continue  # that deadline is passed next, and then it is known what says more
        so_far = _counting(audience, planned)
        planned += plan_news(item, state, so_far, policy, now=now)
    told_more = {m.contact_id for m in planned if m.key is MessageKey.OFFICER_DELAYED and m.withheld is None}
    return tuple(_overtaken(message) if _says_less(message, told_more) else message for message in planned)


def _passed(
    on_the_way: Iterable[CallState],
    state: CallState,
    audience: Audience,
    policy: Policy,
    now: datetime,
    planned: Iterable[PlannedMessage],
) -> Iterator[PlannedMessage]:
    known = audience.said | {_said(message) for message in planned}
    due = set(due_news(state))
    for item, then in _news_that_passed(on_the_way, state, policy, now):
        for message in plan_news(item, then, audience, policy, now=now) if item not in due else ():
            if _said(message) not in known:
                known |= {_said(message)}
                yield message if message.withheld else _overtaken(message)


def _news_that_passed(
    on_the_way: Iterable[CallState], state: CallState, policy: Policy, now: datetime
) -> Iterator[tuple[News, CallState]]:
    """What was news at some moment, with the call as it stood. A survey is asked when it is due, or not at all."""
    for then in on_the_way:
        if not is_held(then, policy, now):
            yield from ((item, then) for item in due_news(then) if KEY_RULES[item.key].purpose is not Purpose.SURVEY)
    yield from ((item, state) for item in state.untold)
    if state.response_over:  # also where it was over before the hold was
        yield News(key=MessageKey.CALL_RECEIVED, n=1), state


def _said(message: PlannedMessage) -> SaidKey:
    return message.contact_id, message.key, message.n


def _says_less(message: PlannedMessage, told_more: Collection[str]) -> bool:
    is_first = message.key is MessageKey.CALL_RECEIVED and message.withheld is None
    return is_first and message.contact_id in told_more


def _overtaken(message: PlannedMessage) -> PlannedMessage:
    return replace(message, channel=None, withheld=NotSent.STALE, not_before=None, valid_until=None)


def _counting(audience: Audience, planned: Iterable[PlannedMessage]) -> Audience:
    to_leave = [message for message in planned if message.withheld is None]
    if not to_leave:
        return audience
    case_news = Counter(m.contact_id for m in to_leave if KEY_RULES[m.key].urgency is Urgency.CASE)
    others = Counter(m.contact_id for m in to_leave if KEY_RULES[m.key].urgency is not Urgency.CASE)
    return replace(
        audience,
        said_today=Counter(audience.said_today) + others,
        case_news_today=Counter(audience.case_news_today) + case_news,
    )


def plan_news(
    item: News, state: CallState, audience: Audience, policy: Policy, *, now: datetime
) -> tuple[PlannedMessage, ...]:
    """One piece of news to all it concerns; nothing if the agency does not use such messages."""
    return tuple(_to_all_concerned(item, state, audience, policy, now)) if item.key in policy.messages else ()


def plan_request(
    item: News, state: CallState, audience: Audience, policy: Policy, *, now: datetime
) -> tuple[PlannedMessage, ...]:
    """What a person asked us to say, such as a detective's message: to all it concerns, or why it reaches none."""
    if item.key not in policy.messages:
        return (_to_none(item, NotSent.NOT_IN_POLICY),)
    planned = plan_news(item, state, audience, policy, now=now)
    return planned or (_to_none(item, about_the_call(state, policy) or NotSent.NO_CONTACT),)


def _to_all_concerned(
    item: News, state: CallState, audience: Audience, policy: Policy, now: datetime
) -> Iterator[PlannedMessage]:
    concerned = [contact for contact in audience.contacts if concerns(item.key, contact, policy)]
    no_contact: SaidKey = ("", item.key, item.n)
    if not concerned and _needs_a_contact(item.key) and no_contact not in audience.said:
        reason = about_the_call(state, policy) or about_the_survey(item.key, state) or NotSent.NO_CONTACT
        yield _to_none(item, reason)
    for contact in concerned:
        said: SaidKey = (contact.id, item.key, item.n)
        if said in audience.said and said not in audience.not_yet:
            continue
        messages = tuple(_to_one(contact, item, state, audience, policy, now))
        # What was withheld for a reason that may pass is planned again once nothing withholds it.
        if said not in audience.said or not any(m.withheld for m in messages):
            yield from messages


def _to_none(item: News, reason: NotSent) -> PlannedMessage:
    return PlannedMessage(contact_id="", key=item.key, n=item.n, channel=None, language="", withheld=reason)


def _needs_a_contact(key: MessageKey) -> bool:
    """Every call has a caller, known or not; not every call has a victim, or a contact to remind."""
    return not KEY_RULES[key].victims_only and key is not MessageKey.SURVEY_REMINDER


def _to_one(
    contact: Contact, item: News, state: CallState, audience: Audience, policy: Policy, now: datetime
) -> Iterator[PlannedMessage]:
    if item.key is MessageKey.SURVEY_REMINDER and contact.id not in audience.surveys.invited_at:
        return
    reason = why_not(contact, item.key, state, audience, policy)
    survey_at = survey_moment(contact, item.key, state, audience, policy)
    if survey_at is not None and now < survey_at and reason in _SEEN_WHEN_DUE:
        return
    if item.key is MessageKey.SURVEY_REMINDER and _has_expired(contact, audience, policy, now):
        reason = reason or NotSent.STALE
    became_news = survey_at or due_at(item, state, policy) or now
    tomorrow = waits_for_tomorrow(contact, item.key, audience, policy)
    at = _next_day(now, audience.zone) if tomorrow else now
    times = None if reason else leaves_at(item.key, contact, at, audience.zone, policy, became_news)
    if times is None:
        reason = reason or NotSent.NOT_SAFE
    elif times.is_too_late:
        reason, times = NotSent.STALE, None
    channels: tuple[Channel | None, ...] = (None,) if reason else usable_channels(contact, item.key, policy)
    for channel in channels:
        yield PlannedMessage(
            contact_id=contact.id,
            key=item.key,
            n=item.n,
            channel=channel,
            language=contact.language,
            withheld=reason,
            not_before=times.not_before if times and times.not_before > now else None,
            waits_for=NotSent.LIMIT_UNTIL if tomorrow else NotSent.QUIET_UNTIL,
            valid_until=times.valid_until if times else None,
            minutes=minutes_waited(item.key, state, now),
            retold=audience.told_elsewhere.get((contact.id, item.key, item.n), 0),
        )


def _next_day(now: datetime, zone: tzinfo) -> datetime:
    """Eight in the morning, also for what may come at night: it is not that urgent the twenty-first time."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, _MORNING, tzinfo=zone).astimezone(UTC)


def _has_expired(contact: Contact, audience: Audience, policy: Policy, now: datetime) -> bool:
    invited_at = audience.surveys.invited_at.get(contact.id)
    return invited_at is not None and now >= invited_at + policy.survey.expires_after


def is_to_come(contact: Contact, key: MessageKey, state: CallState, audience: Audience, policy: Policy) -> bool:
    """True if nothing known today keeps this message from this person when it is due."""
    return why_not(contact, key, state, audience, policy) in _SEEN_WHEN_DUE


def minutes_waited(key: MessageKey, state: CallState, now: datetime) -> int | None:
    """Minutes the caller has waited for an officer; None for messages that do not say so, and for very many."""
    if key is not MessageKey.OFFICER_DELAYED or state.waiting_since is None:
        return None
    waited = now - state.waiting_since
    return int(waited.total_seconds() // 60) if waited <= LONGEST_TOLD_WAIT else None
