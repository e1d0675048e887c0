"""Read the steps of a case, with times, from the rows of its call; several rows make one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.call_state import CaseStatus
from intake.exports.export_notes import Notes
from intake.exports.mapping import CaseMapping, CaseStep, Mapping
from intake.exports.mapping_fields import TimeSources
from intake.exports.row_times import TimeReader
from intake.exports.rows import Row

_ENDS: tuple[CaseStatus, ...] = (CaseStatus.SUSPENDED, CaseStatus.CLOSED)
_APART = timedelta(seconds=1)
"""Steps the export gives one time happen in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedStep:
    """One change of the case."""

    status: CaseStatus
    at: datetime
    invented: bool = False
    """The export does not say that it happened."""
    time_invented: bool = False
    """It says so, but not when."""


def case_steps(
    call_number: str,
    rows: Sequence[Row],
    mapping: Mapping,
    notes: Notes,
    *,
    received: datetime,
    cleared: datetime | None,
) -> tuple[TimedStep, ...]:
    """The steps of the case in order; none where the mapping has no outcome for these rows."""
    case = mapping.case
    if case is None:
        return ()
    steps = _merged([found for row in rows if (found := _outcome(call_number, row, case, notes))])
    reader = TimeReader(mapping, notes)
    opened = min(_all_times(rows, case.opened, reader, received), default=None)
    changed = max(_all_times(rows, case.changed, reader, received), default=None)
    return _timed(steps, opened=opened, cleared=cleared, received=received, changed=changed)


def _all_times(rows: Sequence[Row], sources: TimeSources, reader: TimeReader, received: datetime) -> list[datetime]:
    """What the rows say of one time of the case, each not before the call where it can be read so."""
    return [moment.not_before(received) for row in rows if (moment := reader.moment(row, sources)) is not None]


def _outcome(call_number: str, row: Row, case: CaseMapping, notes: Notes) -> tuple[CaseStep, ...]:
    for outcome in case.outcomes:
        if row.fits(outcome.when):
            return outcome.steps
    columns = sorted({column for outcome in case.outcomes for column in outcome.when})
    if columns:
        notes.unknown(call_number, " + ".join(columns), " + ".join(row.values[column] for column in columns))
    return ()


def _merged(found: list[tuple[CaseStep, ...]]) -> tuple[CaseStep, ...]:
    """Every step any row has, but the case ends only when it has ended for all rows, and is closed only if for all."""
    if len(set(found)) <= 1:
        return found[0] if found else ()
    ends = {steps[-1].status for steps in found}
    out = set(_ENDS) if ends - set(_ENDS) else {CaseStatus.CLOSED} if CaseStatus.SUSPENDED in ends else set()
    by_status: dict[CaseStatus, CaseStep] = {}
    for step in (step for steps in found for step in steps):
        known = by_status.get(step.status)
        if step.status not in out and (known is None or known.invented):
            by_status[step.status] = step
    return tuple(by_status[status] for status in CaseStatus if status in by_status)


def _timed(
    steps: tuple[CaseStep, ...],
    *,
    opened: datetime | None,
    cleared: datetime | None,
    received: datetime,
    changed: datetime | None,
) -> tuple[TimedStep, ...]:
    """A case begins when its report was made or, where that is unknown, when the call was cleared."""
    timed: list[TimedStep] = []
    begins = max(received, opened or cleared or received)
    for step in steps:
        known = changed
        if not timed:
            known = opened if step.status is CaseStatus.OPENED else changed
            at = max(begins, known or begins)
        elif step.days_after:
            known = None
            at = timed[-1].at + timedelta(days=step.days_after)
        else:
            at = max(timed[-1].at + _APART, changed or begins)
        timed.append(TimedStep(status=step.status, at=at, invented=step.invented, time_invented=known is None))
    return tuple(timed)
