"""Notes on what an export lacked: unmapped values, invented facts, dropped rows; nothing is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from intake.exports.rows import DroppedRow


@dataclass(slots=True, kw_only=True)
class Notes:
    """Filled while reading; the report of `caseline replay` repeats it."""

    dropped: list[DroppedRow] = field(default_factory=list)
    unmapped: dict[str, Counter[str]] = field(default_factory=dict)
    """Column to values and how many calls had them."""
    invented: Counter[str] = field(default_factory=Counter)
    """Sentence to the number of calls it is true of."""
    remarks: Counter[str] = field(default_factory=Counter)
    """Things decided by a rule, and how often."""
    _counted: set[tuple[str, str, str]] = field(default_factory=set)
    """Call number, column and value of what is in `unmapped`."""

    def drop(self, number: int, reason: str) -> None:
        """This row is not played."""
        self.dropped.append(DroppedRow(number=number, reason=reason))

    def unknown(self, call_number: str, column: str, value: str) -> None:
        """The mapping does not name this value of this call; said again, by another row or use, it counts once."""
        if (call_number, column, value) not in self._counted:
            self._counted.add((call_number, column, value))
            self.unmapped.setdefault(column, Counter())[value] += 1

    @property
    def unmapped_calls(self) -> int:
        """How many calls have a value that is not mapped, each once."""
        return len({call_number for call_number, _, _ in self._counted})

    @classmethod
    def together(cls, several: Iterable[Notes]) -> Notes:
        """The notes of several exports as one; row numbers stay those of their own files."""
        whole = cls()
        for notes in several:
            whole.dropped += notes.dropped
            whole.invented += notes.invented
            whole.remarks += notes.remarks
            whole._counted |= notes._counted
            for column, values in notes.unmapped.items():
                whole.unmapped.setdefault(column, Counter()).update(values)
        return whole

    @property
    def dropped_by_reason(self) -> Counter[str]:
        """How many rows per reason."""
        return Counter(row.reason for row in self.dropped)
