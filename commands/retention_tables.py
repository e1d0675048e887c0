"""Lays out what `caseline retention` shows: the days in force, and what a run did or would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.table import Table

from domain.retention import CaseEnd, RecordKind, RetentionPolicy
from portal.retention import Count, Report

WHAT: dict[str, str] = {
    RecordKind.MESSAGES: "words of messages",
    RecordKind.REPLIES: "words of replies",
    RecordKind.SURVEYS: "words of surveys",
    RecordKind.PEOPLE: "who people were",
    RecordKind.TIMELINE: "lines of the timeline",
    RecordKind.EVENTS: "events",
    RecordKind.CALLS: "calls with everything",
    "tasks": "closed tasks",
    "stray replies": "replies of no call",
    "audit records": "records of the audit log",
}
_ENDED: dict[CaseEnd, str] = {
    CaseEnd.NO_CASE: "call without a case",
    CaseEnd.CLOSED_CASE: "closed case",
    CaseEnd.SUSPENDED_CASE: "suspended case",
}


def rules_table(policy: RetentionPolicy) -> Table:
    """Days after the end, by kind of record and by how the call ended."""
    table = Table("Days until these go", *_ENDED.values())
    for kind in RecordKind:
        kept = [policy.after(end, kind) for end in _ENDED]
        table.add_row(WHAT[kind], *("kept" if days is None else str(days.days) for days in kept))
    table.add_row(WHAT["tasks"], f"{policy.closed_tasks or 'kept'} after closing")
    table.add_row(WHAT["stray replies"], f"{policy.stray_replies or 'kept'} after they came")
    table.add_row(WHAT["audit records"], f"{policy.audit_records or 'kept'} after signing")
    return table


def report_table(report: Report) -> Table:
    """Rows by kind: before, what goes, afterwards."""
    table = Table("Rows", "Before", "Go", "Stay", title=report.ori, title_justify="left")
    for name, count in report.counts.items():
        table.add_row(WHAT[name], str(count.before), str(count.gone), str(count.after))
    return table


def as_json(reports: Sequence[Report], lines: Count) -> dict[str, Any]:
    """The same for programs."""
    return {"agencies": [asdict(report) for report in reports], "phone_lines": asdict(lines)}
