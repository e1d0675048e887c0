"""Provoke every Twilio code at the simulator, in calls played from the first ring on, and print what came of it.

`python -m benchmarks.twilio_codes`: real processes; each caller has an email too, which may stand in for the text.
Exit code 1 if a text ended in no state, or failed without a reason.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.full_case import envelope
from benchmarks.local_stack import Stage, stage, until
from commands.replaying.bounded_gather import side_by_side
from simulator.magic_numbers import ERROR_MESSAGES, RULES
from workflows.contract import workflow_id

REFUSED = (
    *("+15005551211", "+15005551217", "+15005551408", "+15005551610", "+15005551614", "+15005551617", "+15005551635"),
    "+15005551999",
)
NEVER_LEAVE = (*("+15005551609", "+15005551611", "+15005555401", "+15005555429", "+15005555500", "+15005555503"),)
"""Refused for as long as the call goes on: looked at after the second attempt."""

FAIL_LATER = (
    *("+15005553001", "+15005553002", "+15005553003", "+15005553004", "+15005553005", "+15005553006", "+15005553007"),
    *("+15005553008", "+15005553017", "+15005553022", "+15005553034", "+15005553036", "+15005553410", "+15005553500"),
    *("+15005553999", "+15005557610"),
)
PHONES = (*REFUSED, *NEVER_LEAVE, *FAIL_LATER)

FILTERED, BURST = "+15005553007", 4
"""With the one in the table, as many filtered texts as are an alarm."""

LIMITS = ("+15005553023", "+15005553027")
"""Last, one after the other: the first pauses the sender, so the second is not even tried."""

LOOKS = tuple(timedelta(minutes=minutes) for minutes in (1.1, 5, 17))
"""When the call's clock is looked at: after the hold, and after each pause before a text is sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provoked:
    """What became of one text; `then` is what happened next."""

    code: str
    meaning: str
    where: str
    status: str
    reason: str
    attempts: int
    then: str


async def main() -> int:
    """Play, print, judge."""
    # A landline found by the lookup would never be texted, and its codes never come.
    os.environ["CASELINE_LOOKUP_LINE_TYPE"] = "false"
    async with stage() as here:
        here.simulator.configure(receipt_delay_seconds=0)
        found = await side_by_side(lambda n: _provoke(here, n, PHONES[n]), range(len(PHONES)), at_once=6)
        await side_by_side(lambda n: _provoke(here, n, FILTERED), range(len(PHONES), len(PHONES) + BURST), at_once=2)
        first = len(PHONES) + BURST
        found += [await _provoke(here, first + n, phone) for n, phone in enumerate(LIMITS)]
        alarms = here.rows("SELECT reason, times FROM staff_tasks WHERE kind = 'sender_trouble' ORDER BY reason")
    console = Console(width=170, highlight=False)
    console.print(_table(found))
    for reason, times in alarms:
        console.print(f"One task for staff, counted {times} times: {reason}")
    return 1 if any(not row.reason for row in found) else 0


async def _provoke(here: Stage, n: int, phone: str) -> Provoked:
    """One call, until nothing more comes of its text."""
    number, received_at = f"26-{n:04d}", datetime.now(UTC)
    handle = here.client.get_workflow_handle(workflow_id(here.stack.demo.ori, number))
    await here.report([_call_received(n, number, phone, received_at)])
    await until(lambda: here.events_of(number) >= 1)
    for look in LOOKS:
        await here.clock.fast_forward_to(handle.id, received_at + look)
        await until(lambda: _text(here, number) is not None and _has_moved(here, number, phone))
        await until(lambda: _nothing_under_way(here))
        status, _, _ = _text(here, number) or ("", "", 0)
        if status != "temporary_failure" or phone in NEVER_LEAVE:
            break
    if phone not in NEVER_LEAVE:
        await until(lambda: not here.rows("SELECT 1 FROM inbox WHERE relayed_at IS NULL AND given_up_at IS NULL"))
        await here.settled(handle)
        await until(lambda: _nothing_under_way(here))
    return _outcome(here, number, phone)


def _call_received(n: int, number: str, phone: str, at: datetime) -> dict[str, Any]:
    caller = {"name": "Ana Perez", "phone": phone, "email": f"ana.{n}@example.com", "roles": ["reporting_party"]}
    data = {"incident_type": "LARCENY", "priority": 3, "beat": "C2", "contacts": [caller]}
    return envelope(number, "call.received", at, data)


def _has_moved(here: Stage, number: str, phone: str) -> bool:
    status, _, attempts = _text(here, number) or ("", "", 0)
    waits = here.rows(
        "SELECT 1 FROM messages JOIN calls ON calls.id = call_id WHERE call_number = ? AND channel = 'sms' "
        "AND messages.status IN ('created', 'temporary_failure') AND not_before IS NOT NULL",
        number,
    )
    return attempts > 1 if phone in NEVER_LEAVE else status not in {"created", "sending"} or bool(waits)


async def _nothing_under_way(here: Stage) -> bool:
    return not (await asyncio.to_thread(here.simulator.state))["under_way"]


def _text(here: Stage, number: str) -> tuple[str, str, int] | None:
    rows = here.rows(
        "SELECT messages.status, CASE reason WHEN '' THEN provider_code ELSE reason END, attempts "
        "FROM messages JOIN calls ON calls.id = call_id "
        "WHERE call_number = ? AND channel = 'sms'",
        number,
    )
    return (rows[0][0], rows[0][1], rows[0][2]) if rows else None


def _outcome(here: Stage, number: str, phone: str) -> Provoked:
    rule = RULES[phone]
    code = rule.error.code if rule.error else rule.error_code or 0
    status, reason, attempts = _text(here, number) or ("created", "", 0)
    return Provoked(
        code=str(code),
        meaning=rule.error.message if rule.error else ERROR_MESSAGES[code],
        where="create call" if rule.error else f"receipt: {rule.final_status}",
        status=status,
        reason=reason,
        attempts=attempts,
        then="; ".join(_next(here, number)) or "tried again until it leaves or is stale",
    )


def _next(here: Stage, number: str) -> Iterator[str]:
    emails = here.rows(
        "SELECT messages.status FROM messages JOIN calls ON calls.id = call_id "
        "WHERE call_number = ? AND channel = 'email'",
        number,
    )
    for (status,) in emails:
        yield f"email instead: {status}"
    tasks = "SELECT kind FROM staff_tasks JOIN calls ON calls.id = call_id WHERE call_number = ?"
    for (kind,) in here.rows(tasks, number):
        yield f"task for staff: {kind}"
    words = (
        "SELECT count(*) FROM consents JOIN contacts ON phone_hash = address_hash JOIN calls ON calls.id = call_id "
        "WHERE call_number = ? AND NOT given"
    )
    if here.count(words, number):
        yield "nothing more is sent to this number"


def _table(found: list[Provoked]) -> Table:
    table = Table("Code", "Twilio's words", "Where", "Status", "Reason", "Attempts", "Then")
    for row in found:
        table.add_row(row.code, row.meaning, row.where, row.status, row.reason, str(row.attempts), row.then)
    return table


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
