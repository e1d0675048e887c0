"""The tables of a mapping file, which says what the columns of a CAD export mean (docs/cad-export-mapping.md)."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from domain.call_state import CaseStatus
from domain.event_facts import PRIORITY, UNKNOWN_TYPE, whole
from domain.messages import LANGUAGES
from intake.exports.incident_codes import KnownType
from intake.exports.mapping_fields import (
    Columns,
    Condition,
    Disposition,
    Formats,
    Patterns,
    TimeSources,
    checked_patterns,
    with_clock,
)
from policies.toml_file import Table

TimeName = Literal["received", "dispatched", "en_route", "arrived", "cleared"]
TIME_NAMES: tuple[TimeName, ...] = ("received", "dispatched", "en_route", "arrived", "cleared")
"""In the order in which they can happen."""

BLANK: tuple[str, ...] = ("NULL", "(NULL)", "<NULL>", "N/A", "#N/A", "NaN", "NaT")
"""What databases, spreadsheets and programs write where there is nothing."""


class Export(Table):
    """The file as such."""

    name: str = Field(min_length=1)
    source: str = Field(pattern=r"^[a-z0-9][a-z0-9./_-]*$")
    """CloudEvents `source` of every event."""
    publisher: str = ""
    time_zone: str
    time_format: Annotated[Formats, Field(min_length=1), AfterValidator(with_clock)]
    encoding: str = "utf-8-sig"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    sheet: str = ""
    """Of a workbook with several sheets, the one to read."""
    title_lines: int = Field(default=0, ge=0, le=1000)
    """Lines above the header, blank ones included."""
    blank: Patterns = BLANK
    """Values that mean nothing, in every column."""
    several_rows: Literal["merge", "refuse"] = "refuse"
    """May one call have several rows (one per offence, victim or unit)?"""

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError("not an IANA time zone, as America/Chicago") from None
        return value

    @field_validator("delimiter")
    @classmethod
    def _delimiter(cls, value: str) -> str:
        if value in '"\r\n':
            raise ValueError('a delimiter is a character such as , ; or a tab, which TOML writes as "\\t"')
        return value

    @field_validator("encoding")
    @classmethod
    def _encoding(cls, value: str) -> str:
        try:
            "".encode(value)
        except (LookupError, UnicodeError):
            raise ValueError("not an encoding Python knows, as utf-8-sig or cp1252") from None
        return value


class CallNumber(Table):
    """Which columns number the call: the first that is not blank, or all `parts` together."""

    columns: Columns = ()
    parts: Columns = ()
    joined_by: str = Field(default="-", max_length=3)
    starts_again: Literal["never", "yearly", "daily"] = "never"
    """Where a CAD uses its numbers again, the year or the day of receipt stands before them."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns, as the report names them."""
        return self.columns or self.parts

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.columns) == bool(self.parts):
            raise ValueError("needs columns, or parts where several columns together make the number")
        return self


class TimesMapping(Table):
    """Where the times that the export knows are written."""

    received: TimeSources = Field(min_length=1)
    dispatched: TimeSources = ()
    en_route: TimeSources = ()
    arrived: TimeSources = ()
    cleared: TimeSources = ()


class InventedTime(Table):
    """A time the export does not know: so long after another, at most as late as a third; the first that fits."""

    time: Literal["dispatched", "en_route", "arrived", "cleared"]
    after: TimeName
    minutes: float = Field(ge=0, le=525_600)
    not_after: TimeName | None = None
    why: str = Field(min_length=1)


class IncidentType(Table):
    """Call types to APCO 2.103.2 codes: what was known at first, and what it turned out to be."""

    initial: Columns = Field(min_length=1)
    final: Columns = ()
    unknown: KnownType = UNKNOWN_TYPE
    """The type of values that are not mapped; keep it off every allow-list."""
    values: Annotated[dict[str, KnownType], AfterValidator(checked_patterns)]
    most_serious: tuple[KnownType, ...] = ()
    """Which type wins when rows of one call differ; sensitive types win over all of these."""


class Priority(Table):
    """Priorities to whole numbers, 1 the highest."""

    columns: Columns = Field(min_length=1)
    values: Annotated[
        dict[str, Annotated[int, Field(ge=PRIORITY.least, le=PRIORITY.most), BeforeValidator(whole)]],
        AfterValidator(checked_patterns),
    ]


class OfficerInitiated(Table):
    """Calls without a caller: any of the conditions, or two times that are the same."""

    any: tuple[Condition, ...] = ()
    same_time: tuple[TimeName, ...] = Field(default=(), max_length=2)

    @model_validator(mode="after")
    def _two_times(self) -> Self:
        if len(self.same_time) == 1:
            raise ValueError("same_time needs two times, as ['received', 'dispatched']")
        return self


class Dispositions(Table):
    """How the response ended, as APCO/NENA common codes."""

    columns: Columns = ()
    values: Annotated[dict[str, Disposition], AfterValidator(checked_patterns)] = Field(default_factory=dict)
    otherwise: Disposition = "13"
    """Where the export says nothing, or something that is not mapped."""
    merged_into: Literal["", "previous call"] = ""
    """Where duplicates (21, 22) go when the export does not say: nowhere, or to the call received before (invented)."""


class CaseStep(Table):
    """One change of a case; `invented` when the export does not say so."""

    status: CaseStatus
    invented: bool = False
    days_after: float = Field(default=0, ge=0, le=36_500)
    """Days after the step before it; 0 keeps the export's own time."""


class CaseOutcome(Table):
    """What rows like these say about the case."""

    when: Condition
    steps: tuple[CaseStep, ...]

    @field_validator("steps", mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        """`"closed"` is short for `{status = "closed"}`."""
        if not isinstance(value, list | tuple):
            return value
        return [{"status": item} if isinstance(item, str) else item for item in value]


class CaseMapping(Table):
    """Case number, the times of the case, and its outcomes: the first that fits each row."""

    number: Columns = Field(min_length=1)
    opened: TimeSources = ()
    """When the report was made; the call's receipt where this is blank or earlier."""
    changed: TimeSources = ()
    """When the last status was set."""
    outcomes: tuple[CaseOutcome, ...] = ()


class People(Table):
    """How callers are invented: where their phones are, what they speak, who they are to the call."""

    area_codes: tuple[Annotated[str, Field(pattern=r"^[2-9]\d\d$")], ...] = Field(min_length=1)
    languages: dict[str, Annotated[float, Field(ge=0)]] = Field(
        default_factory=lambda: {"en": 50.0, "es": 18.0, "fr": 8.0, "ar": 8.0, "sw": 8.0, "fa": 8.0}
    )
    victim_when: Condition = Field(default_factory=dict)
    victim_share: float = Field(default=0.35, ge=0, le=1)
    nobody_share: float = Field(default=0.05, ge=0, le=1)
    email_share: float = Field(default=0.3, ge=0, le=1)
    email_only_share: float = Field(default=0.05, ge=0, le=1)

    @field_validator("languages")
    @classmethod
    def _languages(cls, value: dict[str, float]) -> dict[str, float]:
        unknown = sorted(set(value) - set(LANGUAGES))
        if unknown:
            raise ValueError(f"we do not speak {', '.join(unknown)}: choose among {', '.join(LANGUAGES)}")
        if not sum(value.values()) > 0:
            raise ValueError("at least one weight above 0")
        return value


class LocationMapping(Table):
    """Where the call is, in degrees (WGS 84): only the cell around it is read (`intake.calls.location`)."""

    latitude: Columns = Field(min_length=1)
    longitude: Columns = Field(min_length=1)


class Mapping(Table):
    """The whole mapping file."""

    export: Export
    call_number: CallNumber
    times: TimesMapping
    invented: tuple[InventedTime, ...] = ()
    incident_type: IncidentType
    priority: Priority | None = None
    officer_initiated: OfficerInitiated = OfficerInitiated()
    disposition: Dispositions = Dispositions()
    case: CaseMapping | None = None
    location: LocationMapping | None = None
    beat: Columns = ()
    call_taker: Columns = ()
    officers: Columns = ()
    """Ids of officers who came: every column counts, in every row."""
    people: People

    @property
    def zone(self) -> ZoneInfo:
        """The export's own zone."""
        return ZoneInfo(self.export.time_zone)
