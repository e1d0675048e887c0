"""How an actor stands in an event's `by`, which has fewer letters than a badge may have."""

from __future__ import annotations

import re

from domain.actors import Actor

_NOT_IN_TOKEN = re.compile(r"[^A-Za-z0-9._:-]")


def token_of(actor: Actor) -> str:
    """As `staff:D-7`; what a token has no room for becomes a hyphen."""
    return _NOT_IN_TOKEN.sub("-", str(actor))[:64]
