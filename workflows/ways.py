"""Which version of the workflow's code first took a task: what the commands of a run may depend on.

Each worker writes its build id into the task that it completes, so a replay gets the answer of then.
Unlike `workflow.patched` that costs no history event and no search attribute. Open calls have tasks of older versions.
"""

from __future__ import annotations

from temporalio import workflow

BUILD_ID = "caseline/2"
"""Of this version. Raise the number with a change of the commands, and ask for it with `at_least`."""

LEAN = 2
"""From here on: a text and an email are one send, a new call is not read, and a short wait is no search attribute."""


def at_least(version: int) -> bool:
    """True if the worker that took this task first was of that version or a newer one."""
    name, _, number = workflow.info().get_current_build_id().partition("/")
    return name == "caseline" and number.isdigit() and int(number) >= version
