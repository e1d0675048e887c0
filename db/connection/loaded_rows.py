"""Rows that a direct statement found, as objects of a session: what is changed of them, the session writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import bindparam, inspect, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.instrumentation import manager_of_class
from sqlmodel import SQLModel

from db.connection.direct import Direct

Row = TypeVar("Row", bound=SQLModel)


class LoadedRows(Generic[Row]):
    """Of one table, with all its columns."""

    def __init__(self, kind: type[Row]) -> None:
        table = SQLModel.metadata.tables[str(kind.__tablename__)]
        self.columns = tuple(column.label(f"{table.name}_{column.key}") for column in table.c)
        """What a statement must select, in this order."""
        self._table = table
        self._kind = kind
        self._names = tuple(column.key for column in table.c)
        self._key_names = tuple(column.key for column in table.primary_key)
        self._key = tuple(map(self._names.index, self._key_names))
        self._manager = manager_of_class(kind)
        self._updates: dict[tuple[str, ...], Direct] = {}
        self._needed = frozenset(name for name, each in kind.model_fields.items() if each.is_required())
        self._defaults = {
            name: each.default
            for name, each in kind.model_fields.items()
            if not each.default_factory and name not in self._needed
        }
        made = {name: each.default_factory for name, each in kind.model_fields.items() if each.default_factory}
        self._makers = cast("dict[str, Callable[[], Any]]", made)  # none of ours is made of other fields

    def made(self, **values: Any) -> Row:
        """A new object, in no session, for a fraction of what its class takes to make one.

        Raises TypeError if a column without a default is left out.
        """
        if missing := self._needed - values.keys():
            raise TypeError(f"{self._kind.__name__} needs {', '.join(sorted(missing))}")
        row: Row = self._manager.new_instance()
        made = {name: make() for name, make in self._makers.items() if name not in values}
        row.__dict__.update(self._defaults | made | values)
        return row

    def stored(self, session: AsyncSession, row: Row) -> None:
        """A statement has stored this new object, as it is: what is changed of it, the session writes from now on."""
        make_transient_to_detached(row)
        session.sync_session.add(row)

    def of(self, session: AsyncSession, values: Sequence[Any]) -> Row:
        """The object, as it is now in the database, also if the session had loaded it before."""
        sync = session.sync_session
        key = (self._kind, tuple(values[place] for place in self._key), None)
        known = sync.identity_map.get(key)
        if known is not None:
            for name, value in zip(self._names, values, strict=True):
                set_committed_value(known, name, value)
            return known
        row: Row = self._manager.new_instance()
        row.__dict__.update(zip(self._names, values, strict=True))
        self.stored(session, row)
        return row

    async def write_changed(self, session: AsyncSession) -> None:
        """What was changed of those the session has: the same as its flush would write, for less."""
        sync = session.sync_session
        rows = [row for row in sync.dirty if isinstance(row, self._kind)]
        changes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for row in rows:
            if names := self._changed(row):
                key = {f"of_{name}": getattr(row, name) for name in self._key_names}
                changes.setdefault(names, []).append({name: getattr(row, name) for name in names} | key)
            # Unchanged from now on: it is not written twice, nor looked through before each statement.
            sync.expunge(row)
            make_transient(row)
            make_transient_to_detached(row)
            sync.add(row)
        for names, values in changes.items():  # no column that is as it was: the row may not be locked
            await self._update(names).each(session, values)

    def _changed(self, row: Row) -> tuple[str, ...]:
        before = inspect(row).committed_state
        return tuple(name for name in self._names if name in before and getattr(row, name) != before[name])

    def _update(self, names: tuple[str, ...]) -> Direct:
        if names not in self._updates:
            which = [self._table.c[name] == bindparam(f"of_{name}") for name in self._key_names]
            values: dict[str, Any] = {name: bindparam(name) for name in names}
            self._updates[names] = Direct(update(self._table).where(*which).values(values))
        return self._updates[names]
