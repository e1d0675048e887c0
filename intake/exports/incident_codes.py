"""Check that a mapping maps to incident types that Caseline knows: a misspelled "DVA" would not count as sensitive."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from domain.event_facts import UNKNOWN_TYPE
from domain.incident_types import KNOWN
from policies.mistakes import did_you_mean


def _checked(code: str) -> str:
    if code not in KNOWN and code != UNKNOWN_TYPE:
        hint = did_you_mean(code, KNOWN, f"{UNKNOWN_TYPE}, or a code that `caseline incident-types` lists")
        raise ValueError(f"{code!r} is not an incident type that Caseline knows; {hint}")
    return code


KnownType = Annotated[str, AfterValidator(_checked)]
"""An APCO 2.103.2 code that Caseline knows, or UNKNOWN."""
