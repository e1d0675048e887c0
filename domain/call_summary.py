"""One line that says what a call is about, for lists and the Temporal Web UI."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain.incident_names import incident_name

FACTS: tuple[str, ...] = ("incident_type", "priority", "beat")
"""What it is made of."""


_MARKS = re.compile(r"([\\`*_\[\]()<>!|~])")


def escaped(text: str) -> str:
    """The text as it is, where Markdown would be rendered: a picture in it would be fetched by whoever looks."""
    return _MARKS.sub(r"\\\1", text)


def static_summary(facts: Mapping[str, Any]) -> str:
    """`Theft · priority 3 · beat C2`, from the facts of a call or of its first event; only what is known."""
    parts = [incident_name(facts.get("incident_type"))]
    parts += [f"{word} {escaped(str(facts[word]))}" for word in FACTS[1:] if facts.get(word) is not None]
    return " · ".join(parts)
