"""A Temporal server on PostgreSQL from its Go module, without Docker, set up as docker-compose.yml sets it up."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path

from children import Children, Failed

VERSION = "v1.32.0"
MODULE = f"go.temporal.io/server@{VERSION}"
PROGRAMS = {
    "temporal-server": f"go.temporal.io/server/cmd/server@{VERSION}",
    "temporal-sql-tool": f"go.temporal.io/server/cmd/tools/sql@{VERSION}",
}
HERE = Path(__file__).resolve().parent


def install(programs: Path) -> Path:
    """Build what is missing in `programs` (minutes, the first time); return the directory of its SQL schemas."""
    go = shutil.which("go")
    if go is None:
        raise Failed("Go is needed to build the Temporal server: put `go` on PATH")
    programs.mkdir(parents=True, exist_ok=True)
    for name, package in PROGRAMS.items():
        if not (programs / name).exists():
            print(f"building {package} ...", flush=True)
            subprocess.run([go, "install", package], env={**os.environ, "GOBIN": str(programs)}, check=True)
            (programs / package.partition("@")[0].rpartition("/")[2]).rename(programs / name)
    answer = subprocess.run([go, "mod", "download", "-json", MODULE], capture_output=True, text=True, check=True)
    return Path(json.loads(answer.stdout)["Dir"]) / "schema" / "postgresql" / "v12"


def start(
    children: Children, programs: Path, schema: Path, *, cli: Path, ports: Mapping[str, int], password: str
) -> str:
    """Make its tables, start it with time skipping, make the namespace; return its address."""
    address = f"127.0.0.1:{ports['frontend']}"
    path = f"{programs}:{os.environ['PATH']}"
    tables = {
        "PATH": path,
        "SCHEMA": str(schema),
        "SQL_HOST": "127.0.0.1",
        "SQL_PORT": str(ports["postgres"]),
        "SQL_USER": "temporal",
        "SQL_PASSWORD": password,
    }
    children.run("temporal-schema", ["sh", HERE / "temporal-schema.sh"], tables)
    server = {
        "PATH": path,
        "DB": "postgres12",
        "DB_PORT": str(ports["postgres"]),
        "POSTGRES_SEEDS": "127.0.0.1",
        "POSTGRES_USER": "temporal",
        "POSTGRES_PWD": password,
        "NUM_HISTORY_SHARDS": "512",
        "BIND_ON_IP": "127.0.0.1",
        "DYNAMIC_CONFIG_FILE_PATH": str(HERE / "dynamicconfig" / "dev.yaml"),
        **{f"{name.upper()}_GRPC_PORT": str(ports[name]) for name in ("frontend", "history", "matching", "worker")},
        **{
            f"{name.upper()}_MEMBERSHIP_PORT": str(ports[f"{name}_membership"])
            for name in ("frontend", "history", "matching", "worker")
        },
        "FRONTEND_HTTP_PORT": str(ports["frontend_http"]),
    }
    children.start("temporal", [programs / "temporal-server", "start"], server)
    children.wait_until("temporal", lambda: listens(ports["frontend"]))
    namespace = {
        "PATH": path,
        "HOME": os.environ["HOME"],
        "CLI": str(cli),
        "TEMPORAL_ADDRESS": address,
        "TEMPORAL_NAMESPACE": "default",
    }
    children.run("temporal-namespace", ["sh", HERE / "temporal-namespace.sh"], namespace)
    return address


def listens(port: int) -> bool:
    """True if a process accepts connections there."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
