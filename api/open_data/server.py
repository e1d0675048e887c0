"""Serve open data over HTTP until told to stop."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from analytics.not_installed import duckdb_module
from api.open_data.app import build

GRACE_SECONDS = 5


def run(folder: Path, *, base_url: str, host: str, port: int) -> None:
    """Until SIGINT or SIGTERM. Raises NotInstalled."""
    duckdb_module()
    config = uvicorn.Config(
        build(folder, base_url=base_url),
        host=host,
        port=port,
        lifespan="off",
        server_header=False,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run()
