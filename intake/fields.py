"""The kinds of values that may come in: every text bounded, every time aware, no control characters anywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)

_REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9 ._:/#-]*$"


def _in_range(moment: datetime) -> datetime:
    if not EARLIEST <= moment < LATEST:
        raise PydanticCustomError("moment_out_of_range", "must be a time between the years 1900 and 2199")
    return moment.astimezone(UTC)


CallNumber = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, pattern=r"^\.{0,2}[A-Za-z0-9_:-][A-Za-z0-9._:-]*$"),
    Field(description="The CAD's number of the call: letters, digits and . _ : -", examples=["2026-001234"]),
]
Token = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""An opaque id or code of another system: it has no room for a name."""

Reference = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=_REFERENCE)]
"""A number or short label people use: case number, beat, unit."""

EventId = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x20\x7f-\x9f]+$")]
Source = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[!-~]+$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
"""One line of text about a person: kept sealed, never in logs or payloads."""

Paragraphs = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+$"),
]
"""Free text of several lines."""

Moment = Annotated[AwareDatetime, AfterValidator(_in_range), Field(examples=["2026-11-22T08:30:00Z"])]
IncidentType = Annotated[
    Token, Field(max_length=32, description="APCO 2.103.2 code, as in EIDO.", examples=["LARCENY"])
]
Disposition = Annotated[
    str,
    StringConstraints(pattern=r"^(0[1-9]|[123][0-9]|4[0-5])$"),
    Field(description="APCO/NENA common disposition code, 01 to 45.", examples=["08"]),
]


def _whole(value: object) -> object:
    """JSON knows one kind of number: 2.0 is the whole number 2."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


CallPriority = Annotated[
    int, Field(ge=1, le=99, description="1 is the highest.", examples=[2]), BeforeValidator(_whole)
]
EtaMinutes = Annotated[int, Field(ge=0, le=10080, description="Whole minutes.", examples=[15]), BeforeValidator(_whole)]


class Model(BaseModel):
    """What somebody sent: nothing is guessed, and a field we do not know is refused rather than lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
