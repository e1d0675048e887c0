"""A checkpoint: how large the tree of an agency was and what its root was, at a time; signed, and bound to the last."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.audit.canonical import canonical, written_time

EVERY = timedelta(minutes=1)
"""How often one is signed while there are new records."""
HEARTBEAT = timedelta(hours=1)
"""How often without: a log that was stopped looks different from a quiet one."""
NO_CHECKPOINT = ""
"""What the first one has in place of the one before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`number` counts from 1; `root` and `previous` are hex; `key_id` says which key signed it."""

    ori: str
    number: int
    size: int
    root: str
    at: datetime
    previous: str
    key_id: str

    def content(self) -> bytes:
        """What is signed."""
        return canonical(
            {
                "caseline_checkpoint": 1,
                "ori": self.ori,
                "number": self.number,
                "size": self.size,
                "root": self.root,
                "at": written_time(self.at),
                "previous": self.previous,
                "key": self.key_id,
            }
        )

    def digest(self) -> str:
        """What the next one has as `previous`: SHA-256 (hex)."""
        return hashlib.sha256(self.content()).hexdigest()


def is_due(size: int, last_size: int, last_at: datetime | None, *, now: datetime) -> bool:
    """True if a tree that has `size` leaves now needs another checkpoint."""
    if last_at is None:
        return size > 0
    return now - last_at >= (EVERY if size > last_size else HEARTBEAT)
