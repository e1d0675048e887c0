"""Over which channel a victim hears that someone signed in to their case page, or why they do not hear it."""

from __future__ import annotations

from collections.abc import Collection

from domain.contacts import Contact
from domain.delivery import NotSent
from domain.messages import Channel, Purpose
from domain.permission import is_usable
from domain.policy import Policy


def channel_of_notice(
    contact: Contact, reached: Collection[Channel], code_came_by: Channel, policy: Policy
) -> Channel | NotSent:
    """The channel that the code did not come by, if it may be used; else that one, if it may be used.

    `reached`: channels with a number or address that is still theirs.
    """
    chosen = contact.preferences.channels
    if chosen is not None and not chosen:
        return NotSent.NOT_WANTED
    others_first = sorted(Channel, key=lambda channel: channel is code_came_by)
    known = [channel for channel in others_first if channel in reached and channel in (chosen or policy.ways)]
    reasons = {channel: why_no_notice(contact, channel) for channel in known}
    open_ways = [channel for channel, reason in reasons.items() if reason is None]
    if open_ways:
        return open_ways[0]
    return next((reason for reason in reasons.values() if reason), NotSent.NO_CONTACT)


def why_no_notice(contact: Contact, channel: Channel) -> NotSent | None:
    """Why it may not go over this channel; None if it may. It is no answer: who stopped our updates gets none."""
    chosen = contact.preferences.channels
    if chosen is not None and channel not in chosen:
        return NotSent.NOT_WANTED
    if not is_usable(contact, channel):
        return NotSent.NOT_SAFE
    stopped = contact.opted_out | (contact.emails_stopped if channel is Channel.EMAIL else frozenset())
    return NotSent.OPTED_OUT if Purpose.UPDATES in stopped else None
