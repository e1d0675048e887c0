"""Shows the plan or the report of a replay on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from commands.replaying.report import Delays, PlayReport
from intake.exports.export_notes import Notes
from intake.exports.replay_plan import PlayPlan

MOST_SHOWN = 20
"""Lines of a list that may be long; the report file has all of them."""


def show_plan(console: Console, plan: PlayPlan) -> None:
    """What would be played."""
    ends = Counter(call.expected.value for call in plan.calls)
    console.print(f"{plan.rows_read} rows make {len(plan.calls)} calls.")
    if ends:
        console.print(_counted("Ends the data say", ends))
    _show_notes(console, plan.notes)


def show_report(console: Console, report: PlayReport) -> None:
    """What came of it."""
    console.print(_ends(report))
    if report.messages_by_key:
        console.print(_counted("Messages sent", report.messages_by_key))
    if report.withheld_by_reason:
        console.print(_counted("Withheld, by reason", report.withheld_by_reason))
    if report.delays:
        console.print(_delays(report.delays))
    _show_notes(console, report.notes)
    extra = sum(result.extra_messages for result in report.results)
    if report.times > 1:
        console.print(f"Everything was sent {report.times} times: {extra} more messages.")
    for result in report.failures[:MOST_SHOWN]:
        why = result.problem or f"{result.extra_messages} more messages when sent again"
        console.print(Text(f"{result.call.call_number}: {why}", style="red"))
    if len(report.failures) > MOST_SHOWN:
        console.print(f"... and {len(report.failures) - MOST_SHOWN} more")


def _ends(report: PlayReport) -> Table:
    table = Table("Expected end", "Actual end", title=f"{len(report.results)} calls in {report.seconds:.0f} s")
    table.add_column("Calls", justify="right")
    for (expected, actual), calls in sorted(report.ends.items()):
        table.add_row(expected, actual, str(calls))
    return table


def _delays(delays: Delays) -> RenderableType:
    lines = [
        f"Late arrivals counted from the export: {delays.expected}. "
        f"Told that an officer is late: {delays.told}; without a contact: {delays.without_contact}; "
        f"at an address near a sensitive call: {delays.careful_address}."
    ]
    if delays.wrong:
        lines.append(f"Not as counted: {', '.join(delays.wrong[:MOST_SHOWN])}")
    return Group(*lines)


def _show_notes(console: Console, notes: Notes) -> None:
    sections: list[tuple[str, Mapping[str, int]]] = [
        ("Invented, not in the export (calls)", notes.invented),
        ("Decided by a rule (times)", notes.remarks),
        ("Rows not played", notes.dropped_by_reason),
        *((f"Unmapped in {column} (calls)", values) for column, values in notes.unmapped.items()),
    ]
    if notes.unmapped_calls:
        console.print(f"Calls with a value that is not mapped: {notes.unmapped_calls}.")
    for title, counted in sections:
        if counted:
            console.print(_counted(title, counted))


def _counted(title: str, counted: Mapping[str, int]) -> Table:
    table = Table(title=title, title_justify="left", show_header=False)
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for name, count in _most_first(counted.items()):
        table.add_row(Text(name or "(blank)"), str(count))
    return table


def _most_first(items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(items, key=lambda item: (-item[1], item[0]))
