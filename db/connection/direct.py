"""Statements that are built and compiled once and run by the driver itself: for what every message and event asks.

A statement through SQLAlchemy's session costs some 0.3 ms of Python each time, on SQLite several times what the
database takes for it. SQLAlchemy still writes these and knows how their values are stored and read
(docs/decisions/0037-hot-statements-go-straight-to-the-driver.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import ClauseElement, Dialect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

DRIVER = "driver"
"""Under this name a session knows its `Driver`."""

Values = Mapping[str, Any]
Process = Callable[[Any], Any]
Build = Callable[[str], ClauseElement]
"""From the name of a database's dialect."""


@dataclass(frozen=True, slots=True)
class DriverAnswer:
    """What a driver answered: rows, what its columns hold in its own words, and how many rows were changed."""

    rows: Sequence[Sequence[Any]]
    kinds: Sequence[Any]
    changed: int


class Driver(Protocol):
    """Runs statements in the transaction of a session, which it begins if that is not begun."""

    @property
    def dialect(self) -> Dialect:
        """Of its database."""
        ...

    async def run(self, session: AsyncSession, statement: str, values: Any) -> DriverAnswer:
        """Raises what SQLAlchemy raises, sqlalchemy.exc.DBAPIError."""
        ...

    async def run_each(self, session: AsyncSession, statement: str, values: Sequence[Any]) -> None:
        """The same statement with one set of values after another, in one go; what it returns is dropped."""
        ...


class Direct:
    """One statement. A parameter that is `expanding` takes a list.

    What the session has changed and not yet written is written first, as SQLAlchemy does it. What it has loaded
    it does not load anew.
    """

    def __init__(self, statement: ClauseElement | Build) -> None:
        self._statement = statement
        self._compiled: dict[tuple[str, tuple[int, ...]], _Compiled] = {}
        self._lists: tuple[str, ...] | None = None

    async def rows(self, session: AsyncSession, values: Values) -> list[tuple[Any, ...]]:
        """What it finds or returns."""
        answer, compiled = await self._run(session, values)
        return compiled.read(answer.rows, answer.kinds)

    async def parts(self, session: AsyncSession, values: Values, widths: Sequence[int]) -> list[list[tuple[Any, ...]]]:
        """Of a union of different selects (`db.connection.stacked`): the rows of each, in its own columns.

        The first column says of which a row is, and each has so many columns after those of the one before it.
        """
        answer, compiled = await self._run(session, values)
        found: list[list[Sequence[Any]]] = [[] for _ in widths]
        for row in answer.rows:
            found[row[0]].append(row)
        first, parts = 1, list[list[tuple[Any, ...]]]()
        for width, rows in zip(widths, found, strict=True):
            parts.append(compiled.read(rows, answer.kinds, first, first + width))
            first += width
        return parts

    async def changed(self, session: AsyncSession, values: Values) -> int:
        """How many rows it changed."""
        return (await self._run(session, values))[0].changed

    async def each(self, session: AsyncSession, values: Sequence[Values]) -> None:
        """With one set of values after another, in one go. It takes no lists."""
        if not values:
            return
        driver = await _driver(session)
        compiled = self._for(driver.dialect, values[0])
        if len(values) == 1:
            await driver.run(session, compiled.statement, compiled.bound(values[0]))
        else:
            await driver.run_each(session, compiled.statement, [compiled.bound(each) for each in values])

    async def _run(self, session: AsyncSession, values: Values) -> tuple[DriverAnswer, _Compiled]:
        driver = await _driver(session)
        compiled = self._for(driver.dialect, values)
        return await driver.run(session, compiled.statement, compiled.bound(values)), compiled

    def _for(self, dialect: Dialect, values: Values) -> _Compiled:
        lengths = tuple(len(values[name]) for name in self._lists) if self._lists else ()
        known = self._compiled.get((dialect.name, lengths)) if self._lists is not None else None
        if known is None:
            known = self._compile(dialect, values)
            lengths = tuple(len(values[name]) for name in self._lists or ())
            if len(self._compiled) < _MOST_KEPT:
                self._compiled[dialect.name, lengths] = known
        return known

    def _compile(self, dialect: Dialect, values: Values) -> _Compiled:
        built = self._statement(dialect.name) if callable(self._statement) else self._statement
        compiled = built.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)  # noqa: S101  of a statement, not of a type or a table
        self._lists = tuple(name for name, bind in compiled.binds.items() if bind.expanding and bind.required)
        return _Compiled.of(compiled, dialect, values)


async def _driver(session: AsyncSession) -> Driver:
    """Of the session, once what it has changed is written."""
    sync = session.sync_session
    if sync.autoflush and (sync.new or sync.dirty or sync.deleted):
        await session.flush()
    driver: Driver = session.info[DRIVER]
    return driver


_MOST_KEPT = 64
"""Of one statement, by the lengths of its lists: longer and rarer ones are compiled each time."""


@dataclass(slots=True, kw_only=True)
class _Compiled:
    statement: str
    order: Sequence[str] | None
    """The names of the parameters in the order they stand; None where the driver takes them by name."""
    fixed: Mapping[str, Any]
    """Parameters that the statement itself brings."""
    plain: Mapping[str, Process | None]
    lists: Mapping[str, tuple[Sequence[str], Process | None]]
    types: Sequence[TypeEngine[Any]]
    dialect: Dialect
    _reading: dict[int, Sequence[tuple[int, Process]]] = field(default_factory=dict, init=False)
    """How columns are read, from this one on."""

    @classmethod
    def of(cls, compiled: SQLCompiler, dialect: Dialect, values: Values) -> _Compiled:
        expanded = compiled.construct_expanded_state({**compiled.params, **values}, escape_names=False)
        given = {name for name, bind in compiled.binds.items() if bind.required}
        process = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in compiled.binds.items()
        }
        fixed = {
            name: _processed(process.get(name), value)
            for name, value in expanded.parameters.items()
            if name in compiled.binds and name not in given
        }
        for name, names in expanded.parameter_expansion.items():
            if name not in given:
                fixed |= {one: _processed(process[name], expanded.parameters[one]) for one in names}
        returned = getattr(compiled.statement, "exported_columns", ())
        return cls(
            statement=expanded.statement,
            order=expanded.positiontup,
            fixed=fixed,
            plain={name: process[name] for name in given - expanded.parameter_expansion.keys()},
            lists={
                name: (names, process[name]) for name, names in expanded.parameter_expansion.items() if name in given
            },
            types=[column.type for column in returned],
            dialect=dialect,
        )

    def bound(self, values: Values) -> Any:
        """As the driver takes them."""
        named = dict(self.fixed)
        for name, process in self.plain.items():
            named[name] = process(values[name]) if process else values[name]
        for name, (names, process) in self.lists.items():
            named.update(zip(names, map(process, values[name]) if process else values[name], strict=True))
        return named if self.order is None else tuple(named[name] for name in self.order)

    def read(
        self, rows: Sequence[Sequence[Any]], kinds: Sequence[Any], first: int = 0, last: int | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows as their types say, or some columns of them."""
        if not rows:
            return []
        reading = self._reading.get(first)
        if reading is None:
            reading = self._reading[first] = self._how_to_read(kinds, first, last)
        return [_read(row[first:last], reading) for row in rows]

    def _how_to_read(self, kinds: Sequence[Any], first: int, last: int | None) -> Sequence[tuple[int, Process]]:
        found = (
            (place, type_.dialect_impl(self.dialect).result_processor(self.dialect, kind))
            for place, (type_, kind) in enumerate(list(zip(self.types, kinds, strict=True))[first:last])
        )
        return [(place, process) for place, process in found if process]


def _processed(process: Process | None, value: Any) -> Any:
    return process(value) if process else value


def _read(row: Sequence[Any], reading: Sequence[tuple[int, Process]]) -> tuple[Any, ...]:
    if not reading:
        return tuple(row)
    said = list(row)
    for place, process in reading:
        said[place] = process(said[place])
    return tuple(said)
