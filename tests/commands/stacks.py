"""`caseline up` as a process of its own, for tests: started, read, and ended whatever happens."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from engine.processes import Command, ManagedProcess, ManagedProcesses
from tests.conftest import ROOT

PATIENCE = 180.0
"""Seconds for anything: a busy machine starts five processes slowly."""

ANY_PORTS = dict.fromkeys(
    ("CASELINE_PORT", "CASELINE_SIMULATOR_PORT", "CASELINE_TEMPORAL_PORT", "CASELINE_TEMPORAL_UI_PORT"), "0"
)
"""The settings of a start that is in the way of no other."""

STAYING = "Everything stays as it is until Ctrl-C."


@dataclass(kw_only=True)
class Up:
    """One run of the command. What it prints is in `output`."""

    process: ManagedProcess
    state: Path
    output_file: Path

    @property
    def output(self) -> str:
        return self.output_file.read_text()

    def until(self, text: str) -> None:
        """Wait until it has printed these words."""
        self._until_in(self.output_file, text)

    def until_logged(self, name: str, text: str) -> None:
        """Wait until one of its processes has logged these words."""
        self._until_in(self.state / f"{name}.log", text)

    def _until_in(self, file: Path, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in file.read_text():
            assert self.process.returncode is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def family(self) -> list[psutil.Process]:
        """Every process below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def member(self, words: str) -> psutil.Process:
        """The one whose command line ends with, or has, these words."""
        (found,) = [one for one in self.family() if words in _words(one)]
        return found

    def until_there(self, words: str) -> None:
        """Wait until a process has these words."""
        deadline = time.monotonic() + PATIENCE
        while not any(words in _words(one) for one in self.family()):
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def report_until_it_is_taken(self, number: str) -> None:
        """A call, as a CAD does that repeats what was not taken."""
        caller = {"roles": ["reporting_party"], "phone": "+12065550123"}
        facts = {"incident_type": "LARCENY", "priority": 3, "contacts": [caller]}
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(httpx.TransportError):
                answer = httpx.put(
                    f"{self.running['api']}/v1/calls/{number}", json=facts, headers=self._key, timeout=30
                )
                if answer.status_code != 503:
                    answer.raise_for_status()
                    return
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def until_told(self, number: str) -> None:
        """Wait until the call's step is recorded: its worker works."""
        deadline = time.monotonic() + PATIENCE
        while not (self.get(f"/v1/calls/{number}")["timeline"]):
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def ended(self) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(PATIENCE)

    @property
    def running(self) -> dict[str, str]:
        """Addresses and key, as it leaves them for other commands."""
        found: dict[str, str] = json.loads((self.state / "running.json").read_text())
        return found

    def get(self, path: str) -> Any:
        """Ask the API."""
        answer = httpx.get(self.running["api"] + path, headers=self._key, timeout=30)
        return answer.raise_for_status().json()

    @property
    def _key(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.running['key']}"}


@contextmanager
def up(
    state: Path, environment: Mapping[str, str], *arguments: str, ports: Mapping[str, str] | None = None
) -> Iterator[Up]:
    """Start `caseline up`, on free ports unless these are given; everything of it is gone afterwards."""
    output_file = state.parent / f"{state.name}-{time.monotonic_ns()}.txt"
    command = Command(
        name="up",
        words=[sys.executable, "-c", "from cli import main; main()", "up", *arguments],
        environment={
            **os.environ,
            "CASELINE_STATE_DIR": str(state),
            "TEMPORAL_ADDRESS": "",
            **(ANY_PORTS if ports is None else ports),
            **environment,
        },
        log=output_file,
        folder=ROOT,
        stop_within=PATIENCE,
    )
    processes = ManagedProcesses()
    started = Up(process=processes.start(command), state=state, output_file=output_file)
    try:
        yield started
    finally:
        processes.stop_all()


def all_gone(family: list[psutil.Process]) -> bool:
    """Wait until none of these processes is left; False if one still is."""
    psutil.wait_procs(family, timeout=30)
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family)


def _words(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:  # it ended just now
        return ""
