"""Holds what the database knows of a call against what its workflow's history tells: what differs, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.events import CallEvent
from intake.reconcile.run_history import Heard, RunHistory

SAME_MOMENT = timedelta(minutes=2)
"""A case status that was signaled without a time is dated by the workflow, a little after the signal."""


class Disagreement(StrEnum):
    """How the two sides differ, in the words of the report."""

    NO_WORKFLOW = "no workflow ran for it"
    WORKFLOW_BEHIND = "its workflow was older than the database"
    WORKFLOW_AHEAD = "its workflow was newer than the database"
    BOTH = "its workflow and the database each knew what the other did not"
    UNKNOWN_CALL = "the database did not know the call"
    NOT_HEARD = "its workflow had not heard of accepted events"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLine:
    """One event in the timeline of a call."""

    key: str
    what: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedLine:
    """One event in the inbox: its place, and whether it was handed to the workflow."""

    seq: int
    key: str
    is_relayed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownCall:
    """What the database knows of a call. `mark` is that of its state, empty before the first step."""

    mark: str
    is_finished: bool
    changed_at: datetime
    recorded: tuple[RecordedLine, ...] = ()
    accepted: tuple[AcceptedLine, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """Of every event that was recorded."""
        return frozenset(line.key for line in self.recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFinding:
    """What differs in one call, and how it is mended.

    `lost`: events that only the workflow knew, to be accepted again. `unheard`: places in the inbox to relay again.
    `restart`: the workflow begins anew from the database.
    """

    disagreement: Disagreement
    restart: bool = True
    lost: tuple[Heard, ...] = ()
    unheard: tuple[int, ...] = ()
    unreadable: int = 0
    """Events that only the workflow knew, by their ids alone."""
    unproven: int = 0
    """Changes of a case status that only the workflow knew and nothing proves: they are not accepted."""


def compare(known: KnownCall | None, run: RunHistory | None, *, since: datetime) -> CallFinding | None:
    """What differs; None if both sides say the same. `since`: the moment of the older backup."""
    if run is None:
        return None if known is None or _is_at_rest(known) else _no_workflow(known)
    if known is None:
        return _finding(Disagreement.UNKNOWN_CALL, KnownCall(mark="", is_finished=False, changed_at=since), run)
    if not run.is_running:
        return _after_its_end(known, run)
    if _says_the_same(known, run, since=since):
        unheard = tuple(
            line.seq for line in known.accepted if line.is_relayed and line.key not in known.keys | run.keys
        )
        return CallFinding(disagreement=Disagreement.NOT_HEARD, restart=False, unheard=unheard) if unheard else None
    only_here, only_there = any(_only_here(known, run)), any(_lost(known, run))
    if only_here and only_there:
        return _finding(Disagreement.BOTH, known, run)
    return _finding(Disagreement.WORKFLOW_AHEAD if only_there else Disagreement.WORKFLOW_BEHIND, known, run)


def _says_the_same(known: KnownCall, run: RunHistory, *, since: datetime) -> bool:
    if run.mark and run.mark == known.mark:
        return True
    if any(_only_here(known, run)) or any(heard.is_recorded for heard in _lost(known, run)):
        return False
    # What a worker that died had recorded, its successor records again. Runs of older versions have no marks.
    return run.has_task or (not run.mark and max(known.changed_at, run.last_event_at) < since)


def _is_at_rest(known: KnownCall) -> bool:
    return known.is_finished and not _unrecorded(known)


def _no_workflow(known: KnownCall) -> CallFinding:
    return CallFinding(disagreement=Disagreement.NO_WORKFLOW, unheard=_unrecorded(known))


def _after_its_end(known: KnownCall, run: RunHistory) -> CallFinding | None:
    """A workflow that ended is no difference where the database says that the call did."""
    lost = any(_lost(known, run))
    if _is_at_rest(known) and not lost:
        return None
    return _finding(Disagreement.WORKFLOW_AHEAD if lost else Disagreement.NO_WORKFLOW, known, run)


def _finding(disagreement: Disagreement, known: KnownCall, run: RunHistory) -> CallFinding:
    """The database is where the call begins again; what it lacks is accepted, what was not recorded is relayed."""
    return CallFinding(
        disagreement=disagreement,
        lost=tuple(_lost(known, run)),
        unheard=_unrecorded(known),
        unreadable=_by_id_only(known, run),
        unproven=sum(heard.is_refused for heard in run.heard),
    )


def _lost(known: KnownCall, run: RunHistory) -> Iterator[Heard]:
    """What only the workflow knows. What is in the inbox is not lost: it is relayed again."""
    accepted = {line.key for line in known.accepted}
    for heard in run.heard:
        if heard.is_refused or heard.key in known.keys or heard.key in accepted:
            continue
        if heard.key or not _is_recorded_so(known, heard.event):
            yield heard


def _only_here(known: KnownCall, run: RunHistory) -> Iterator[RecordedLine]:
    """What was recorded and the workflow has never heard of."""
    for line in known.recorded:
        without_id = (heard for heard in run.heard if not heard.key)
        if line.key not in run.keys and not any(_is_that(line, heard.event) for heard in without_id):
            yield line


def _is_recorded_so(known: KnownCall, event: CallEvent) -> bool:
    """True if the same was recorded about then, under an id that only the workflow knew."""
    return any(_is_that(line, event) for line in known.recorded)


def _is_that(line: RecordedLine, event: CallEvent) -> bool:
    return line.what == event.type and abs(line.occurred_at - event.occurred_at) < SAME_MOMENT


def _unrecorded(known: KnownCall) -> tuple[int, ...]:
    return tuple(line.seq for line in known.accepted if line.is_relayed and line.key not in known.keys)


def _by_id_only(known: KnownCall, run: RunHistory) -> int:
    """How many events of earlier runs are known by their ids alone; the feed has to repeat them."""
    here = known.keys | {line.key for line in known.accepted}
    return len(run.seen - here)
