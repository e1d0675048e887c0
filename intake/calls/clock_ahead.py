"""Set back the times in a snapshot that lie ahead of our clock, and heal what was remembered with such times.

A time that is set back is remembered as it was sent: the same snapshot sent again says nothing new.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.clocks import is_ahead
from intake.calls.people import Warned

_REMEMBERED = "set_back"
_MARKS = ("told", "taken_back", "said_at")
AHEAD = "lies more than 5 minutes in the future and was taken for now: is it a local time sent as UTC?"


def heal(before: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """What is known of the call, without marks from ahead of now: what they said holds, how new it was does not."""
    healed = dict(before)
    if _is_ahead(before.get("updated_at"), now):
        del healed["updated_at"]
    for name in _MARKS:
        if name in healed:
            healed[name] = {key: _no_later(value, now) for key, value in healed[name].items()}
    return healed


def set_back_times(
    sent: Mapping[str, Any], before: Mapping[str, Any], names: tuple[str, ...], *, now: datetime
) -> tuple[dict[str, Any], list[Warned]]:
    """What was sent, with every time of these `names` no later than now, and a warning for each that was."""
    facts, warnings, remembered = dict(sent), [], dict(before.get(_REMEMBERED, {}))
    for name in names:
        value = sent.get(name)
        if _is_ahead(value, now):
            known = remembered.get(name, {})
            as_known = known.get("as") if known.get("sent") == value and name != "updated_at" else None
            facts[name] = as_known or now.isoformat()
            remembered[name] = {"sent": value, "as": facts[name]}
            warnings.append(Warned(pointer=f"/{name}", detail=AHEAD))
    if warnings:
        facts[_REMEMBERED] = remembered
    return facts, warnings


def _is_ahead(value: Any, now: datetime) -> bool:
    return isinstance(value, str) and is_ahead(datetime.fromisoformat(value), now)


def _no_later(value: Any, now: datetime) -> Any:
    return now.isoformat() if _is_ahead(value, now) else value
