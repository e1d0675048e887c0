"""What may be taken back by a correction, and to whom it may go: those who got it, unless they must not be written to.

A correction is no news of its own. It goes the way the mistake went, to the address it went to, in the hours of what
it takes back; no policy and no daily limit keeps it from a person who believes what is not true.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.call_state import CallState
from domain.contacts import NEVER_CONTACTED, Contact
from domain.delivery import NotSent
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.permission import about_the_call, has_way, is_usable, is_welcome
from domain.policy import Policy

CORRECTABLE: tuple[MessageKey, ...] = tuple(
    key for key, rule in KEY_RULES.items() if rule.purpose is Purpose.UPDATES and key is not MessageKey.CORRECTION
)


_Check = Callable[[Contact, MessageKey, Channel], bool]

_ABOUT_THE_PERSON: tuple[tuple[NotSent, _Check], ...] = (
    (NotSent.NOT_WANTED, lambda contact, wrong, channel: contact.preferences.switched_off(wrong)),
    (NotSent.NO_CONTACT, lambda contact, wrong, channel: not has_way(contact, channel)),
    (NotSent.NOT_SAFE, lambda contact, wrong, channel: not is_usable(contact, channel)),
    (NotSent.OPTED_OUT, lambda contact, wrong, channel: not is_welcome(contact, wrong, channel)),
)


def why_not_corrected(
    contact: Contact, wrong: MessageKey, channel: Channel, state: CallState, policy: Policy
) -> NotSent | None:
    """The first reason that keeps a correction of the message `wrong` from who got it; None if it may be sent."""
    if not may_be_told(contact, state, policy):
        return about_the_call(state, policy) or NotSent.NEVER_CONTACTED_ROLE
    reason = next((reason for reason, holds in _ABOUT_THE_PERSON if holds(contact, wrong, channel)), None)
    return reason or (NotSent.SHADOW if policy.shadow else None)


def may_be_told(contact: Contact, state: CallState, policy: Policy) -> bool:
    """False if this person must hear nothing of this call, by whatever way."""
    return about_the_call(state, policy) is None and not contact.roles & NEVER_CONTACTED
