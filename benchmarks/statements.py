"""How many SQL statements a full case costs: `python -m benchmarks.statements [--cases 16] [--top 40] [--json FILE]`.

Worker and API count their own (`benchmarks/counting`), so this is a run of its own beside `benchmarks.case_cost`. What
the processes ask while nothing happens is measured for as long, and left out.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated

import typer

from benchmarks.full_case import WARM_UP
from benchmarks.local_stack import Stage, say, stage, until
from benchmarks.output import Out, show_table, write_json
from commands.replaying.bounded_gather import side_by_side

PROCESSES = ("worker", "api")
_LONGEST = 110
_SPACE = re.compile(r"\s+")
_COLUMNS = re.compile(r"^SELECT .*? FROM ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Of one process, per case: statements by their text, and transactions by how they ended."""

    statements: Mapping[str, float]
    transactions: Mapping[str, float]

    @property
    def total(self) -> float:
        """All statements."""
        return sum(self.statements.values())

    @property
    def committed(self) -> float:
        """Transactions that wrote."""
        return self.transactions.get("committed", 0)


async def measure(cases: int, at_once: int) -> dict[str, Counted]:
    """By process."""
    async with stage(hurried=True, counted=True) as here:
        await side_by_side(here.play_case, range(WARM_UP), at_once=WARM_UP)
        before, began = await _counts(here), time.monotonic()
        say(f"{cases} full cases")
        await side_by_side(here.play_case, range(WARM_UP, WARM_UP + cases), at_once=at_once)
        seconds, played = time.monotonic() - began, await _counts(here)
        say(f"Nothing for {seconds:.0f} seconds")
        await asyncio.sleep(seconds)
        idle = await _counts(here)
    return {name: _per_case(before[name], played[name], idle[name], cases) for name in PROCESSES}


async def _counts(here: Stage) -> dict[str, dict[str, Counter[str]]]:
    found = {}
    for name in PROCESSES:
        path = here.database.with_name(f"counts-{name}.json")
        path.unlink(missing_ok=True)
        here.stack.processes[name].signal(signal.SIGUSR2)
        await until(path.exists)
        counts = json.loads(path.read_text(encoding="utf-8"))
        found[name] = {kind: Counter(counts[kind]) for kind in ("statements", "transactions")}
    return found


def _per_case(
    before: dict[str, Counter[str]], played: dict[str, Counter[str]], idle: dict[str, Counter[str]], cases: int
) -> Counted:
    def of(kind: str) -> dict[str, float]:
        spent = {}
        for text in played[kind]:
            while_idle = idle[kind][text] - played[kind][text]
            per_case = (played[kind][text] - before[kind][text] - while_idle) / cases
            if per_case > 0:
                spent[text] = per_case
        return spent

    return Counted(statements=of("statements"), transactions=of("transactions"))


def short(statement: str) -> str:
    """A statement on one line, without the names of its columns."""
    return _COLUMNS.sub("SELECT ... FROM ", _SPACE.sub(" ", statement))[:_LONGEST]


def show(counted: Mapping[str, Counted], *, top: int) -> None:
    """By process, and then the texts that come most often."""
    rows = [(name, f"{found.total:.0f}", f"{found.committed:.0f}") for name, found in counted.items()]
    both = sum(found.total for found in counted.values()), sum(found.committed for found in counted.values())
    rows.append(("worker + API", f"{both[0]:.0f}", f"{both[1]:.0f}"))
    show_table(("per case", "SQL statements", "transactions that write"), rows)
    for name, found in counted.items() if top else ():
        texts: Counter[str] = Counter()
        for statement, spent in found.statements.items():
            texts[short(statement)] += spent  # type: ignore[assignment]  # a share of a case
        show_table((f"statements of the {name}", "per case"), [(t, f"{n:.1f}") for t, n in texts.most_common(top)])


def main(
    cases: Annotated[int, typer.Option(min=1)] = 16,
    at_once: Annotated[int, typer.Option(min=1, help="Side by side.")] = 8,
    top: Annotated[int, typer.Option(min=0, help="Texts to list, for each process.")] = 40,
    out: Out = None,
) -> None:
    """Count and show."""
    counted = asyncio.run(measure(cases, at_once))
    show(counted, top=top)
    write_json(out, {name: asdict(found) | {"total": found.total} for name, found in counted.items()})


if __name__ == "__main__":
    typer.run(main)
