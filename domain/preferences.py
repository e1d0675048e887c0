"""What people chose of how, when and about what they are written to; where several say something, every caution holds.

Replies are exempt: a person who writes gets an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from enum import StrEnum
from functools import reduce

from domain.messages import KEY_RULES, Channel, MessageKey, Purpose, Urgency
from domain.quiet_hours import Hours


class UpdateGroup(StrEnum):
    """What can be switched off by itself."""

    PROGRESS = "progress"
    CASE_STATUS = "case_status"
    REPORTS_AND_RIGHTS = "reports_and_rights"
    STILL_OPEN = "still_open"
    DETECTIVE = "detective"
    SURVEYS = "surveys"


GROUPS: Mapping[UpdateGroup, tuple[MessageKey, ...]] = {
    UpdateGroup.PROGRESS: tuple(key for key, rule in KEY_RULES.items() if rule.urgency is Urgency.PROGRESS),
    UpdateGroup.CASE_STATUS: (
        MessageKey.ARREST_MADE,
        MessageKey.CHARGES_FILED,
        MessageKey.CASE_SUSPENDED,
        MessageKey.CASE_CLOSED,
        MessageKey.CASE_REOPENED,
        MessageKey.CORRECTION,
    ),
    UpdateGroup.REPORTS_AND_RIGHTS: (MessageKey.CASE_NUMBER, MessageKey.REPORT_COPY, MessageKey.VICTIM_RIGHTS),
    UpdateGroup.STILL_OPEN: (MessageKey.STILL_OPEN,),
    UpdateGroup.DETECTIVE: (MessageKey.DETECTIVE_ASSIGNED, MessageKey.DETECTIVE_MESSAGE),
    UpdateGroup.SURVEYS: tuple(key for key, rule in KEY_RULES.items() if rule.purpose is Purpose.SURVEY),
}
"""Every message but replies and what is urgent for a person's safety, which cannot be switched off."""

GROUP_OF: Mapping[MessageKey, UpdateGroup] = {key: group for group, keys in GROUPS.items() for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What is in force for one person; by default they chose nothing."""

    channels: frozenset[Channel] | None = None
    """Every message goes over all of these; over none if it is empty. None: as the policy says."""
    updates_off: frozenset[UpdateGroup] = frozenset()
    safe_sms: bool = True
    safe_email: bool = True
    safe_voice: bool = True
    safe_hours: frozenset[Hours] = frozenset()
    """By the agency's clocks; all of them must be open. None said: any hour."""
    ok_to_identify: bool = True
    """False: nothing may say that we are the police. Texts and emails name the agency, so none is sent."""
    review_by: datetime | None = None
    """When it should be asked again whether what they said about safety still holds."""

    @property
    def sms_is_safe(self) -> bool:
        """True if a text may be sent, as far as they said."""
        return self.safe_sms and self.ok_to_identify

    @property
    def email_is_safe(self) -> bool:
        """The same of an email."""
        return self.safe_email and self.ok_to_identify

    def is_less_safe_than(self, before: Preferences) -> bool:
        """True if texts or emails are called unsafe that were not before."""
        return (before.sms_is_safe and not self.sms_is_safe) or (before.email_is_safe and not self.email_is_safe)

    def switched_off(self, key: MessageKey) -> bool:
        """True if they do not want this message over any channel."""
        return (self.channels is not None and not self.channels) or GROUP_OF.get(key) in self.updates_off


NOTHING = Preferences()


def of_one_person(said: Iterable[Preferences]) -> Preferences:
    """What is in force for a person who said this by their number and that by their email address.

    The newest word counts (`review_by` rises with each); but "not safe" counts until it is taken back where it was
    said.
    """
    words = sorted(said, key=_when, reverse=True)
    if not words:
        return NOTHING
    careful = reduce(joined, words)
    return replace(careful, channels=words[0].channels, updates_off=words[0].updates_off)


def joined(first: Preferences, second: Preferences) -> Preferences:
    """What is in force where two people may be one: the caution of both."""
    if second is NOTHING or first == second:
        return first
    if first is NOTHING:
        return second
    return Preferences(
        channels=_both(first.channels, second.channels),
        updates_off=first.updates_off | second.updates_off,
        safe_sms=first.safe_sms and second.safe_sms,
        safe_email=first.safe_email and second.safe_email,
        safe_voice=first.safe_voice and second.safe_voice,
        safe_hours=first.safe_hours | second.safe_hours,
        ok_to_identify=first.ok_to_identify and second.ok_to_identify,
        review_by=min((each.review_by for each in (first, second) if each.review_by), default=None),
    )


def cautions(preferences: Preferences, *, now: datetime) -> tuple[str, ...]:
    """What staff must mind who phone or write to this person."""
    hours = " and ".join(sorted(text_of(hours) for hours in preferences.safe_hours))
    rules = (
        ("not safe to phone", not preferences.safe_voice),
        ("not safe to text", not preferences.safe_sms),
        ("not safe to email", not preferences.safe_email),
        ("do not say that you are the police", not preferences.ok_to_identify),
        (f"safe only at {hours}", bool(hours)),
    )
    found = tuple(words for words, holds in rules if holds)
    is_old = preferences.review_by is not None and preferences.review_by <= now
    return (*found, "ask whether this still holds") if found and is_old else found


def _when(preferences: Preferences) -> float:
    return preferences.review_by.timestamp() if preferences.review_by else 0


def _both(first: frozenset[Channel] | None, second: frozenset[Channel] | None) -> frozenset[Channel] | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


def hours_of(text: str) -> Hours:
    """ "09:00-17:00" or, over midnight, "22:00-06:00". Raises ValueError."""
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ValueError("hours are written like 09:00-17:00")
    start, start_minute, end, end_minute = (int(number) for number in match.groups())
    return Hours(start=time(start, start_minute), end=time(end, end_minute))


def text_of(hours: Hours) -> str:
    """The same, written down."""
    return f"{hours.start:%H:%M}-{hours.end:%H:%M}"
