"""Whether a message may go to a contact: which contacts it is meant for, and the first reason why it is withheld."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from domain.audience import Audience
from domain.call_state import CallState, End
from domain.contacts import NEVER_CONTACTED, VICTIMS, Contact
from domain.delivery import NotSent
from domain.dispositions import NOTHING_IS_SAID
from domain.incident_types import may_be_sensitive
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose, Urgency
from domain.policy import Policy
from domain.preferences import NOTHING


def concerns(key: MessageKey, contact: Contact, policy: Policy) -> bool:
    """True if the message is meant for the contact: callers or fewer, or victims only; never the detective."""
    refused = frozenset() if KEY_RULES[key].victims_only else NEVER_CONTACTED
    return bool(contact.roles & (policy.audience(key) | refused))


def why_not(contact: Contact, key: MessageKey, state: CallState, audience: Audience, policy: Policy) -> NotSent | None:
    """The first reason that keeps this message from this person; None if it may be sent."""
    if contact.roles & NEVER_CONTACTED or (KEY_RULES[key].victims_only and not contact.roles & VICTIMS):
        return NotSent.NEVER_CONTACTED_ROLE
    reason = about_the_call(state, policy) or about_the_survey(key, state)
    if reason is not None:
        return reason
    if key not in policy.messages:
        return NotSent.NOT_IN_POLICY
    for reason, holds in _ABOUT_THE_PERSON:
        if holds(contact, key, audience, policy):
            return reason
    return NotSent.SHADOW if policy.shadow else None


def about_the_call(state: CallState, policy: Policy) -> NotSent | None:
    """Why no message about this call may go to any contact; None if one may."""
    if state.sensitive or may_be_sensitive(state.incident_type):
        return NotSent.SENSITIVE_CALL_TYPE
    if state.officer_initiated:
        return NotSent.OFFICER_INITIATED
    if policy.live_from and state.received_at and state.received_at < policy.live_from:
        return NotSent.BEFORE_GO_LIVE
    return None if policy.allows(state.incident_type, state.priority) else NotSent.CALL_TYPE_NOT_ALLOWED


def about_the_survey(key: MessageKey, state: CallState) -> NotSent | None:
    """Why no contact of this call is surveyed; None for other messages, or if they may be."""
    if KEY_RULES[key].purpose is not Purpose.SURVEY:
        return None
    no_survey = state.ended is not End.CLOSED or state.disposition in NOTHING_IS_SAID
    return NotSent.NO_SURVEY_FOR_THIS_END if no_survey else None


_LIMITED = frozenset({Urgency.PROGRESS, Urgency.SURVEY})
"""What a day's limit withholds. What a victim must hear it delays at most, and safety not even that."""

_Check = Callable[[Contact, MessageKey, Audience, Policy], bool]

_ABOUT_THE_PERSON: tuple[tuple[NotSent, _Check], ...] = (
    (NotSent.NOT_WANTED, lambda c, k, a, p: c.preferences is not NOTHING and c.preferences.switched_off(k)),
    (
        NotSent.COUNTRY_NOT_ALLOWED,
        lambda c, k, a, p: c.country_refused and not any(has_way(c, channel) for channel in ways(c, k, p)),
    ),
    (NotSent.NO_CONTACT, lambda c, k, a, p: not any(has_way(c, channel) for channel in ways(c, k, p))),
    (NotSent.NOT_SAFE, lambda c, k, a, p: not any(is_usable(c, channel) for channel in ways(c, k, p))),
    (NotSent.OPTED_OUT, lambda c, k, a, p: not usable_channels(c, k, p)),
    (NotSent.CAREFUL_ADDRESS, lambda c, k, a, p: c.near_sensitive and k is not MessageKey.DETECTIVE_MESSAGE),
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
            KEY_RULES[k].urgency in _LIMITED and a.said_today.get(c.id, 0) >= p.messages_per_person_per_day
        ),
    ),
)


def within_countries(contact: Contact, policy: Policy) -> Contact:
    """The contact as the agency may reach them: without a number of a country that it does not text."""
    refused = contact.has_phone and contact.phone_country and contact.phone_country not in policy.countries
    return replace(contact, has_phone=False, country_refused=True) if refused else contact


def has_way(contact: Contact, channel: Channel) -> bool:
    """True for a way that the person has, safe or not."""
    return contact.has_phone if channel is Channel.SMS else contact.has_email


def is_usable(contact: Contact, channel: Channel) -> bool:
    """True for a way that the person has and calls safe, and that no suspect of another call has too."""
    safe = contact.safe_sms if channel is Channel.SMS else contact.safe_email
    return safe and has_way(contact, channel) and channel not in contact.suspects_ways


def waits_for_tomorrow(contact: Contact, key: MessageKey, audience: Audience, policy: Policy) -> bool:
    """True if so much news of cases went to this person today that more waits for tomorrow."""
    said = audience.case_news_today.get(contact.id, 0)
    return KEY_RULES[key].urgency is Urgency.CASE and said >= policy.messages_per_person_per_day


def is_welcome(contact: Contact, key: MessageKey, channel: Channel) -> bool:
    """False if they opted out. Who says stop by text hears nothing by email either; who stops emails, still texts."""
    purpose = KEY_RULES[key].purpose
    return purpose not in contact.opted_out and (channel is Channel.SMS or purpose not in contact.emails_stopped)


def ways(contact: Contact, key: MessageKey, policy: Policy) -> tuple[Channel, ...]:
    """Over which channels this message may go: those they chose, else those of the policy, in its order.

    A choice that became impossible, as the address was taken back, is none.
    """
    return _chosen_ways(contact, policy) or policy.messages[key].channels


def usable_channels(contact: Contact, key: MessageKey, policy: Policy) -> tuple[Channel, ...]:
    """All usable ways that they chose; else the first, or all, of the policy's. None that they stopped."""
    usable = tuple(c for c in ways(contact, key, policy) if is_usable(contact, c) and is_welcome(contact, key, c))
    return usable if policy.messages[key].all_channels or _chosen_ways(contact, policy) else usable[:1]


def chose_another_way(contact: Contact, key: MessageKey, channel: Channel, policy: Policy) -> bool:
    """True if they want this message over another channel than this, or call this one unsafe and another is open."""
    if contact.preferences is NOTHING or not usable_channels(contact, key, policy):
        return False
    return channel not in ways(contact, key, policy) or not is_usable(contact, channel)


def _chosen_ways(contact: Contact, policy: Policy) -> tuple[Channel, ...]:
    chosen = contact.preferences.channels
    if not chosen:
        return ()
    return tuple(way for way in Channel if way in chosen & policy.ways and has_way(contact, way))
