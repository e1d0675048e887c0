"""Keep where a call is, as a cell on its row, unless it is sensitive, or none that a member of the public made.

The row is locked before. No workflow, timeline or answer has the cell
(docs/decisions/0028-place-enters-as-a-cell.md).
"""

from __future__ import annotations

from datetime import datetime

from db.tables import Call


def keep_place(call: Call, cell: str | None, *, at: datetime) -> None:
    """Keep what was said of the place at `at`, unless later word is known; None: it was taken back."""
    if _takes_none(call) or (call.cell_at is not None and at < call.cell_at):
        return
    call.cell, call.cell_at = cell, at


def forget_place(call: Call) -> None:
    """The call does not count: an officer began it, or it is a duplicate. It takes a place again once it does."""
    call.cell = call.cell_at = None


def bar_place(call: Call, *, now: datetime) -> None:
    """Forget the place for good: whatever is said of it later is not kept."""
    forget_place(call)
    call.place_barred_at = call.place_barred_at or now


def _takes_none(call: Call) -> bool:
    was_sensitive = call.sensitive_at is not None or bool(call.state.get("sensitive"))
    counts_not = (call.state.get(name) or call.snapshot.get(name) for name in ("officer_initiated", "merged_into"))
    return call.place_barred_at is not None or was_sensitive or any(counts_not)
