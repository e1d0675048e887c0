"""Acts that need two persons: one proposes, another approves. A stand-in with the names of what takes its place."""

from __future__ import annotations

from enum import StrEnum


class ProposalKind(StrEnum):
    """What would be done."""

    HELD_RELEASE = "held_release"
    HELD_DROP = "held_drop"
