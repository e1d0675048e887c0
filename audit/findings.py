"""What a verification of an audit log may find, each in a sentence of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.audit.difference import Tampered, Tampering


class FindingKind(StrEnum):
    """What was done to the log."""

    CHANGED = "changed"
    DELETED = "deleted"
    INSERTED = "inserted"
    REORDERED = "reordered"
    CUT_OFF = "cut_off"
    REMOVED_EARLY = "removed_early"
    """As by age, but before the year was over."""
    HASHES_CHANGED = "hashes_changed"
    REWRITTEN = "rewritten"
    """Records and hashes fit each other, and not what was signed."""
    CHECKPOINT_FORGED = "checkpoint_forged"
    CHECKPOINT_REMOVED = "checkpoint_removed"
    OLD_COPY = "old_copy"
    SECOND_PLACE_CHANGED = "second_place_changed"
    SECOND_PLACE_CUT = "second_place_cut"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFinding:
    """One, in a whole sentence."""

    kind: FindingKind
    text: str


_SENTENCES = {
    Tampering.CHANGED: ("Record {0} was changed.", "Records {0} were changed."),
    Tampering.DELETED: ("Record {0} was deleted.", "Records {0} were deleted."),
    Tampering.INSERTED: ("Record {0} was inserted.", "Records {0} were inserted."),
    Tampering.REORDERED: ("Record {0} stands in another's place.", "Records {0} stand in each other's places."),
    Tampering.CUT_OFF: (
        "Record {0}, the last of the log, is gone: it was cut off.",
        "Records {0}, the last of the log, are gone: it was cut off.",
    ),
}
_SHOWN = 20
"""Places, or ranges of them, in one sentence."""


def of_records(found: Sequence[Tampered]) -> Iterator[AuditFinding]:
    """Findings for what does not fit its leaf."""
    for each in found:
        one, several = _SENTENCES[each.how]
        sentence = one if len(each.places) == 1 else several
        yield AuditFinding(kind=FindingKind(each.how.value), text=sentence.format(in_words(each.places)))


def in_words(places: Sequence[int]) -> str:
    """Places as ranges: 3, 5 to 9."""
    ranges = list[list[int]]()
    for place in places:
        if ranges and place == ranges[-1][-1] + 1:
            ranges[-1][-1] = place
        else:
            ranges.append([place, place])
    told = [f"{first}" if first == last else f"{first} to {last}" for first, last in ranges[:_SHOWN]]
    more = f" and {len(ranges) - _SHOWN} more" if len(ranges) > _SHOWN else ""
    return ", ".join(told) + more
