"""Several selects of different columns, asked as one statement: what is asked together anyway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CompoundSelect, Select, cast, literal_column, null, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.direct import Direct, Values

Part = Sequence[Select[Any]]
"""Selects of the same columns; the first gives them their types."""


class Stacked:
    """A union in which each part has its columns to itself."""

    def __init__(self, *parts: Part) -> None:
        self._widths = [len(part[0].selected_columns) for part in parts]
        self._statement = Direct(_union(parts))

    async def rows(self, session: AsyncSession, values: Values) -> list[list[tuple[Any, ...]]]:
        """Those of each part, in its columns."""
        return await self._statement.parts(session, values, self._widths)


def _union(parts: Sequence[Part]) -> CompoundSelect[Any]:
    types = [[column.type for column in part[0].selected_columns] for part in parts]
    selects: list[Select[Any]] = []
    for number, part in enumerate(parts):
        for select in part:
            columns: list[Any] = [literal_column(str(number)).label("part")]
            for other, named in enumerate(types):
                if other == number:
                    own = enumerate(select.selected_columns)
                    columns += [column.label(f"of_{number}_{place}") for place, column in own]
                else:
                    # PostgreSQL takes the type of a column from the first select.
                    nothing = (null() if selects else cast(null(), type_) for type_ in named)
                    columns += [column.label(f"of_{other}_{place}") for place, column in enumerate(nothing)]
            selects.append(select.with_only_columns(*columns, maintain_column_froms=True))
    return union_all(*selects)
