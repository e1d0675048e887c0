"""When a message may leave, and until when it is worth saying: quiet hours, safe hours, the moment of a survey."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from domain.audience import Audience
from domain.call_state import CallState
from domain.contacts import Contact
from domain.messages import KEY_RULES, MessageKey, Purpose, Urgency
from domain.policy import Policy
from domain.quiet_hours import Hours, Window, later_by, next_allowed_by_all
from domain.validity import LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTimes:
    """From when a message may leave, and until when it is worth saying."""

    not_before: datetime
    valid_until: datetime | None

    @property
    def is_too_late(self) -> bool:
        """True if it is no news any more when it may leave."""
        return self.valid_until is not None and self.valid_until - self.not_before < LEAST


def leaves_at(
    key: MessageKey, contact: Contact, now: datetime, zone: tzinfo, policy: Policy, became_news: datetime | None = None
) -> MessageTimes | None:
    """When this message may leave; None if at no hour that the person calls safe while it is worth saying.

    It is worth saying for so long from when it became news, whenever we noticed. The agency's quiet hours do not use
    up that time; what the person calls safe does.
    """
    became_news = min(became_news or now, now)
    start = quiet_until(key, contact, now, zone, policy)
    valid_for = policy.messages[key].valid_for
    decent = _decent_hours(_hours(key, policy), contact, became_news, zone, policy)
    valid_until = None if valid_for is None else later_by(became_news, valid_for, decent)
    times = MessageTimes(not_before=start, valid_until=valid_until)
    if times.is_too_late or not contact.preferences.safe_hours:
        return times
    safe_from = safe_at(key, contact, start, zone, policy)
    if safe_from is None or (valid_until is not None and safe_from >= valid_until):
        return None
    return replace(times, not_before=safe_from)


def safe_at(
    key: MessageKey, contact: Contact, now: datetime, zone: tzinfo, policy: Policy, *, was_held: bool = False
) -> datetime | None:
    """The next moment outside the agency's quiet hours that the person calls safe; None if there never is one.

    `was_held`: call progress that had to wait for hours may find people asleep, and keeps the hours too.
    """
    safe = [Window(hours=hours, zone=zone) for hours in contact.preferences.safe_hours]
    hours = policy.case_hours if was_held and KEY_RULES[key].urgency is Urgency.PROGRESS else _hours(key, policy)
    return next_allowed_by_all(now, [*safe, *_decent_hours(hours, contact, now, zone, policy)])


def quiet_until(key: MessageKey, contact: Contact, now: datetime, zone: tzinfo, policy: Policy) -> datetime:
    """When this message may leave as far as the agency goes: now, or when its quiet hours end."""
    return next_allowed_by_all(now, _decent_hours(_hours(key, policy), contact, now, zone, policy)) or now


def survey_moment(
    contact: Contact, key: MessageKey, state: CallState, audience: Audience, policy: Policy
) -> datetime | None:
    """When a survey text is due for this person; None for any other message, or before there is one."""
    if key is MessageKey.SURVEY_INVITATION and state.ended_at is not None:
        return quiet_until(key, contact, state.ended_at + policy.survey.after, audience.zone, policy)
    invited_at = audience.surveys.invited_at.get(contact.id)
    if key is MessageKey.SURVEY_REMINDER and invited_at is not None:
        return quiet_until(key, contact, invited_at + policy.survey.reminder_after, audience.zone, policy)
    return None


def _decent_hours(
    hours: Hours | None, contact: Contact, now: datetime, zone: tzinfo, policy: Policy
) -> Collection[Window]:
    """By the agency's clocks, and by those of the person's number unless the two are half a world apart."""
    if hours is None:
        return ()
    zones = {zone, *(contact.zones if policy.hours_by_number else ())}
    everywhere = [Window(hours=hours, zone=each) for each in zones]
    if len(zones) == 1 or next_allowed_by_all(now, everywhere):
        return everywhere
    return (Window(hours=hours, zone=zone),)


def _hours(key: MessageKey, policy: Policy) -> Hours | None:
    """None for what is exempt, such as call progress."""
    rule = KEY_RULES[key]
    if rule.purpose is Purpose.SURVEY:
        return policy.survey_hours
    return policy.case_hours if rule.urgency is Urgency.CASE and key not in policy.exempt_from_hours else None
