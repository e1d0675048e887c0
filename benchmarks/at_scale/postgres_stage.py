"""The local stack, with time skipping, on a PostgreSQL that is there already."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.local_stack import Stage, say
from commands.local.stack import running_stack
from commands.local.temporal_server import find
from db.connection.session import Database
from engine.client import connect
from engine.time_skipping import WorkflowClock
from settings import Settings
from simulator.client import SimulatorControl


@dataclass(frozen=True, kw_only=True)
class PostgresStage(Stage):
    """As `Stage`, whose `database` is then only a name beside which logs are kept."""

    url: str

    def rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """What the database holds, read past the API."""
        with psycopg.connect(self.url, application_name="looking on") as connection:
            return connection.execute(question.replace("?", "%s").encode(), values or None).fetchall()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session on it, committed at the end of the block."""
        database = Database(self.url)
        try:
            async with database.transaction() as session:
                yield session
        finally:
            await database.dispose()


def settings_on(url: str, state: Path) -> Settings:
    """Of a local stack with this database; no night begins."""
    return Settings(
        state_dir=state,
        database_url=url,
        port=0,
        simulator_port=0,
        temporal_port=0,
        temporal_ui_port=0,
        log_format="json",
        extract_hour=-1,
    )


@contextlib.asynccontextmanager
async def postgres_stage(url: str, state: Path) -> AsyncIterator[PostgresStage]:
    """Real processes on free ports: server, simulator, worker, API."""
    settings = settings_on(url, state)
    async with running_stack(settings, find(settings), say) as stack:
        client = await connect(address=stack.temporal, namespace=settings.temporal_namespace)
        headers = {"Authorization": f"Bearer {stack.demo.key}"}
        async with httpx.AsyncClient(base_url=stack.api, headers=headers, timeout=60) as http:
            here = PostgresStage(
                stack=stack,
                client=client,
                clock=WorkflowClock(client),
                http=http,
                simulator=SimulatorControl(stack.phones),
                database=state / "caseline.db",
                url=url,
            )
            if here.count(
                "SELECT count(*) FROM agencies WHERE ori = ? AND policy LIKE '%%ceiling = 50%%'", stack.demo.ori
            ):
                await here.change_policy("ceiling = 50", "ceiling = 10000")  # once: the database may be used again
            yield here
