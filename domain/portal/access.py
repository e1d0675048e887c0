"""Who may follow a case in the portal: its victims, unless the call must not be told of."""

from __future__ import annotations

from datetime import datetime

from domain.call_state import CallState
from domain.contacts import NEVER_CONTACTED, VICTIMS, Contact
from domain.permission import about_the_call
from domain.policy import Policy


def may_follow(contact: Contact, state: CallState, policy: Policy) -> bool:
    """True for a victim of a call that has a case number and may be spoken of.

    `contact` must be joined with every contact that shares its number or address (`one_per_person`): a suspect who is
    listed again as a victim is still a suspect.
    """
    is_victim = bool(contact.roles & VICTIMS) and not contact.roles & NEVER_CONTACTED
    return is_victim and bool(state.case_number) and about_the_call(state, policy) is None


def is_still_theirs(known_since: datetime, cut_at: datetime | None) -> bool:
    """False for a person who became known before their number or address was cut off: it may be another's now."""
    return cut_at is None or cut_at < known_since
