"""Check that a mapping maps to incident types that Caseline knows: a misspelled "DVA" would not count as sensitive."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from domain.incident_names import NAMES
from domain.incident_types import MEDICAL_AND_FIRE, SENSITIVE
from policies.mistakes import did_you_mean

NOT_KNOWN = "UNKNOWN"
"""What a mapping says of a value that can mean anything."""

KNOWN: frozenset[str] = SENSITIVE | MEDICAL_AND_FIRE | frozenset(NAMES)


def _checked(code: str) -> str:
    if code not in KNOWN and code != NOT_KNOWN:
        hint = did_you_mean(code, KNOWN, f"{NOT_KNOWN}, or a code that `caseline incident-types` lists")
        raise ValueError(f"{code!r} is not an incident type that Caseline knows; {hint}")
    return code


KnownType = Annotated[str, AfterValidator(_checked)]
"""An APCO 2.103.2 code that Caseline knows, or UNKNOWN."""
