"""Fills a database with the past, within the server: rows first, then what finds them, then what is known of them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel

from benchmarks.at_scale.history import AGENCIES, BUSY, MESSAGES_PER_CALL, PAST, TableOfPast
from benchmarks.full_case import victim
from benchmarks.local_stack import say
from db import migrate
from db.connection.session import Database
from db.encryption.fitting import ring_made_once
from db.encryption.vault import Vault
from db.tables import Agency
from policies.files import read_policy

_EMPTY: Mapping[str, str] = {"JSON": "'{}'", "BOOLEAN": "false", "INTEGER": "0", "VARCHAR": "''"}
"""By the type in the database; what is a moment is always named."""


async def fill(url: str, keys: Path, messages: int) -> None:
    """An empty database, with its key ring, becomes one of so many messages."""
    migrate.upgrade(url)
    database = Database(url)
    try:
        vault = Vault(await ring_made_once(database, keys, now=datetime.now(UTC)))
        await _agencies(database)
    finally:
        await database.dispose()
    with psycopg.connect(url, autocommit=True) as connection:
        _busy(connection, vault)
        references = _drop(connection, "f")
        for name, past in PAST.items():
            _fill_table(connection, name, past, messages // MESSAGES_PER_CALL)
        for made in references:  # they hold for what comes, and are not looked at for what is there
            connection.execute(f"{made} NOT VALID".encode())
        began = time.monotonic()
        connection.execute("VACUUM ANALYZE")
        say(f"  looked through all: {time.monotonic() - began:.0f} s")


async def _agencies(database: Database) -> None:
    """All but the one that is played, which the local stack makes."""
    async with database.transaction() as session:
        for n in range(AGENCIES):
            session.add(
                Agency(
                    ori=f"WA{n:07d}",
                    name=f"Agency {n}",
                    time_zone="America/Los_Angeles",
                    non_emergency_phone="(206) 555-0100",
                    policy=read_policy()[0],
                    created_at=datetime.now(UTC) - timedelta(days=365),
                )
            )


def _busy(connection: psycopg.Connection[Any], vault: Vault) -> None:
    connection.execute("CREATE UNLOGGED TABLE busy (n int PRIMARY KEY, phone_hash text, email_hash text)")
    for n in range(BUSY):
        who = victim(n)
        hashes = (vault.fingerprint(who[kind], kind=kind) for kind in ("phone", "email"))
        connection.execute("INSERT INTO busy VALUES (%s, %s, %s)", (n, *hashes))


def _fill_table(connection: psycopg.Connection[Any], name: str, past: TableOfPast, calls: int) -> None:
    table, began = SQLModel.metadata.tables[name], time.monotonic()
    values = {column.name: past.columns.get(column.name) or _empty(column) for column in table.columns}
    values = {column: value for column, value in values.items() if value}
    named = ", ".join(f'{value} AS "{column}"' for column, value in values.items())
    # ruff: noqa: S608  the words are those of benchmarks.at_scale.history
    rows = f"SELECT {named} FROM {past.source} WHERE {past.where}".replace("{calls}", str(calls))
    chosen = f"SELECT DISTINCT ON ({past.distinct}) * FROM ({rows})" if past.distinct else rows
    names = ", ".join(f'"{column}"' for column in values)
    indexes = [*_drop(connection, "pu", name), *_drop_indexes(connection, name)]
    with connection.transaction():
        connection.execute(f"TRUNCATE {name}".encode())  # what fills a table that is new is not written to the log
        count = connection.execute(f"INSERT INTO {name} ({names}) {chosen}".encode()).rowcount
    rows_after = time.monotonic()
    for index in indexes:
        connection.execute(index.encode())
    took = f"{rows_after - began:.0f} s, indexes {time.monotonic() - rows_after:.0f} s"
    say(f"  {count:,} rows of {name}: {took}")


def _empty(column: sa.Column[Any]) -> str:
    """Nothing where the database chooses, or where nothing may stand."""
    if column.nullable or (column.primary_key and isinstance(column.type, sa.Integer)):
        return ""
    return _EMPTY[column.type.compile(postgresql.dialect())]  # type: ignore[no-untyped-call]  # SQLAlchemy's


def _drop(connection: psycopg.Connection[Any], kinds: str, table: str = "") -> list[str]:
    """Constraints: p and u are keys, f are references; how each is made again."""
    found: Iterable[tuple[str, str, str]] = connection.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE contype = ANY(%s) AND connamespace = 'public'::regnamespace AND %s IN ('', conrelid::regclass::text)
        """,
        [list(kinds), table],
    ).fetchall()
    for of, name, _ in found:
        connection.execute(f"ALTER TABLE {of} DROP CONSTRAINT {name}".encode())
    return [f"ALTER TABLE {of} ADD CONSTRAINT {name} {made}" for of, name, made in found]


def _drop_indexes(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """Those that are no constraint's; how each is made again."""
    found: Iterable[tuple[str, str]] = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND schemaname = 'public'", [table]
    ).fetchall()
    for index, _ in found:
        connection.execute(f"DROP INDEX {index}".encode())
    return [made for _, made in found]
