"""Acts that need two persons: one proposes, another who has the right too approves; what each kind asks for.

A single stolen or disloyal account must not change who is told what, from where, or whose records go. The command
line is outside: who types there holds the machine, and is named in the audit log all the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from domain.staff.roles import Right


class ProposalKind(StrEnum):
    """What would be done."""

    POLICY = "policy"
    SENDER = "sender"
    HELD_RELEASE = "held_release"
    HELD_DROP = "held_drop"
    ERASURE = "erasure"
    KEY_CHANGE = "key_change"
    """A key of the API is created, changed or revoked; or the rotation of the encryption key is asked for."""


class KeyAct(StrEnum):
    """What a change of keys does."""

    CREATE = "create"
    CHANGE = "change"
    REVOKE = "revoke"
    ROTATE = "rotate"
    """Of the encryption key: agreed to here, done on the machine itself."""


class ProposalState(StrEnum):
    """Where a proposal stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


RIGHT_FOR: Mapping[ProposalKind, Right] = {
    ProposalKind.POLICY: Right.MANAGE_POLICY,
    ProposalKind.SENDER: Right.MANAGE_SENDERS,
    ProposalKind.HELD_RELEASE: Right.REVIEW_HELD,
    ProposalKind.HELD_DROP: Right.REVIEW_HELD,
    ProposalKind.ERASURE: Right.ERASE,
    ProposalKind.KEY_CHANGE: Right.MANAGE_KEYS,
}
"""Both persons need it."""

LASTS = timedelta(days=7)
"""Then a proposal without an answer is over."""

COLLECTED_WITHIN = timedelta(days=7)
"""So long after the approval its proposer may have a new key of the API shown, once."""

STRANGERS_AFTER = timedelta(days=30)
"""So long an account cannot be the second person of one that changed it: it may still be in the same hands."""


class SecondPersonRefusal(StrEnum):
    """Why an account cannot be the second person, or a proposal cannot be approved any more."""

    OWN = "own"
    SAME_NAME = "same_name"
    SAME_HANDS = "same_hands"
    """One of the two accounts was added, invited or changed by the other."""
    NO_RIGHT = "no_right"
    PROPOSER_LOST_IT = "proposer_lost_it"
    """Who proposed it has no right to it any more, or no account."""
    OVER = "over"
    CHANGED = "changed"
    """What it would change is not what it was when it was proposed."""
    IMPOSSIBLE = "impossible"
    """There is nothing left to do it to."""


def pin_of(state: object) -> str:
    """A hash (hex) of what a proposal would change, as it is now: JSON values only."""
    return hashlib.sha256(json.dumps(state, sort_keys=True, default=str).encode()).hexdigest()
