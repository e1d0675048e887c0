"""Listens to the statements that a database is asked, and says which of them would read a table from end to end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text

from db.connection.direct import DRIVER, Driver
from db.connection.session import Database

LARGE = frozenset(
    {
        "calls",
        "contacts",
        "messages",
        "timeline",
        "inbox",
        "receipts",
        "audit_records",
        "brake_entries",
        "consents",
        "preferences",
        "portal_links",
        "unsubscribe_links",
        "survey_invitations",
        "replies",
        "incoming_texts",
        "phone_lines",
        "rate_counts",
        "staff_tasks",
    }
)
"""Tables that grow with every call."""

_OF_FEW = frozenset({"ix_messages_to_be_sent", "ix_messages_offers"})
"""Indexes of the few rows that wait: of an almost empty table PostgreSQL may read such a one whole."""

_SCANNED = re.compile(r"SCAN (\w+)|SEARCH (\w+) .*\(relayed_at=\?\)$")
"""Also every event that waits, of whatever call: after an outage these are all there are."""
_ALIAS = re.compile(r"\b(?:FROM|JOIN|UPDATE|INTO) (\w+)(?: AS)? (\w+)")

Asked = dict[str, Any]
"""Statement -> the values it was asked with, once."""


@contextmanager
def listening(database: Database) -> Iterator[Asked]:
    """What every session asks while the block runs."""
    asked: Asked = {}

    def hear(_connection: object, _cursor: object, statement: str, values: Any, _context: object, many: bool) -> None:
        if statement.split(maxsplit=1)[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}:
            asked[statement] = values[0] if many and isinstance(values, list) else values

    engine = database._engine.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


async def reading_whole_tables(database: Database, asked: Asked) -> list[str]:
    """Of these statements those that go through a large table where an index could lead."""
    explain = _scanned_by_sqlite if database.url.get_backend_name() == "sqlite" else _scanned_by_postgres
    found = []
    for statement, values in asked.items():
        if scanned := LARGE.intersection(await explain(database, statement, values)):
            found.append(f"{', '.join(sorted(scanned))}: {statement}")
    return found


async def _scanned_by_sqlite(database: Database, statement: str, values: Any) -> set[str]:
    async with database.trying() as session:
        connection = await session.connection()
        rows = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)).all()
    names = {alias: table for table, alias in _ALIAS.findall(statement)}
    scanned = (match[1] or match[2] for row in rows if (match := _SCANNED.search(row.detail)))
    return {str(names.get(name, name)) for name in scanned}


async def _scanned_by_postgres(database: Database, statement: str, values: Any) -> set[str]:
    """A few rows are read whole whatever indexes there are: so PostgreSQL is told that this costs very much."""
    async with database.trying() as session:
        await session.execute(text("SET LOCAL enable_seqscan = off"))
        explain = f"EXPLAIN (FORMAT JSON) {statement}"
        if isinstance(values, tuple):  # of a direct statement
            driver: Driver = session.info[DRIVER]
            [[explained]] = (await driver.run(session, explain, values)).rows
        else:
            explained = (await (await session.connection()).exec_driver_sql(explain, values)).scalar_one()
    return set(_whole(_nodes(explained[0]["Plan"])))


def _nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)


def _whole(nodes: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for node in nodes:
        through_index = node["Node Type"] in {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}
        if through_index and ("Index Cond" in node or node["Index Name"] in _OF_FEW):
            continue
        if through_index or node["Node Type"] == "Seq Scan":
            yield node.get("Relation Name", "")
