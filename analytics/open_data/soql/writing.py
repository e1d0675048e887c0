"""Write a tree of SoQL as SQL: columns by our own names, values as parameters, and every kind checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from analytics.open_data.soql.functions import call
from analytics.open_data.soql.mistakes import SoqlCode, SoqlError
from analytics.open_data.soql.written import CheckedSql, Parameters, SoqlKind, alike, as_kind, number_of

if TYPE_CHECKING:
    from lark import Tree

Names = Mapping[str, CheckedSql]
"""What a name means: a column, or what a reader named so in $select."""


class Writer:
    """Writes the expressions of one question."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self._rules: Mapping[str, Callable[[list[Any], Names], CheckedSql]] = {
            "column": self._column,
            "number": lambda parts, names: self._number(str(parts[0])),
            "text": lambda parts, names: self._text(str(parts[0])),
            "true": lambda parts, names: CheckedSql(sql="true", kind=SoqlKind.YES_NO, name="true"),
            "false": lambda parts, names: CheckedSql(sql="false", kind=SoqlKind.YES_NO, name="false"),
            "null": lambda parts, names: CheckedSql(sql="NULL", kind=SoqlKind.NULL, name="null"),
            "either": lambda parts, names: self._logic(" OR ", parts, names),
            "both": lambda parts, names: self._logic(" AND ", parts, names),
            "negated": self._negated,
            "compared": self._compared,
            "is_null": lambda parts, names: self._null("IS NULL", parts, names),
            "is_not_null": lambda parts, names: self._null("IS NOT NULL", parts, names),
            "like": lambda parts, names: self._like("LIKE", parts, names),
            "not_like": lambda parts, names: self._like("NOT LIKE", parts, names),
            "within": lambda parts, names: self._within("IN", parts, names),
            "not_within": lambda parts, names: self._within("NOT IN", parts, names),
            "between": lambda parts, names: self._between("BETWEEN", parts, names),
            "not_between": lambda parts, names: self._between("NOT BETWEEN", parts, names),
            "sum": self._arithmetic,
            "product": self._arithmetic,
            "minus": self._minus,
            "call": self._call,
            "call_of_all": self._call_of_all,
        }

    def write(self, tree: Tree[Any], names: Names) -> CheckedSql:
        """One expression. Raises SoqlError."""
        return self._rules[str(tree.data)](tree.children, names)

    def yes_or_no(self, tree: Tree[Any], names: Names) -> CheckedSql:
        """One expression that is true or false. Raises SoqlError."""
        return as_kind(self.write(tree, names), SoqlKind.YES_NO, self.parameters)

    def _all(self, parts: list[Any], names: Names) -> list[CheckedSql]:
        return [self.write(part, names) for part in parts]

    def _column(self, parts: list[Any], names: Names) -> CheckedSql:
        name = str(parts[0]).strip("`").lower()
        if name not in names:
            raise SoqlError(SoqlCode.NO_COLUMN, f"There is no column {name[:80]}. There are: {', '.join(names)}.")
        return names[name]

    def _number(self, text: str) -> CheckedSql:
        return CheckedSql(
            sql=f"{self.parameters.add(number_of(text))}::DOUBLE", kind=SoqlKind.NUMBER, name=text.replace(".", "_")
        )

    def _text(self, quoted: str) -> CheckedSql:
        mark = quoted[0]
        text = quoted[1:-1].replace(mark * 2, mark)
        return CheckedSql(sql=f"{self.parameters.add(text)}::VARCHAR", kind=SoqlKind.TEXT, name="text", literal=text)

    def _made(self, sql: str, kind: SoqlKind, of: list[CheckedSql]) -> CheckedSql:
        return CheckedSql(sql=sql, kind=kind, name="expression", gathers=any(each.gathers for each in of))

    def _logic(self, word: str, parts: list[Any], names: Names) -> CheckedSql:
        found = [self.yes_or_no(part, names) for part in parts]
        return self._made("(" + word.join(each.sql for each in found) + ")", SoqlKind.YES_NO, found)

    def _negated(self, parts: list[Any], names: Names) -> CheckedSql:
        found = self.yes_or_no(parts[0], names)
        return self._made(f"(NOT {found.sql})", SoqlKind.YES_NO, [found])

    def _compared(self, parts: list[Any], names: Names) -> CheckedSql:
        found = alike([self.write(parts[0], names), self.write(parts[2], names)], self.parameters)
        return self._made(f"({found[0].sql} {parts[1]} {found[1].sql})", SoqlKind.YES_NO, found)

    def _null(self, word: str, parts: list[Any], names: Names) -> CheckedSql:
        found = self._all(parts, names)
        return self._made(f"({found[0].sql} {word})", SoqlKind.YES_NO, found)

    def _like(self, word: str, parts: list[Any], names: Names) -> CheckedSql:
        found = [as_kind(each, SoqlKind.TEXT, self.parameters) for each in self._all(parts, names)]
        return self._made(f"({found[0].sql} {word} {found[1].sql})", SoqlKind.YES_NO, found)

    def _within(self, word: str, parts: list[Any], names: Names) -> CheckedSql:
        found = alike(self._all(parts, names), self.parameters)
        listed = ", ".join(each.sql for each in found[1:])
        return self._made(f"({found[0].sql} {word} ({listed}))", SoqlKind.YES_NO, found)

    def _between(self, word: str, parts: list[Any], names: Names) -> CheckedSql:
        found = alike(self._all(parts, names), self.parameters)
        return self._made(f"({found[0].sql} {word} {found[1].sql} AND {found[2].sql})", SoqlKind.YES_NO, found)

    def _arithmetic(self, parts: list[Any], names: Names) -> CheckedSql:
        found = self.write(parts[0], names)
        for sign, part in zip(parts[1::2], parts[2::2], strict=True):
            kind = SoqlKind.TEXT if sign == "||" else SoqlKind.NUMBER
            left, right = (as_kind(each, kind, self.parameters) for each in (found, self.write(part, names)))
            found = self._made(f"({left.sql} {sign} {right.sql})", kind, [left, right])
        return found

    def _minus(self, parts: list[Any], names: Names) -> CheckedSql:
        found = as_kind(self.write(parts[0], names), SoqlKind.NUMBER, self.parameters)
        return self._made(f"(- {found.sql})", SoqlKind.NUMBER, [found])

    def _call(self, parts: list[Any], names: Names) -> CheckedSql:
        given = self._all([part for part in parts[1:] if part is not None], names)
        return call(str(parts[0]), given, self.parameters)

    def _call_of_all(self, parts: list[Any], names: Names) -> CheckedSql:
        if str(parts[0]).lower() != "count":
            raise SoqlError(SoqlCode.NO_FUNCTION, f"Only count takes *, not {str(parts[0])[:40]}.")
        return CheckedSql(sql="count(*)::DOUBLE", kind=SoqlKind.NUMBER, name="count", gathers=True)
