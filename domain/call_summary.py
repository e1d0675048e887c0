"""One line that says what a call is about, for lists and the Temporal Web UI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.incident_names import incident_name

FACTS: tuple[str, ...] = ("incident_type", "priority", "beat")
"""What it is made of."""


def static_summary(facts: Mapping[str, Any]) -> str:
    """`Theft · priority 3 · beat C2`, from the facts of a call or of its first event; only what is known."""
    parts = [incident_name(facts.get("incident_type"))]
    parts += [f"{word} {facts[word]}" for word in FACTS[1:] if facts.get(word) is not None]
    return " · ".join(parts)
