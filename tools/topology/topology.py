"""What every part of the topology is given: the processes, their ports and passwords, and where things are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.door.keys import Door
from engine.processes import Command, ManagedProcesses

HERE = Path(__file__).resolve().parent
SECONDS_TO_START = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """One run. `programs` has the Temporal programs, `cli` is the `temporal` command."""

    state: Path
    programs: Path
    cli: Path
    ports: Mapping[str, int]
    passwords: Mapping[str, str]
    door: Door | None = None
    """What opens Temporal's door; None leaves it open, in the clear, for benchmarks and closed try-outs."""
    temporal_environment: Mapping[str, str] = field(default_factory=dict)
    """What the Temporal server is given beside its database and ports."""
    postgres_options: Mapping[str, str] = field(default_factory=dict)
    """What PostgreSQL is told beside its port, as in postgresql.conf."""
    processes: ManagedProcesses = field(default_factory=ManagedProcesses)

    def command(self, name: str, words: Sequence[str | Path], environment: Mapping[str, str], **more: Any) -> Command:
        """What to start or run, with its log."""
        log = self.state / f"{name}.log"
        return Command(name=name, words=words, environment=environment, log=log, stop_within=30, **more)
