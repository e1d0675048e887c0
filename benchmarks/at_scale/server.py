"""A PostgreSQL of its own in a folder, quick to fill, that can write down the plan of every statement it runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psycopg

from benchmarks.topology_stage import CLI, PASSWORD, free_ports
from engine.processes import ManagedProcesses
from tools.topology import postgres
from tools.topology import start as topology_start
from tools.topology.topology import Topology

NAME = "caseline"

MEMORY = {"shared_buffers": "2GB", "maintenance_work_mem": "512MB", "work_mem": "16MB", "effective_cache_size": "6GB"}
FILLING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal"}
FILLING |= {"max_wal_senders": "0", "max_wal_size": "8GB", "checkpoint_timeout": "1h", "autovacuum": "off"}
EXPLAINING = {
    "shared_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",  # of each node: it would cost more than the statements
    "auto_explain.log_format": "json",
    "auto_explain.log_parameter_max_length": "0",  # no value of a parameter is needed, and none is written down
    "logging_collector": "on",
    "log_destination": "jsonlog",
    "log_filename": "plans",
    "log_rotation_age": "0",
    "log_rotation_size": "0",
    "synchronous_commit": "off",
    "autovacuum": "off",
}
"""auto_explain tells how each statement really ran, whatever process sent it: nothing can be forgotten."""
GENERIC = {"plan_cache_mode": "force_generic_plan"}
"""Each statement gets the plan that fits any value, which PostgreSQL may choose for one that stays prepared."""


class BigServer:
    """One cluster in a folder; started for filling or for explaining, and stopped in between."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        folder.chmod(0o711)  # PostgreSQL does not run as root, and must get into a folder that was there, too
        self._port = free_ports(1)[0]
        self.processes = ManagedProcesses()

    @property
    def url(self) -> str:
        """Of the database."""
        return f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self._port}/{NAME}"

    @property
    def plans(self) -> Path:
        """What auto_explain wrote down."""
        return self.folder / "postgres" / "data" / "log" / "plans.json"

    def start(self, options: Mapping[str, str]) -> None:
        """With an empty database, if there was none."""
        topology = Topology(
            state=self.folder,
            programs=topology_start.CACHE,
            cli=CLI,
            ports={"postgres": self._port},
            passwords={"admin": PASSWORD},
            postgres_options={"dynamic_shared_memory_type": "mmap", **MEMORY, **options},
            processes=self.processes,
        )
        postgres.start(topology)
        admin = self.url.replace(f"/{NAME}", "/postgres")
        with psycopg.connect(admin, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchall():
                connection.execute(f"CREATE DATABASE {NAME}".encode())

    def stop(self) -> None:
        """Everything is on disk afterwards."""
        self.processes.stop("postgres")

    def size(self) -> int:
        """Bytes of its files."""
        files = (self.folder / "postgres" / "data" / "base").rglob("*")
        return sum(path.stat().st_size for path in files if path.is_file())
