"""Builds the job that does what staff decided, once it can no longer be undone."""

from __future__ import annotations

from api.dependencies import ApiDependencies
from staff.held_release import HeldChanges


def held_changes(deps: ApiDependencies) -> HeldChanges:
    """The job, for this process."""
    return HeldChanges(deps.database, deps.vault, clock=deps.clock, wake_relay=deps.relay.wake, senders=deps.senders)
