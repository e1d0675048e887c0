"""What a call waits for because of its people: quiet hours, surveys due, a victim to keep informed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from domain.audience import Audience
from domain.call_state import CallState
from domain.deadlines import Waiting
from domain.message_plan import is_to_come
from domain.message_times import survey_moment
from domain.messages import MessageKey
from domain.permission import concerns
from domain.policy import Policy


def waiting(
    state: CallState,
    audience: Audience,
    policy: Policy,
    *,
    quiet_until: Iterable[datetime],
    send_again_at: Iterable[datetime] = (),
) -> Waiting:
    """Gather it. The moments at which messages planned already may leave, and those that failed, once more."""
    invitations = _moments(MessageKey.SURVEY_INVITATION, state, audience, policy)
    return Waiting(
        quiet_until=tuple(quiet_until),
        send_again_at=tuple(send_again_at),
        survey_at=min(invitations, default=None),
        reminders_at=_moments(MessageKey.SURVEY_REMINDER, state, audience, policy),
        victim_listens=_victim_listens(state, audience, policy),
    )


def _moments(key: MessageKey, state: CallState, audience: Audience, policy: Policy) -> tuple[datetime, ...]:
    if not state.response_over or key not in policy.messages:
        return ()
    moments = (
        survey_moment(contact, key, state, audience, policy)
        for contact in audience.contacts
        if concerns(key, contact, policy)
        and (contact.id, key, 1) not in audience.said - audience.not_yet
        and is_to_come(contact, key, state, audience, policy)
    )
    return tuple(moment for moment in moments if moment is not None)


def _victim_listens(state: CallState, audience: Audience, policy: Policy) -> bool:
    key = MessageKey.STILL_OPEN
    return key in policy.messages and any(
        concerns(key, contact, policy) and is_to_come(contact, key, state, audience, policy)
        for contact in audience.contacts
    )
