"""The functions that SoQL may call: what each takes and gives, and how SQL says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.open_data.soql.mistakes import SoqlCode, SoqlError
from analytics.open_data.soql.written import CheckedSql, Parameters, SoqlKind, as_kind

T, N, M, P, Y = SoqlKind.TEXT, SoqlKind.NUMBER, SoqlKind.MOMENT, SoqlKind.POINT, SoqlKind.YES_NO
ANY = None
"""Text, number or moment; what it gives is of the same kind where it says no other."""

EARTH_METERS = 6_371_008.8
"""Mean radius (IUGG)."""

_WITHIN_BOX = "(latitude <= {1} AND longitude >= {2} AND latitude >= {3} AND longitude <= {4})"
_WITHIN_CIRCLE = (
    f"(2 * {EARTH_METERS} * asin(sqrt(least(1, pow(sin(radians(latitude - {{1}}) / 2), 2) + cos(radians({{1}})) "
    "* cos(radians(latitude)) * pow(sin(radians(longitude - {2}) / 2), 2)))) <= {3})"
)


@dataclass(frozen=True, slots=True)
class _Function:
    takes: tuple[SoqlKind | None, ...]
    gives: SoqlKind | None
    sql: str
    gathers: bool = False


FUNCTIONS: Mapping[str, _Function] = {
    "count": _Function((ANY,), N, "count({0})::DOUBLE", gathers=True),
    "sum": _Function((N,), N, "sum({0})", gathers=True),
    "avg": _Function((N,), N, "avg({0})", gathers=True),
    "min": _Function((ANY,), ANY, "min({0})", gathers=True),
    "max": _Function((ANY,), ANY, "max({0})", gathers=True),
    "upper": _Function((T,), T, "upper({0})"),
    "lower": _Function((T,), T, "lower({0})"),
    "starts_with": _Function((T, T), Y, "starts_with({0}, {1})"),
    "contains": _Function((T, T), Y, "contains({0}, {1})"),
    "date_trunc_y": _Function((M,), M, "date_trunc('year', {0})::TIMESTAMP"),
    "date_trunc_ym": _Function((M,), M, "date_trunc('month', {0})::TIMESTAMP"),
    "date_trunc_ymd": _Function((M,), M, "date_trunc('day', {0})::TIMESTAMP"),
    "date_extract_y": _Function((M,), N, "year({0})::DOUBLE"),
    "date_extract_m": _Function((M,), N, "month({0})::DOUBLE"),
    "date_extract_d": _Function((M,), N, "day({0})::DOUBLE"),
    "date_extract_hh": _Function((M,), N, "hour({0})::DOUBLE"),
    "date_extract_mm": _Function((M,), N, "minute({0})::DOUBLE"),
    "date_extract_ss": _Function((M,), N, "second({0})::DOUBLE"),
    "date_extract_dow": _Function((M,), N, "dayofweek({0})::DOUBLE"),
    "date_extract_woy": _Function((M,), N, "weekofyear({0})::DOUBLE"),
    "within_box": _Function((P, N, N, N, N), Y, _WITHIN_BOX),
    "within_circle": _Function((P, N, N, N), Y, _WITHIN_CIRCLE),
}


def call(name: str, given: Sequence[CheckedSql], parameters: Parameters) -> CheckedSql:
    """A call of a function by its name. Raises SoqlError."""
    function = FUNCTIONS.get(name.lower())
    if function is None:
        raise SoqlError(SoqlCode.NO_FUNCTION, f"There is no function {name[:40]}. There are: {', '.join(FUNCTIONS)}.")
    if len(given) != len(function.takes):
        raise SoqlError(SoqlCode.NO_FUNCTION, f"{name.lower()} takes {len(function.takes)} values, not {len(given)}.")
    taken = [
        each if kind is ANY else as_kind(each, kind, parameters)
        for each, kind in zip(given, function.takes, strict=True)
    ]
    if function.takes == (ANY,) and taken[0].kind is SoqlKind.POINT and function.gives is ANY:
        raise SoqlError(SoqlCode.TYPES, f"{name.lower()} does not take points.")
    return CheckedSql(
        sql=function.sql.format(*(each.sql for each in taken)),
        kind=function.gives or taken[0].kind,
        name="_".join([name.lower(), *(each.name for each in taken if each.literal is None)])[:60],
        gathers=function.gathers or any(each.gathers for each in taken),
    )
