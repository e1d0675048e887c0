"""A Temporal server on PostgreSQL from its Go module, without Docker, set up as docker-compose.yml sets it up."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.door.keys import Door, Making
from engine.door.roles import OPERATOR, DoorVisitor
from engine.temporal_target import API_KEY_FILE, CA_FILE, CERT_FILE, KEY_FILE
from tools.topology import web_ui
from tools.topology.topology import HERE, SECONDS_TO_START, Topology

VERSION = "v1.32.0"
MODULE = f"go.temporal.io/server@{VERSION}"
PROGRAMS = {
    "temporal-server": f"go.temporal.io/server/cmd/server@{VERSION}",
    "temporal-sql-tool": f"go.temporal.io/server/cmd/tools/sql@{VERSION}",
    web_ui.PROGRAM: web_ui.PACKAGE,
}
NAMESPACE = "default"
SERVICES = ("frontend", "history", "matching", "worker")
HISTORY_SHARDS = "64"
"""As docker-compose.yml has it: docs/decisions/0035."""
INTERNAL = "internal-frontend"
"""By which the server's own worker service gets in: it has no token."""


def install(programs: Path) -> Path:
    """Build what is missing in `programs` (minutes, the first time); return the directory of its SQL schemas."""
    go = shutil.which("go")
    if go is None:
        raise SystemExit("Go is needed to build the Temporal server: put `go` on PATH")
    programs.mkdir(parents=True, exist_ok=True)
    for name, package in PROGRAMS.items():
        if not (programs / name).exists():
            print(f"building {package} ...", flush=True)
            _build(go, package, programs / name)
    answer = subprocess.run([go, "mod", "download", "-json", MODULE], capture_output=True, text=True, check=True)
    return Path(json.loads(answer.stdout)["Dir"]) / "schema" / "postgresql" / "v12"


def _build(go: str, package: str, program: Path) -> None:
    """In a folder of its own, then moved at once: others may build the same, and no one finds half of it."""
    with TemporaryDirectory(dir=program.parent, prefix=f"{program.name}-") as folder:
        subprocess.run([go, "install", package], env={**os.environ, "GOBIN": folder}, check=True)
        built = Path(folder) / package.partition("@")[0].rpartition("/")[2]
        built.replace(program)


def start(topology: Topology, schema: Path) -> str:
    """Make its keys and tables, start it with time skipping, make the namespace; return its address."""
    ports, password = topology.ports, topology.passwords["temporal"]
    address = f"127.0.0.1:{ports['frontend']}"
    path = f"{topology.programs}:{os.environ['PATH']}"
    tables = {
        "PATH": path,
        "SCHEMA": str(schema),
        "SQL_HOST": "127.0.0.1",
        "SQL_PORT": str(ports["postgres"]),
        "SQL_USER": "temporal",
        "SQL_PASSWORD": password,
    }
    topology.processes.run(topology.command("temporal-schema", ["sh", HERE / "temporal-schema.sh"], tables))
    server = {**_server(topology), "PATH": path, **topology.temporal_environment}
    topology.processes.start(topology.command("temporal", [topology.programs / "temporal-server", "start"], server))
    topology.processes.wait_until("temporal", lambda: listens(ports["frontend"]), seconds=SECONDS_TO_START)
    namespace = {
        "PATH": path,
        "HOME": os.environ["HOME"],
        "CLI": str(topology.cli),
        "TEMPORAL_NAMESPACE": NAMESPACE,
        **shown_by(topology, OPERATOR),
    }
    topology.processes.run(topology.command("temporal-namespace", ["sh", HERE / "temporal-namespace.sh"], namespace))
    return address


def shown_by(topology: Topology, visitor: DoorVisitor) -> dict[str, str]:
    """The settings by which this visitor comes to Temporal."""
    address = {"TEMPORAL_ADDRESS": f"127.0.0.1:{topology.ports['frontend']}"}
    if topology.door is None:
        return address
    keys = topology.door.folder / visitor.name
    return {
        **address,
        CA_FILE: str(keys / "ca.pem"),
        CERT_FILE: str(keys / "client.pem"),
        KEY_FILE: str(keys / "client.key"),
        API_KEY_FILE: str(keys / "token"),
    }


def _server(topology: Topology) -> dict[str, str]:
    ports = topology.ports
    names = {name: name.replace("-", "_") for name in (*SERVICES, INTERNAL)}
    return {
        "TEMPORAL_SERVER_CONFIG_FILE_PATH": str(HERE / "temporal-server.yaml"),
        "TEMPORAL_SERVICES": ",".join(names),
        "DB": "postgres12",
        "DB_PORT": str(ports["postgres"]),
        "POSTGRES_SEEDS": "127.0.0.1",
        "POSTGRES_USER": "temporal",
        "POSTGRES_PWD": topology.passwords["temporal"],
        "NUM_HISTORY_SHARDS": HISTORY_SHARDS,
        "BIND_ON_IP": "127.0.0.1",
        "DYNAMIC_CONFIG_FILE_PATH": str(HERE / "dynamicconfig" / "dev.yaml"),
        **{f"{name.upper()}_GRPC_PORT": str(ports[name]) for name in names.values()},
        **{f"{name.upper()}_MEMBERSHIP_PORT": str(ports[f"{name}_membership"]) for name in names.values()},
        "FRONTEND_HTTP_PORT": str(ports["frontend_http"]),
        **(_shut(topology.door) if topology.door else {}),
    }


def _shut(door: Door) -> dict[str, str]:
    making = Making(now=datetime.now(UTC), valid_for=timedelta(days=365))
    door.make(NAMESPACE, ["localhost", "127.0.0.1"], making)
    return {
        "TEMPORAL_DOOR": str(door.folder),
        "TEMPORAL_AUTHORIZER": "default",
        "TEMPORAL_JWT_AUDIENCE": door.audience,
    }


def listens(port: int) -> bool:
    """True if a process accepts connections there."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0
