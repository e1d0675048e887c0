"""The report adds up calls, messages and delays, and names what is not as it should be."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from rich.console import Console

from commands.replaying.http_api import PlayedCallView, PlayedMessageView
from commands.replaying.report import CallResult, PlayReport, count_delays
from commands.replaying.report_tables import show_report
from domain.messages import MessageKey
from domain.policy import KeyPolicy, Policy
from intake.exports.export_notes import Notes
from intake.exports.rows import DroppedRow
from tests.replay.conftest import a_call

POLICY = Policy(call_types=frozenset({"LARCENY"}), messages={MessageKey.OFFICER_DELAYED: KeyPolicy()})


def a_result(
    number: str = "C1", *messages: tuple[str, str, str], arrived: float | None = 20, **more: str
) -> CallResult:
    views = tuple(PlayedMessageView(key=key, status=status, reason=reason) for key, status, reason in messages)
    view = PlayedCallView(status="closed", received_at=None, events=3, messages=views)
    return CallResult(call=a_call(number, arrived=arrived), view=view, **more)  # type: ignore[arg-type]  # texts only


@pytest.mark.parametrize(
    ("arrived", "message", "told", "without_contact", "careful_address", "wrong"),
    [
        (40, ("officer_delayed", "delivered", ""), 1, 0, 0, 0),
        (40, ("officer_delayed", "withheld", "no_contact"), 0, 1, 0, 0),
        (40, ("officer_delayed", "withheld", "careful_address"), 0, 0, 1, 0),
        (40, ("officer_delayed", "withheld", "limit_reached"), 0, 0, 0, 1),
        (40, ("call_received", "delivered", ""), 0, 0, 0, 1),
        (20, ("officer_delayed", "sent", ""), 1, 0, 0, 1),
        (20, ("officer_delayed", "withheld", "careful_address"), 0, 0, 0, 0),
        (20, ("call_received", "sent", ""), 0, 0, 0, 0),
        (None, ("officer_delayed", "delivered", ""), 1, 0, 0, 0),
    ],
)
def test_notices_of_delay_are_held_against_the_export(
    arrived: float | None,
    message: tuple[str, str, str],
    told: int,
    without_contact: int,
    careful_address: int,
    wrong: int,
) -> None:
    delays = count_delays([a_result("C1", message, arrived=arrived)], POLICY)
    untold = (delays.without_contact, delays.careful_address)
    assert (delays.told, *untold, len(delays.wrong)) == (told, without_contact, careful_address, wrong)


def test_the_report_file_has_a_line_per_call_and_says_what_was_invented_dropped_and_unmapped() -> None:
    notes = Notes(dropped=[DroppedRow(number=7, reason="no call number in Call")])
    notes.unknown("C1", "Type", "MARTIANS")
    notes.invented["time cleared: 30 minutes after arrival"] += 1
    sent, withheld = ("call_received", "delivered", ""), ("survey_invitation", "withheld", "no_contact")
    report = PlayReport(
        results=(a_result("C1", sent, withheld), a_result("C2", problem="no")), notes=notes, rows_read=3
    )
    written = json.loads(json.dumps(report.to_json()))
    assert written["ok"] is False
    assert written["messages_by_key"] == {"call_received": 1}
    assert written["withheld_by_reason"] == {"no_contact": 1}
    assert written["dropped_rows"] == [{"row": 7, "reason": "no call number in Call"}]
    assert written["unmapped"] == {"Type": {"MARTIANS": 1}}
    assert written["invented"] == {"time cleared: 30 minutes after arrival": 1}
    assert [line["call_number"] for line in written["by_call"]] == ["C1", "C2"]
    assert written["by_call"][0]["withheld"] == {"survey_invitation: no_contact": 1}


def test_the_table_names_every_failure() -> None:
    console = Console(width=120, record=True, quiet=False, file=None)
    with console.capture() as shown:
        show_report(console, PlayReport(results=(a_result("C1", problem="stands as delayed"), a_result("C2"))))
    assert "C1: stands as delayed" in shown.get()
    assert Counter(line.split(":")[0] for line in shown.get().splitlines())["C2"] == 0
