"""Plain facts hold no personal data, and one that does not fit never costs a call: the rest of what was sent counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from domain.event_facts import CALL_FACTS, CALL_TAKER, OFFICERS, UNKNOWN_DISPOSITION, UNKNOWN_TYPE, FactKind, whole

DECORATIVE: frozenset[str] = frozenset(
    {"priority", "beat", "case_number", "eta_minutes", "unit", "by", "call_taker", "officers"}
)
"""What helps people who look at a call, or is told to them, but does not decide who is told: left out if unusable."""

INSTEAD: Mapping[str, str] = {"incident_type": UNKNOWN_TYPE, "disposition": UNKNOWN_DISPOSITION}
"""What an unusable value counts as: a type that may be sensitive, an end of which nothing is told."""


def fitting(said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was said without what does not fit, and for each that does not, why, never its value."""
    kept, unfit = dict(said), dict[str, str]()
    for name in said.keys() & (DECORATIVE | INSTEAD.keys()):
        reason = _why_not(name, said[name])
        if reason is not None:
            unfit[name] = reason
            del kept[name]
            if name in INSTEAD:
                kept[name] = INSTEAD[name]
    return kept, unfit


def _why_not(name: str, value: Any) -> str | None:
    if value is None:
        return None
    kind = kind_of(name)
    if not (_are_officers(value) if kind is OFFICERS else kind.takes(whole(value) if kind.of is int else value)):
        return f"must be {kind.words}"
    return "looks like personal data, which has no place here" if _is_personal(name, value) else None


def kind_of(name: str) -> FactKind:
    """What this field of a snapshot or an event takes. Raises KeyError for a field that is no plain fact."""
    return {"officers": OFFICERS, "call_taker": CALL_TAKER}.get(name) or CALL_FACTS[name].kind


def _are_officers(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= OFFICERS.most and all(CALL_TAKER.takes(each) for each in value)


_TELEPHONE = re.compile(r"(?<!\d)(\+?\d{1,3}[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)|\+\d{8,}")
_TEN_DIGITS = re.compile(r"(?<!\d)\d{10}(?!\d)")
_STREET = re.compile(
    r"^\d+ .*\b(st|street|ave|avenue|rd|road|blvd|boulevard|ln|lane|dr|drive|ct|court|pl|place|way|hwy|apt|suite)\b",
    re.IGNORECASE,
)
_COORDINATES = re.compile(r"\d{1,3}\.\d{3,}\D{1,4}\d{1,3}\.\d{3,}")
"""Two degrees with decimals, one after the other: a place as exact as a street address."""
_LABELS = frozenset({"beat", "unit"})
_WRITTEN_OUT = frozenset({"unit", "beat", "by", "call_taker", "officers"})
"""Where ten digits in a row are a telephone number; case numbers have as many."""

_MOST_DIGITS_OF_A_LABEL = 6
"""Seven are a telephone number."""


def _is_personal(name: str, value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(tells_of_a_person(name, text) for text in texts)


def tells_of_a_person(name: str, text: Any) -> bool:
    """True if a text in this field looks like a telephone number, an email address, a street address or coordinates."""
    if not isinstance(text, str) or name not in DECORATIVE:
        return False
    if "@" in text or _TELEPHONE.search(text) or _COORDINATES.search(text):
        return True
    if name in _WRITTEN_OUT and _TEN_DIGITS.search(text):
        return True
    digits = sum(character.isdigit() for character in text)
    return name in _LABELS and (digits > _MOST_DIGITS_OF_A_LABEL or _STREET.search(text) is not None)
