"""A checked piece of SQL: its text, which holds no text of the reader's, and of which kind its value is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from analytics.open_data.soql.mistakes import SoqlCode, SoqlError


class SoqlKind(StrEnum):
    """Of a value, as Socrata calls it."""

    TEXT = "text"
    NUMBER = "number"
    MOMENT = "floating_timestamp"
    POINT = "point"
    YES_NO = "checkbox"
    NULL = "null"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSql:
    """`sql` with parameters as $1, $2 ...; `name` is what its column is called if the reader gave no name."""

    sql: str
    kind: SoqlKind
    name: str
    literal: str | None = None
    """A text as the reader wrote it, which may be meant as a moment."""
    gathers: bool = False
    """It is made from many rows: count, sum ..."""


_PARAMETER = re.compile(r"\$(\d+)")


class Parameters:
    """The values of a question. Equal values are one parameter, so that equal expressions are equal SQL."""

    def __init__(self) -> None:
        self.values: list[Any] = []

    def add(self, value: Any) -> str:
        """How SQL names it."""
        for number, known in enumerate(self.values, start=1):
            if type(known) is type(value) and known == value:
                return f"${number}"
        self.values.append(value)
        return f"${len(self.values)}"

    def used_in(self, sql: str) -> tuple[str, tuple[Any, ...]]:
        """The same SQL and only the values that it names: of a text that was meant as a moment, the moment."""
        used = sorted({int(number) for number in _PARAMETER.findall(sql)})
        numbers = {old: new for new, old in enumerate(used, start=1)}
        renumbered = _PARAMETER.sub(lambda found: f"${numbers[int(found[1])]}", sql)
        return renumbered, tuple(self.values[number - 1] for number in used)


def as_kind(found: CheckedSql, wanted: SoqlKind, parameters: Parameters) -> CheckedSql:
    """The same, or the moment that a text means. Raises SoqlError where it is of another kind."""
    if found.kind in (wanted, SoqlKind.NULL):
        return found
    if wanted is SoqlKind.MOMENT and found.literal is not None:
        return CheckedSql(sql=parameters.add(_moment(found.literal)), kind=SoqlKind.MOMENT, name=found.name)
    if wanted is SoqlKind.NUMBER and found.literal is not None:
        return CheckedSql(sql=parameters.add(number_of(found.literal)), kind=SoqlKind.NUMBER, name=found.name)
    raise SoqlError(SoqlCode.TYPES, f"{found.name} is of type {found.kind}, and {wanted} is needed.")


def alike(found: list[CheckedSql], parameters: Parameters) -> list[CheckedSql]:
    """All of the kind that the first has that is not a plain text. Raises SoqlError."""
    told = [each.kind for each in found if each.literal is None and each.kind is not SoqlKind.NULL]
    wanted = told[0] if told else SoqlKind.TEXT
    if wanted is SoqlKind.POINT:
        raise SoqlError(SoqlCode.TYPES, "Points are compared with within_circle and within_box only.")
    return [as_kind(each, wanted, parameters) for each in found]


def number_of(text: str) -> float:
    """A number of at most 15 digits, which is exact. Raises SoqlError."""
    try:
        found = float(text) if len(text) <= 16 else float("nan")
    except ValueError:
        found = float("nan")
    if not abs(found) < 1e15:
        raise SoqlError(SoqlCode.NUMBER, f"{text[:20]!r} is not a number of at most 15 digits.")
    return found


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise SoqlError(SoqlCode.TYPES, f"{text[:40]!r} is not a moment like 2026-06-03T14:15:00.") from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
