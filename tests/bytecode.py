"""What one process of a test run has compiled, the others read: the run's own, and the hundred that tests start.

Where the environment forbids Python to keep what it compiles (PYTHONDONTWRITEBYTECODE, as in many containers), each
process compiles all of Caseline again, and each of those that test all tests, for a minute of CPU in a run.
"""

from __future__ import annotations

import os
import sys

FORBIDS = "PYTHONDONTWRITEBYTECODE"


def keep_bytecode() -> None:
    """Here and in the processes that are started from here; in `__pycache__`, which git ignores."""
    os.environ.pop(FORBIDS, None)
    sys.dont_write_bytecode = False


keep_bytecode()
