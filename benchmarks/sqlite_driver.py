"""SQLite under asyncio, ours beside aiosqlite: `python -m benchmarks.sqlite_driver`.

CPU time per statement through SQLAlchemy, and of statements that keep the event loop from all else meanwhile.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from db.connection import sqlite
from db.connection.session import Database, DatabaseUnavailable

STATEMENTS = 5_000
SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most}) SELECT max(i) FROM n"
MOST = {"short": 100_000, "slow": 1_000_000, "endless": 1_000_000_000}


async def cpu_microseconds(engine: AsyncEngine) -> float:
    """Per statement, of all threads."""
    async with engine.connect() as connection:
        one = text("SELECT 1")
        await connection.execute(one)
        began = time.process_time()
        for _ in range(STATEMENTS):
            await connection.execute(one)
        return 1e6 * (time.process_time() - began) / STATEMENTS


async def blocked_ms(database: Database, most: int) -> tuple[float, str]:
    """How much CPU time the loop had for nothing else, and what became of the statement."""
    said, began = "answered", time.process_time()
    try:
        async with database.reading() as session:
            await session.execute(text(SLOW.format(most=most)))
    except DatabaseUnavailable:
        said = "stopped"
    return 1000 * (time.process_time() - began), said


async def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{Path(folder) / 'driver.db'}"
        theirs = create_async_engine(url, connect_args=sqlite.OPTIONS)
        ours = Database(url)
        for name, engine in (("ours", ours._engine), ("aiosqlite", theirs)):
            print(f"{name:<10} {await cpu_microseconds(engine):6.0f} us of CPU per statement")
        for name, most in MOST.items():
            ms, said = await blocked_ms(ours, most)
            print(f"{name:<10} {ms:6.0f} ms of CPU, {said}")
        await theirs.dispose()
        await ours.dispose()


if __name__ == "__main__":
    asyncio.run(main())
