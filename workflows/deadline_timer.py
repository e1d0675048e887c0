"""One timer per call: wakes its workflow at its earliest deadline."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from temporalio import workflow

from domain.deadlines import Deadline
from workflows.summaries import DEADLINE_QUESTIONS


async def keep_time(to_come: Callable[[], Deadline | None]) -> None:
    """Wake the workflow when its earliest deadline comes. `to_come` tells that deadline, None while there is none.

    Whatever happens to a call brings new deadlines, most of them the old ones or later ones: "Officer delayed?" is
    asked at the same moment after a unit was dispatched, "Case still open?" four weeks after the arrest. A timer that
    is canceled and set anew costs two history events each time, one that fires early a few events once. So it is
    left alone for as long as the question it asks is the next one, and asked in time.
    """
    while True:
        await workflow.wait_condition(lambda: to_come() is not None)
        await _wait_for(to_come)


async def _wait_for(to_come: Callable[[], Deadline | None]) -> None:
    asked = to_come()
    if asked is not None:
        with suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: not _still_asked(asked, to_come()),
                timeout=asked.at - workflow.now(),
                timeout_summary=DEADLINE_QUESTIONS[asked.kind],
            )


def _still_asked(asked: Deadline, now_to_come: Deadline | None) -> bool:
    return now_to_come is not None and now_to_come.kind is asked.kind and now_to_come.at >= asked.at
