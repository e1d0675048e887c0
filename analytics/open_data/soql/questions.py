"""A question to the read API: the $parameters of its address, as one statement of SQL with its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analytics.open_data.datasets import DataSet, DataType
from analytics.open_data.soql.mistakes import SoqlCode, SoqlError
from analytics.open_data.soql.reading import read
from analytics.open_data.soql.writing import Names, Writer
from analytics.open_data.soql.written import CheckedSql, Parameters, SoqlKind, alike

ROWS = 1_000
MOST_ROWS = 50_000
MOST_SKIPPED = 10**9

CLAUSES = ("select", "where", "group", "having", "order", "limit", "offset")
_STARTS = {
    "select": "selected",
    "where": "expression",
    "group": "grouped",
    "having": "expression",
    "order": "ordered",
    "limit": "",
    "offset": "",
}
IGNORED = {"$$app_token", "$$exclude_system_fields", "$$read_from_nbe", "$$version", "app_token"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoqlQuestion:
    """`sql` names columns of its own and holds values as $1, $2 ...; `columns` are what it gives, in order."""

    sql: str
    values: tuple[Any, ...]
    columns: tuple[tuple[str, SoqlKind], ...]


def asked(dataset: DataSet, table: str, given: Sequence[tuple[str, str]]) -> SoqlQuestion:
    """The question of an address's query. `table` is a name of ours. Raises SoqlError, NotInstalled."""
    clauses, filters, words = _sorted_out(given)
    return _Statement(columns_of(dataset)).question(table, clauses, filters, words)


def columns_of(dataset: DataSet) -> Names:
    """The columns of a dataset as SQL says them."""
    return {
        column.name: CheckedSql(
            sql="CASE WHEN longitude IS NULL THEN NULL ELSE [longitude, latitude] END"
            if column.type is DataType.POINT
            else f'"{column.name}"',
            kind=SoqlKind(column.type.value),
            name=column.name,
        )
        for column in dataset.columns
    }


def _sorted_out(given: Sequence[tuple[str, str]]) -> tuple[dict[str, Any], list[tuple[str, str]], str]:
    clauses: dict[str, Any] = {}
    filters, words = [], ""
    for name, value in given:
        if name in IGNORED:
            continue
        if name == "$q":
            words = value
        elif name == "$query":
            clauses |= _of_whole(value)
        elif name.startswith("$"):
            if name[1:] not in CLAUSES:
                raise SoqlError(SoqlCode.MALFORMED, f"There is no parameter {name[:40]!r}.")
            start = _STARTS[name[1:]]
            clauses[name[1:]] = read(value, start) if start else value
        else:
            filters.append((name, value))
    return clauses, filters, words


def _of_whole(text: str) -> dict[str, Any]:
    found = {}
    for part in read(text, "query").children:
        if part is not None:
            found[str(part.data).removesuffix("_clause")] = part.children[0]
    return found


class _Statement:
    def __init__(self, columns: Names) -> None:
        self._columns = columns
        self._parameters = Parameters()
        self._writer = Writer(self._parameters)

    def question(
        self, table: str, clauses: Mapping[str, Any], filters: Sequence[tuple[str, str]], words: str
    ) -> SoqlQuestion:
        selected = self._selected(clauses.get("select"))
        named = {**self._columns, **selected}
        group = [self._writer.write(part, named).sql for part in _children(clauses.get("group"))]
        where = [*self._filters(filters), *self._words(words)]
        if "where" in clauses:
            where.append(self._where(clauses["where"]))
        having = self._writer.yes_or_no(clauses["having"], named).sql if "having" in clauses else ""
        gathers = bool(group) or any(each.gathers for each in selected.values())
        if having and not gathers:
            raise SoqlError(SoqlCode.AGGREGATE, "$having needs $group.")
        order = [self._order(part, named) for part in _children(clauses.get("order"))]
        shown = ", ".join(f'{each.sql} AS "{name}"' for name, each in selected.items())
        sql = [
            f'SELECT {shown} FROM "{table}"',  # noqa: S608  names of ours, values as parameters
            f"WHERE {' AND '.join(where)}" if where else "",
            f"GROUP BY {', '.join(group)}" if group else "",
            f"HAVING {having}" if having else "",
            # Always in one order, so that page after page gives every row once.
            "ORDER BY " + ", ".join([*order, *(map(str, range(1, len(selected) + 1)) if gathers else ["rowid"])]),
            f"LIMIT {_bounded(clauses.get('limit', ROWS), MOST_ROWS, '$limit')}",
            f"OFFSET {_bounded(clauses.get('offset', 0), MOST_SKIPPED, '$offset')}",
        ]
        columns = tuple((name, each.kind) for name, each in selected.items())
        statement, values = self._parameters.used_in(" ".join(filter(None, sql)))
        return SoqlQuestion(sql=statement, values=values, columns=columns)

    def _selected(self, tree: Any) -> dict[str, CheckedSql]:
        found: dict[str, CheckedSql] = {}
        for part in _children(tree) or [None]:
            if part is None or part.data == "everything":
                found |= self._columns
            elif part.data == "named":
                written = self._writer.write(part.children[0], self._columns)
                name = str(part.children[1] or written.name).lower()
                if name in found:
                    name = f"{name}_{len(found) + 1}"
                found[name] = written
        return found or dict(self._columns)

    def _where(self, tree: Any) -> str:
        found = self._writer.yes_or_no(tree, self._columns)
        if found.gathers:
            raise SoqlError(SoqlCode.AGGREGATE, "$where looks at single rows: use $having.")
        return found.sql

    def _filters(self, filters: Sequence[tuple[str, str]]) -> Iterator[str]:
        for name, value in filters:
            if name not in self._columns:
                raise SoqlError(SoqlCode.NO_COLUMN, f"There is no column {name[:80]!r}.")
            if "\x00" in value:
                raise SoqlError(SoqlCode.MALFORMED, "There is a NUL in it.")
            text = CheckedSql(
                sql=f"{self._parameters.add(value)}::VARCHAR", kind=SoqlKind.TEXT, name=name, literal=value
            )
            left, right = alike([self._columns[name], text], self._parameters)
            yield f"({left.sql} = {right.sql})"

    def _words(self, words: str) -> Iterator[str]:
        texts = [each.sql for each in self._columns.values() if each.kind is SoqlKind.TEXT]
        if "\x00" in words or len(words.split()) > 20:
            raise SoqlError(SoqlCode.TOO_MUCH, "$q takes at most 20 words.")
        for word in words.split():
            place = f"{self._parameters.add(word.lower())}::VARCHAR"
            yield f"contains(lower(concat_ws(' ', {', '.join(texts)})), {place})"

    def _order(self, tree: Any, names: Names) -> str:
        expression, direction, nulls = tree.children
        first = "FIRST" if nulls and str(nulls).upper().endswith("FIRST") else "LAST"
        down = "DESC" if direction and str(direction).upper() == "DESC" else "ASC"
        return f"({self._writer.write(expression, names).sql}) {down} NULLS {first}"


def _children(tree: Any) -> list[Any]:
    return list(tree.children) if tree is not None else []


def _bounded(value: Any, most: int, name: str) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= most):
        raise SoqlError(SoqlCode.NUMBER, f"{name} is a whole number from 0 to {most:,}.")
    return int(text)
