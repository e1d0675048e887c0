"""When a message cannot arrive, decide what stands in for it: the same over another channel, or a person of the agency.

Like planning, this looks at how the messages of a call stand, not at what just happened. A stand-in is a message of
its own with the same key and n, so there is never a second one; when it fails too, no channel is left and staff is
asked. Surveys and replies have no stand-in: that they failed is recorded, and that is all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.audience import Audience, SaidKey
from domain.call_state import CallState
from domain.contacts import Contact
from domain.correction import may_be_told
from domain.deadlines import is_held
from domain.delivery import DeliveryStatus, NotSent
from domain.message_plan import PlannedMessage, minutes_waited
from domain.message_times import leaves_at
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.permission import is_usable, is_welcome, ways, why_not
from domain.policy import Policy
from domain.validity import is_stale


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A message of the call as it stands. `channel` is None where there was no way to tell the contact."""

    message_id: str
    contact_id: str
    key: MessageKey
    n: int
    channel: Channel | None
    language: str
    status: DeliveryStatus
    reason: str = ""
    valid_until: datetime | None = None

    @property
    def failed(self) -> bool:
        """True if it can never arrive this way, although it should be told."""
        return needs_another_way(self.key, self.status, self.reason)

    @property
    def alive(self) -> bool:
        """True if it has arrived, or still may."""
        return self.status not in (DeliveryStatus.PERMANENT_FAILURE, DeliveryStatus.WITHHELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """`message` stands in for the one with the id `instead_of`."""

    message: PlannedMessage
    instead_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable:
    """Nothing is left to try: staff has to tell this person. `reason` has no person in it."""

    instead_of: str
    contact_id: str
    key: MessageKey
    n: int
    reason: str


_OTHER_WAY = (
    NotSent.LANDLINE,
    NotSent.ANOTHER_WAY,
    NotSent.OWN_ADDRESS,
    NotSent.COUNTRY_NOT_ALLOWED,
    NotSent.UNREADABLE,
)


def needs_another_way(key: MessageKey, status: str, reason: str) -> bool:
    """True of a message that failed for good, or was not even tried, and that something may stand in for."""
    # When the budget is used up, a thousand calls may be invented: staff is asked about what victims must hear.
    other_ways = (*_OTHER_WAY, NotSent.OVER_BUDGET) if KEY_RULES[key].victims_only else _OTHER_WAY
    not_this_way = status == DeliveryStatus.WITHHELD and reason.startswith(other_ways)
    failed = not_this_way or status == DeliveryStatus.PERMANENT_FAILURE
    return failed and KEY_RULES[key].purpose is Purpose.UPDATES


def fall_back(
    attempts: Iterable[Attempt], state: CallState, audience: Audience, policy: Policy, *, now: datetime
) -> tuple[StandIn | Undeliverable, ...]:
    """For each piece of news that has not reached its contact and is still true: what is done instead."""
    if is_held(state, policy, now):
        return ()
    by_news: dict[SaidKey, list[Attempt]] = {}
    for attempt in attempts:
        by_news.setdefault((attempt.contact_id, attempt.key, attempt.n), []).append(attempt)
    return tuple(_decisions(by_news.values(), state, audience, policy, now))


def _decisions(
    by_news: Iterable[list[Attempt]], state: CallState, audience: Audience, policy: Policy, now: datetime
) -> Iterator[StandIn | Undeliverable]:
    people = {contact.id: contact for contact in audience.contacts}
    for tried in by_news:
        failed = [attempt for attempt in tried if attempt.failed]
        contact = people.get(tried[0].contact_id)
        # While another attempt may still arrive, nothing stands in: a person is not told twice.
        if failed and contact and not any(attempt.alive for attempt in tried):
            last = failed[-1]
            if last.key is MessageKey.CORRECTION:
                # It goes the way the mistake went, or staff has to tell this person.
                yield from [_no_way(failed)] if may_be_told(contact, state, policy) else []
            elif _is_to_be_said(last, contact, state, audience, policy, now):
                times = leaves_at(last.key, contact, now, audience.zone, policy)
                channel = _other_way(last, {attempt.channel for attempt in tried}, contact, policy)
                if channel is None or times is None:
                    yield _no_way(failed)
                else:
                    yield _stand_in(last, contact, channel, times.not_before, state, now)


def _is_to_be_said(
    failed: Attempt, contact: Contact, state: CallState, audience: Audience, policy: Policy, now: datetime
) -> bool:
    """The day's limit counts what failed already, so it is left out."""
    if is_stale(failed.key, state, failed.valid_until, now=now):
        return False
    return why_not(contact, failed.key, state, replace(audience, said_today={}, case_news_today={}), policy) is None


def _other_way(failed: Attempt, tried: Collection[Channel | None], contact: Contact, policy: Policy) -> Channel | None:
    """None where the policy wants no stand-in; what the person chose meanwhile is none."""
    key = failed.key
    possible = (way for way in ways(contact, key, policy) if is_usable(contact, way) and is_welcome(contact, key, way))
    others = (way for way in possible if way not in tried)
    wanted = policy.messages[key].fallback or failed.reason == NotSent.ANOTHER_WAY
    return next(others, None) if wanted else None


def _stand_in(
    failed: Attempt,
    contact: Contact,
    channel: Channel,
    start: datetime,
    state: CallState,
    now: datetime,
) -> StandIn:
    message = PlannedMessage(
        contact_id=contact.id,
        key=failed.key,
        n=failed.n,
        channel=channel,
        language=contact.language,
        not_before=start if start > now else None,
        valid_until=failed.valid_until,
        minutes=minutes_waited(failed.key, state, now),
    )
    return StandIn(message=message, instead_of=failed.message_id)


def _no_way(failed: list[Attempt]) -> Undeliverable:
    first = failed[0]
    reason = ", ".join(f"{attempt.channel} {attempt.reason}".strip() for attempt in failed)
    return Undeliverable(
        instead_of=first.message_id, contact_id=first.contact_id, key=first.key, n=first.n, reason=reason
    )
