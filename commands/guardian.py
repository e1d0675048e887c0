"""End the processes of a `caseline up` that was killed: told their groups on standard input, it acts when that ends.

A process of its own, run as a file, with nothing but the standard library. Told of what has ended already, it ends too.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time

WAYS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
"""How to end a process, and the seconds it has for it."""


def main() -> None:
    """Wait until whoever started us is gone, then end every group that is left."""
    groups = [int(line) for line in sys.stdin]
    for sign, patience in WAYS:
        _send(groups, sign)
        deadline = time.monotonic() + patience
        while (groups := [group for group in groups if _alive(group)]) and time.monotonic() < deadline:
            time.sleep(0.05)


def _send(groups: list[int], sign: signal.Signals) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, sign)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


if __name__ == "__main__":
    main()
