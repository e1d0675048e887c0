"""One Temporal server and one client for each test process."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from engine import search_attributes
from engine.client import connect
from engine.server import ServerAddress, ServerOptions, Sources, find_server, running
from tests.thoroughness import be_patient

pytest_plugins = [
    "tests.bytecode",
    "tests.compiled_once",
    "tests.garbage",
    "tests.memory_folder",
    "tests.own_namespace",
    "tests.browser",
    "tests.database",
    "tests.backups",
    "tests.intake.replies.summary",
    "tests.intake.fakes",
    "tests.read_once",
    "tests.pages.summary",
    "tests.portal_fixtures",
    "tests.secure_server",
    "tests.side_by_side",
    "tests.skips",
    "tests.world",
    "tests.desk",
]

ROOT = Path(__file__).resolve().parents[1]

be_patient()


@pytest.fixture(scope="session")
def server_sources() -> Sources:
    """Where the tests look for the server: as the environment says, like everybody else."""
    cli_path = os.environ.get("TEMPORAL_CLI_PATH")
    return Sources(
        address=os.environ.get("CASELINE_TEST_TEMPORAL_ADDRESS", ""),
        cli_path=Path(cli_path) if cli_path else None,
        recipe=ROOT / "tools" / "temporal",
    )


@pytest.fixture(scope="session")
async def temporal_server(server_sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The host:port of a development server in memory, with time skipping and our search attributes."""
    server = find_server(server_sources, lambda text, done=None, total=None: print(text))
    if isinstance(server, ServerAddress):
        yield server.address
        return
    log_file = tmp_path_factory.mktemp("temporal") / "server.log"
    async with running(server.path, ServerOptions(port=0, headless=True, log_file=log_file)) as started:
        await search_attributes.register(await connect(address=started.address))
        yield started.address


@pytest.fixture(scope="session")
async def temporal_client(temporal_server: str) -> Client:
    """A client of the session's server."""
    return await connect(address=temporal_server)
