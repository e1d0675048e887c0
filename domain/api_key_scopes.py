"""The scopes an API key may have, and how a list of them is read from text."""

from __future__ import annotations

SCOPES: tuple[str, ...] = ("calls:write", "calls:read", "case:write", "usage:read", "surveys:read", "replay")
"""Report calls and events; read a call; change a case; read what messages cost; read results of surveys; send events
that lie in the future (playing past calls)."""


def read_scopes(text: str) -> tuple[str, ...]:
    """Scopes separated by spaces or commas, each once, in the order of SCOPES. Raises ValueError that lists them."""
    asked = set(text.replace(",", " ").split())
    unknown = sorted(asked - set(SCOPES))
    if unknown or not asked:
        wrong = f"unknown scope {', '.join(unknown)}" if unknown else "no scope given"
        raise ValueError(f"{wrong}; there are {', '.join(SCOPES)}")
    return tuple(scope for scope in SCOPES if scope in asked)
