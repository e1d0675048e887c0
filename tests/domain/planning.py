"""What the plan says of a call, for tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.audience import Audience
from domain.call_state import CallState
from domain.contacts import Contact
from domain.events import CallEvent, EventType
from domain.message_plan import PlannedMessage, plan
from domain.messages import MessageKey
from domain.policy import Policy
from tests.builders import a_policy, an_audience, an_event, minutes


def said(
    state: CallState, *people: Contact, at: float = 70, policy: Policy | None = None, audience: Audience | None = None
) -> list[PlannedMessage]:
    """What is planned for these people, or this audience, so many minutes after receipt."""
    return list(plan(state, audience or an_audience(*people), policy or a_policy(), now=minutes(at)))


def sent_keys(messages: Iterable[PlannedMessage]) -> list[MessageKey]:
    """Keys of those that leave."""
    return [message.key for message in messages if message.withheld is None]


def hearing(audience: Audience, messages: Iterable[PlannedMessage]) -> Audience:
    """The audience once these were said."""
    heard = {(message.contact_id, message.key, message.n) for message in messages}
    return replace(audience, said=audience.said | heard)


def closed(disposition: str | None = "02", **facts: str) -> CallEvent:
    """The end of the call, an hour after receipt."""
    return an_event(EventType.CALL_CLOSED, at=minutes(60), disposition=disposition, **facts)
