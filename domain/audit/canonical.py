"""How a record, or a checkpoint, is written as bytes: the same facts are always the same bytes, on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SALT_BYTES = 32
VERSION = 1


def canonical(facts: Mapping[str, Any]) -> bytes:
    """JSON in ASCII: keys sorted, no spaces, other characters as \\u escapes. Raises ValueError for NaN."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False).encode()


def written_time(at: datetime) -> str:
    """In UTC, with microseconds [CJIS AU-8 asks for hundredths]: 2026-11-29T00:04:22.123456Z. Raises ValueError."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone says nothing")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def commitment(salt: bytes, value: str) -> str:
    """What a record holds of a private value: SHA-256 (hex) of the salt and the value; without the salt, no guess at
    the value can be checked."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAct:
    """What a record says, and what its leaf binds: what, when, where from, how it ended, who."""

    ori: str
    at: datetime
    kind: str
    by: str
    about: str
    outcome: str
    reason: str
    source: str
    detail: Mapping[str, Any]
    contact_id: str
    commitment: str

    def content(self) -> bytes:
        """The leaf's content. What is empty is left out, but what every record has."""
        facts = {
            "v": VERSION,
            "ori": self.ori,
            "at": written_time(self.at),
            "kind": self.kind,
            "by": self.by,
            "outcome": self.outcome,
        }
        more = {
            "about": self.about,
            "reason": self.reason,
            "source": self.source,
            "detail": dict(self.detail),
            "contact": self.contact_id,
            "private": self.commitment,
        }
        return canonical(facts | {name: value for name, value in more.items() if value})
