"""A simulator in a process of its own, for tests.

with SimulatorProcess(receipt_delay_seconds=0) as simulator:
    client.api.base_url = simulator.url
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from engine.processes import Command, ManagedProcesses
from engine.reaper import own_reaper
from simulator.client import SimulatorControl
from simulator.config import SimulatorConfig

_ROOT = Path(__file__).resolve().parents[1]
_LISTENING = "simulator listening on "


class SimulatorProcess:
    """Started with these fields of SimulatorConfig; `url` and `control` once it listens."""

    def __init__(self, *, port: int = 0, store: Path | None = None, **config: object) -> None:
        self.config = SimulatorConfig.model_validate(config)
        options = {"port": port, **({"store": store} if store else {}), **config}
        self._options = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
        self._processes = ManagedProcesses()

    def start(self) -> Self:
        """Start it and wait until it listens. Raises ProcessFailed."""
        self._folder = Path(tempfile.mkdtemp(prefix="caseline-simulator-"))
        own_reaper().remove(self._folder)
        self._log = self._folder / "simulator.log"
        words = [sys.executable, "-m", "simulator", *self._options]
        self._processes.start(Command(name="simulator", words=words, log=self._log, folder=_ROOT))
        self._processes.wait_until("simulator", self._listens)
        self.url = self._log.read_text().splitlines()[0].removeprefix(_LISTENING)
        self.control = SimulatorControl(self.url)
        return self

    def stop(self) -> None:
        """End it, and leave nothing behind."""
        self.control.close()
        self._processes.stop_all()
        shutil.rmtree(self._folder)

    def _listens(self) -> bool:
        text = self._log.read_text()
        return text.startswith(_LISTENING) and text.endswith("\n")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
