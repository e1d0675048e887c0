"""A statement is written once, by its name, in `db`: every other package asks `db.queries` and writes no SQL."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

EXEMPT = {"db", "tests"}
MEASURE_THE_DATABASE = {
    "benchmarks/at_scale/fill.py",
    "benchmarks/counting/sitecustomize.py",
    "benchmarks/row_models.py",
    "benchmarks/sqlite_driver.py",
}
"""What they fill, listen to or compare is the database, the mapper and the driver themselves."""
OTHERS = ROOT / "benchmarks" / "peers"
"""What others would drive the same calls with has tables of its own."""
ALLOWED = {("sqlalchemy.ext.asyncio", "AsyncSession")}
"""A session is handed through, so its type is named."""
RUNS_A_STATEMENT = {"execute", "exec", "scalar", "scalars", "stream", "stream_scalars"}


def sources() -> Iterator[Path]:
    """Every file of ours above `db`."""
    for path in sorted(ROOT.glob("*")):
        if path.suffix == ".py":
            yield path
        elif path.is_dir() and path.name not in EXEMPT and not path.name.startswith("."):
            yield from (file for file in path.rglob("*.py") if OTHERS not in file.parents)


def sql_in(source: str) -> Iterator[str]:
    """What should stand in `db`, with its line."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.ImportFrom(module=str(module), names=names) if _is_of_the_mapper(module):
                yield from (f"{node.lineno}: {module}.{n.name}" for n in names if (module, n.name) not in ALLOWED)
            case ast.Import(names=names):
                yield from (f"{node.lineno}: {n.name}" for n in names if _is_of_the_mapper(n.name))
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in RUNS_A_STATEMENT:
                if ast.unparse(value).endswith("session"):
                    yield f"{node.lineno}: {ast.unparse(node.func)}"


def _is_of_the_mapper(module: str) -> bool:
    return module.partition(".")[0] in {"sqlalchemy", "sqlmodel"}


def test_only_db_writes_sql() -> None:
    found = {path: list(sql_in(path.read_text(encoding="utf-8"))) for path in sources()}
    assert len(found) > 100
    assert {str(path.relative_to(ROOT)): lines for path, lines in found.items() if lines}.keys() == MEASURE_THE_DATABASE


@pytest.mark.parametrize(
    "source",
    [
        "from sqlmodel import select",
        "from sqlalchemy import func",
        "from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine",
        "import sqlalchemy as sa",
        "async def f(session): return await session.execute(text)",
        "class A:\n    async def f(self): return (await self._session.scalars(wanted)).all()",
    ],
)
def test_each_way_to_write_it_elsewhere_is_seen(source: str) -> None:
    assert list(sql_in(source))


def test_a_session_may_be_named_and_rows_may_be_read_and_added_by_their_key() -> None:
    source = "from sqlalchemy.ext.asyncio import AsyncSession\nasync def f(session): await session.get(Call, 1)"
    assert list(sql_in(source)) == []
