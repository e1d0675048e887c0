"""One small city, released once for the session, and the read API over it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

from analytics.open_data.datasets import DATASETS
from api.open_data.app import build
from domain.incident_types import SENSITIVE
from tests.analytics.extract_fixtures import ORI
from tests.analytics.open_data.city_releases import BASE, extract_of, extract_row, publisher
from tests.analytics.open_data.invented_city import invented_calls

IDS = {name: dataset.id_of(ORI) for name, dataset in DATASETS.items()}
CALLS = f"/resource/{IDS['calls']}.json"
ROWS = 1500


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """1,500 calls of three days in April 2026, and forty sensitive ones."""
    folder = tmp_path_factory.mktemp("city")
    calls = invented_calls(ROWS, days=3)
    code = min(SENSITIVE)
    sensitive = [{**extract_row(call), "incident_type": code, "sensitive": True} for call in calls[:40]]
    publisher(extract_of(folder / "analytics", [*map(extract_row, calls), *sensitive]), folder / "open").release()
    return folder / "open"


@pytest.fixture(scope="session")
def city(served: str) -> Iterator[httpx.Client]:
    """Asks the read API."""
    with httpx.Client(base_url=f"http://{served}", timeout=60) as client:
        yield client


@pytest.fixture(scope="session")
def served(released: Path) -> Iterator[str]:
    """host:port of the read API over HTTP."""
    app = build(released, base_url=BASE)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, lifespan="off", log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=30)
