"""`caseline incident-types`: list the types of calls that Caseline knows, and what each counts as."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.open_database import stop
from commands.output import show_json, show_table
from domain.incident_names import NAMES
from domain.incident_types import KNOWN, MEDICAL_AND_FIRE, SENSITIVE, may_be_sensitive
from policies.mistakes import did_you_mean


def incident_types(
    code: Annotated[str, typer.Argument(help="Only this code: is it known, and what does it count as?")] = "",
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the types of calls (APCO 2.103.2 codes) that Caseline knows, and what each counts as.

    A code that is not in this list counts as perhaps sensitive: no one is told anything about the whole call. Map your
    CAD's own codes to these (docs/integrating-a-cad.md), and the agency's policy says which are contacted.
    """
    if code and code.upper() not in KNOWN:
        hint = did_you_mean(code, KNOWN, "a code of the list")
        stop(f"{code} is not known, so it counts as perhaps sensitive; {hint}")
    wanted = sorted(KNOWN if not code else {code.upper()}, key=lambda each: (may_be_sensitive(each), each))
    if json:
        show_json([{"code": each, "name": NAMES.get(each), "counts_as": counts_as(each)} for each in wanted])
        return
    show_table(("Code", "Name", "Counts as"), ((each, NAMES.get(each, "-"), counts_as(each)) for each in wanted))


def counts_as(code: str) -> str:
    """In a few words."""
    if code in SENSITIVE:
        return "sensitive: never contacted about"
    if code in MEDICAL_AND_FIRE:
        return "medical or fire: never contacted about"
    return "contacted about if the policy says so"
