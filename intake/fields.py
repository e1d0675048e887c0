"""Types of the values that may come in: every text bounded, every time aware, no control characters anywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from domain.event_facts import (
    CALL_NUMBER,
    DISPOSITION,
    ETA_MINUTES,
    EVENT_ID,
    INCIDENT_TYPE,
    PRIORITY,
    REFERENCE,
    SOURCE,
    TOKEN,
    FactKind,
    read_moment,
    whole,
)


def _text(kind: FactKind) -> StringConstraints:
    return StringConstraints(min_length=kind.least, max_length=kind.most, pattern=kind.pattern)


def _number(kind: FactKind, description: str, example: int) -> Any:
    return Field(ge=kind.least, le=kind.most, description=description, examples=[example])


def _moment(value: object) -> datetime:
    try:
        return read_moment(value)
    except ValueError as problem:
        raise PydanticCustomError("moment", "{problem}", {"problem": str(problem)}) from None


CallNumber = Annotated[
    str,
    _text(CALL_NUMBER),
    Field(
        description="The CAD's number of the call: 1 to 128 printable characters, percent-encoded in a path.",
        examples=["2026-001234"],
    ),
]
SurvivingCall = Annotated[
    str,
    _text(CALL_NUMBER),
    Field(description="The surviving call: this one is its duplicate.", examples=["2026-000900"]),
]
Token = Annotated[str, _text(TOKEN)]
Reference = Annotated[str, _text(REFERENCE)]
EventId = Annotated[str, _text(EVENT_ID)]
Source = Annotated[str, _text(SOURCE)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=320, pattern=r"^[^\x00-\x1f\x7f-\x9f]+$")]
"""One line of text about a person: kept sealed, never in logs or payloads."""

Paragraphs = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+$"),
]
"""Free text of several lines."""

Moment = Annotated[AwareDatetime, BeforeValidator(_moment), Field(examples=["2026-11-22T08:30:00Z"])]
IncidentType = Annotated[
    str, _text(INCIDENT_TYPE), Field(description="APCO 2.103.2 code, as in EIDO.", examples=["LARCENY"])
]
Disposition = Annotated[
    str, _text(DISPOSITION), Field(description="APCO/NENA common disposition code, 01 to 45.", examples=["08"])
]
CallPriority = Annotated[int, _number(PRIORITY, "1 is the highest.", 2), BeforeValidator(whole)]
EtaMinutes = Annotated[int, _number(ETA_MINUTES, "Whole minutes.", 15), BeforeValidator(whole)]


class Model(BaseModel):
    """A body that was sent to us: nothing is guessed, and an unknown field is refused rather than lost."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)
