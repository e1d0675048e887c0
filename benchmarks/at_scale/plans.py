"""What auto_explain wrote down of each statement that ran: how long it took, what it read, and how it found it."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

_HEAD = re.compile(r"duration: (?P<ms>[\d.]+) ms  plan:\n(?P<plan>.*)", re.DOTALL)
_VALUE = re.compile(r"\$\d+(::[A-Z]+( WITH TIME ZONE)?(\[\])?)?")
_LIST = re.compile(r"\?(, \?)+")
_ROWS = re.compile(r"\(\?\)(, \(\?\))+")
_SELECTED = re.compile(r"^SELECT .*? \n?FROM ", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One statement that ran, by one process. `blocks` of 8 KiB; `scanned`: tables read from end to end."""

    at: datetime
    by: str
    text: str
    ms: float
    rows: float
    blocks: int
    read: int
    discarded: float
    scanned: frozenset[str]


@dataclass(slots=True, kw_only=True)
class Statement:
    """The same statement, each time it ran."""

    text: str
    runs: list[Run] = field(default_factory=list)

    @property
    def median_ms(self) -> float:
        """Half of them took less."""
        return statistics.median(run.ms for run in self.runs)

    @property
    def blocks(self) -> int:
        """What the one that touched most touched: no load of the machine changes it."""
        return max(run.blocks for run in self.runs)

    @property
    def scanned(self) -> frozenset[str]:
        """Tables that one of them read from end to end."""
        return frozenset(table for run in self.runs for table in run.scanned)

    def most(self, what: str) -> float:
        """The greatest figure of any of them."""
        return float(max(getattr(run, what) for run in self.runs))


def runs(log: Path, processes: Mapping[int, str]) -> Iterator[Run]:
    """`processes`: local port of a connection -> whose it is; what came over another one is left out."""
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        written: dict[str, Any] = json.loads(line)
        found, port = _HEAD.fullmatch(written.get("message", "")), written.get("remote_port", 0)
        if found is not None and port in processes:
            explained = json.loads(found["plan"])
            yield _run(explained, float(found["ms"]), written["timestamp"], processes[port])


def _run(explained: Mapping[str, Any], ms: float, at: str, by: str) -> Run:
    plan = explained["Plan"]
    nodes = list(_nodes(plan))
    return Run(
        at=datetime.fromisoformat(at.replace(" UTC", "+00:00")),
        by=by,
        text=told(explained["Query Text"]),
        ms=ms,
        rows=plan.get("Actual Rows", 0) * plan.get("Actual Loops", 1),
        blocks=sum(plan.get(f"Shared {what} Blocks", 0) for what in ("Hit", "Read")),
        read=plan.get("Shared Read Blocks", 0),
        discarded=sum(node.get("Rows Removed by Filter", 0) * node.get("Actual Loops", 1) for node in nodes),
        scanned=frozenset(node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"),
    )


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def told(text: str) -> str:
    """A statement without its values, so that one with three in a list is the same as one with thirty."""
    text = _VALUE.sub("?", " ".join(text.split()))
    return _ROWS.sub("(?)...", _LIST.sub("?...", text))


def shown(text: str, length: int = 150) -> str:
    """The same without the columns it asks for, and no longer than that."""
    return _SELECTED.sub("SELECT … FROM ", text)[:length]


def by_statement(found: Collection[Run]) -> list[Statement]:
    """The one that touched most blocks first."""
    statements: dict[str, Statement] = {}
    for run in found:
        statements.setdefault(run.text, Statement(text=run.text)).runs.append(run)
    return sorted(statements.values(), key=lambda each: each.blocks, reverse=True)
