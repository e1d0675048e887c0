"""Kinds of values in a mapping file: columns, patterns and conditions, formats, and where a time is written."""

from __future__ import annotations

from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from domain.dispositions import DISPOSITIONS
from intake.exports.plain_names import plain
from intake.exports.value_mapping import ValueMapping
from intake.exports.written_times import DAY, ISO, NAMED_FORMATS, TIME_OF_DAY, lacks, read_clock
from policies.toml_file import Table

T = TypeVar("T")


def listed(value: object) -> object:
    """One word in quotes is a list of one."""
    return [value] if isinstance(value, str) else value


def checked_patterns(patterns: dict[str, T]) -> dict[str, T]:
    """Each pattern can be understood. Raises BadPattern."""
    ValueMapping.of(patterns)
    return patterns


def _checked_pattern(pattern: str) -> str:
    ValueMapping.of({pattern: True})
    return pattern


def _checked_column(name: str) -> str:
    name = plain(name)
    if not name:
        raise ValueError("is empty; use the name of a column")
    return name


def _checked_disposition(code: str) -> str:
    if code not in DISPOSITIONS:
        raise ValueError("a disposition is an APCO/NENA common code, 01 to 45")
    return code


def _checked_format(time_format: str) -> str:
    if time_format not in NAMED_FORMATS and "%" not in time_format:
        named = ", ".join(sorted(NAMED_FORMATS))
        raise ValueError(f"one of {named}, or a strptime format as %Y-%m-%d %H:%M:%S")
    try:
        lacks(time_format)
    except ValueError as error:
        raise ValueError(f"{time_format!r} {error}") from None
    return time_format


def with_clock(formats: tuple[str, ...]) -> tuple[str, ...]:
    """Formats that say day and time of day, so that no date alone becomes midnight. Raises ValueError."""
    return _with(formats, DAY, TIME_OF_DAY)


def _with(formats: tuple[str, ...], *wanted: str) -> tuple[str, ...]:
    for time_format in formats:
        if missing := " and no ".join(part for part in lacks(time_format) if part in wanted):
            hint = "; %I needs %p" if "%I" in time_format and "%p" not in time_format else ""
            raise ValueError(
                f"{time_format!r} has no {missing}{hint}; a time in two columns: docs/cad-export-mapping.md"
            )
    return formats


Column = Annotated[str, AfterValidator(_checked_column)]
Columns = Annotated[tuple[Column, ...], BeforeValidator(listed)]
"""One column or several: the first that says something counts."""
Patterns = Annotated[tuple[Annotated[str, AfterValidator(_checked_pattern)], ...], BeforeValidator(listed)]
Condition = dict[Column, Patterns]
"""Column to patterns; true when every column matches one of its patterns."""
Disposition = Annotated[str, AfterValidator(_checked_disposition)]
Formats = Annotated[tuple[Annotated[str, AfterValidator(_checked_format)], ...], BeforeValidator(listed)]
"""Formats to try in this order."""


class TimeSource(Table):
    """Where a time is written: in one column, or its day and its time of day in two."""

    columns: Columns = ()
    format: Formats = ()
    """For `columns`; otherwise those of the whole export."""
    date: Columns = ()
    date_format: Annotated[Formats, Field(min_length=1)] = (ISO,)
    time: Columns = ()
    time_format: Annotated[Formats, Field(min_length=1)] = (ISO,)
    at: str = ""
    """The time of day of a date that has none, which counts as invented: 12:00."""
    when: Condition = Field(default_factory=dict)
    """It is this time only in rows that fit."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns, as the report names them."""
        return self.columns or (*self.date, *self.time)

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.columns) == bool(self.date):
            raise ValueError("needs columns, or date and time where they are in two columns")
        if self.date and not (self.time or self.at):
            raise ValueError("a date needs time, the column with the time of day, or at, as '12:00'")
        if self.time and not self.date:
            raise ValueError("a time of day needs date, the column with the day")
        return self

    @model_validator(mode="after")
    def _no_midnight_by_mistake(self) -> Self:
        if self.at:
            read_clock(self.at, (ISO,))
        _with(self.format, DAY, *(() if self.at else (TIME_OF_DAY,)))
        _with(self.date_format, DAY)
        _with(self.time_format, TIME_OF_DAY)
        return self


def _sources(value: object) -> object:
    """A column, a list of columns, a table, or a list of these."""
    if isinstance(value, str) or (isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)):
        return [{"columns": value}] if value else []
    if isinstance(value, dict):
        return [value]
    return [{"columns": one} if isinstance(one, str) else one for one in value] if isinstance(value, list) else value


TimeSources = Annotated[
    tuple[TimeSource, ...],
    BeforeValidator(_sources),
    Field(description="a column in quotes, a list of them, or a table of columns, date and time, format, when"),
]
"""The first that says a time in a row counts."""
