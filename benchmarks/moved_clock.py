"""Move the clock of a running process with libfaketime, which is no dependency of the project: it is looked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PLACES = (
    "lib/*/faketime/libfaketime.so.1",
    "lib/faketime/libfaketime.so.1",
    "lib64/faketime/libfaketime.so.1",
    "local/lib/faketime/libfaketime.so.1",
)
VARIABLE = "CASELINE_BENCHMARK_FAKETIME"
HOW_TO = f"""libfaketime is needed to move a clock. On Debian and Ubuntu:
    apt-get install libfaketime
or, without installing it:
    apt-get download libfaketime && dpkg -x libfaketime_*.deb faketime
    export {VARIABLE}=$(find $PWD/faketime -name libfaketime.so.1)"""


def library() -> Path:
    """Where it is. Raises SystemExit with how to install it."""
    given = os.environ.get(VARIABLE)
    found = [Path(given)] if given else [path for place in PLACES for path in Path("/usr").glob(place)]
    if not found or not found[0].exists():
        raise SystemExit(HOW_TO)
    return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedClock:
    """The clock of one process; `file` says how far it is from the right time."""

    file: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """What lets a process go by it; monotonic clocks stay right, as they do when a real clock is set."""
        return {
            "LD_PRELOAD": str(library()),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            # Reading the file each time the time is asked takes more of the processor than everything else together.
            "FAKETIME_CACHE_DURATION": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # With its "fix", each wait of Python's threads for their turn would end at once, and be begun again.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def move(self, offset: str) -> None:
        """By so much from the right time: "-1h", "+1d", "+0". A second later all go by it."""
        draft = self.file.with_suffix(".new")
        draft.write_text(f"{offset}\n", encoding="ascii")
        draft.replace(self.file)
