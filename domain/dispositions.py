"""APCO/NENA common disposition codes, and the message with which each ends a call."""

from __future__ import annotations

from domain.event_facts import UNKNOWN_DISPOSITION
from domain.messages import MessageKey

REPORT_TAKEN: frozenset[str] = frozenset({"01", "08"})
"""A report was written: there is a case number to give to victims."""

SETTLED: frozenset[str] = frozenset({"05", "18"})
"""Settled without a report."""

DUPLICATE: frozenset[str] = frozenset({"21", "22"})
"""The caller is told of the surviving call instead."""

CANCELLED: frozenset[str] = frozenset({"10", "32"})

MEDICAL: frozenset[str] = frozenset(str(code) for code in range(33, 46))
"""Medical outcomes: nothing is ever said."""

DISPOSITIONS: frozenset[str] = frozenset(f"{code:02}" for code in range(1, 46))

NOTHING_IS_SAID: frozenset[str] = DUPLICATE | MEDICAL | {UNKNOWN_DISPOSITION}
"""Nor is it asked how the call went."""

_OUTCOMES: dict[str, MessageKey] = {
    "06": MessageKey.OUTCOME_LOOKOUT,
    "10": MessageKey.CALL_CANCELLED,
    "32": MessageKey.CALL_CANCELLED,
    "14": MessageKey.OUTCOME_UNABLE_TO_LOCATE,
    "15": MessageKey.OUTCOME_REFERRED,
}


def outcome_key(disposition: str | None) -> MessageKey | None:
    """The public words for a disposition; None where nothing is said. An arrest is "handled" to a caller."""
    if disposition in NOTHING_IS_SAID:
        return None
    return _OUTCOMES.get(disposition or "", MessageKey.OUTCOME_HANDLED)
