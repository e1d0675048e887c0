"""One Temporal server behind its door for each test process that needs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests import secure_temporal
from tests.secure_temporal import PROGRAM, SecureServer
from tests.thoroughness import THOROUGH
from tools.topology import temporal


@pytest.fixture(scope="session")
async def secure_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SecureServer]:
    """Built with Go where it is not there yet, which takes minutes."""
    if not PROGRAM.exists():
        if not THOROUGH:
            pytest.skip("no Temporal server of its own is built: CASELINE_TEST_THOROUGH=1 runs it")
        temporal.install(PROGRAM.parent)
    started = await secure_temporal.start(tmp_path_factory.mktemp("secure"))
    yield started
    await asyncio.to_thread(started.processes.stop_all)
