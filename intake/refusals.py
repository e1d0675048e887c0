"""Read a JSON body into a model, or refuse it with the name of each field at fault, never with its value."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)

# Criminal justice information does not belong here (CJIS Security Policy 5.9.5/6.0). Its names get words of their own,
# so that the integrator does not take them for a typing error but learns that the field must not be sent at all.
_CRIMINAL_JUSTICE = re.compile(
    r"^(ncic|nic|ccic|sid|fbi|ucn|stateid|cjis|criminalhistory|criminalrecord|rapsheet)"
    r"(no|num|nbr|number|id|nr|code|entry|record|hit)?$|ncic|ccic|fbin"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """What is wrong with one field; `pointer` is a JSON pointer (RFC 6901), empty for the whole."""

    pointer: str
    detail: str


class Refused(Exception):
    """What was sent cannot be taken, for the reasons in `errors`. Nothing of it was stored."""

    def __init__(self, errors: Iterable[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in self.errors))


class NotJson(Refused):
    """What was sent is not JSON in UTF-8; the detail says what it is instead, if that can be seen."""

    def __init__(self, detail: str = "is not valid JSON") -> None:
        self.detail = detail
        super().__init__([FieldError(pointer="", detail=detail)])


def read(model: type[M], raw: bytes | str, *, at: str = "") -> M:
    """The model as sent in JSON. Raises Refused (NotJson) with pointers that begin with `at`."""
    raw = in_utf_8(raw) if isinstance(raw, bytes) else raw
    try:
        return model.model_validate_json(raw)
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False, include_context=False)
    if any(error["type"] == "json_invalid" for error in errors):
        raise NotJson
    raise Refused(
        FieldError(pointer=at + pointer(error["loc"]), detail=_detail(error["type"], error["msg"], error["loc"]))
        for error in errors
    )


def in_utf_8(raw: bytes) -> bytes:
    """JSON without a byte order mark. Raises NotJson that names the encoding, if it is another one."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or raw[:2].find(0) >= 0:
        raise NotJson("is not JSON in UTF-8 but in UTF-16 or UTF-32: send UTF-8")
    body = raw.removeprefix(codecs.BOM_UTF8)
    try:
        body.decode()
    except UnicodeDecodeError as error:
        where = f"(byte {error.start + 1})"
        raise NotJson(f"is not in UTF-8 but seems to be in Latin-1 or Windows-1252 {where}: send UTF-8") from None
    return body


def pointer(steps: Iterable[str | int]) -> str:
    """`/contacts/0/phone`; a key we do not know is shown as sent, without decimals and what cannot be printed."""
    return "".join("/" + _printable(str(step)).replace("~", "~0").replace("/", "~1") for step in steps)


def is_criminal_justice(name: str) -> bool:
    """True for names like `ncic_number`, `SID` or `fbi-no`."""
    return bool(_CRIMINAL_JUSTICE.search(re.sub(r"[^a-z]", "", name.lower())))


CRIMINAL_JUSTICE = "criminal justice identifiers (NCIC, CCIC, SID, FBI number) must not be sent to Caseline"


def _detail(kind: str, message: str, loc: tuple[str | int, ...]) -> str:
    if kind != "extra_forbidden":
        return message
    return CRIMINAL_JUSTICE if is_criminal_justice(str(loc[-1])) else "is not a field Caseline knows"


# A body that was put together wrongly may have what should be a value as the name of a field.
_EXACT = re.compile(r"\d+[.,]\d{3,}")


def _printable(step: str) -> str:
    step = _EXACT.sub("\N{HORIZONTAL ELLIPSIS}", step)
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in step[:100])
