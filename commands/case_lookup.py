"""Finds the call that a person means by its number or its case's number, or says what is near."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.open_database import stop
from db.queries import agencies, calls
from db.tables import Agency, Call

Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The call's number, or its case's.")]
Ori = Annotated[str, typer.Option("--agency", metavar="ORI", help="The agency, if several know the number.")]


async def find_call(session: AsyncSession, number: str, ori: str) -> tuple[Call, Agency]:
    """The one call meant; otherwise ends with a sentence that helps."""
    known = {agency.ori: agency for agency in await agencies.every(session)}
    if ori and ori not in known:
        stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")
    found = await calls.named(session, number, ori=ori)
    if not found:
        stop(await _unknown(session, number, ori, list(known)))
    if len(found) > 1:
        those = ", ".join(f"call {call.call_number} of {call.ori}" for call in found)
        stop(f"{number} is several: {those}. Type the call's number, with --agency.")
    return found[0], known[found[0].ori]


async def _unknown(session: AsyncSession, number: str, ori: str, known: list[str]) -> str:
    searched = ori or ", ".join(known) or "no agency yet"
    near = get_close_matches(number, await calls.latest_numbers(session, ori=ori), n=3)
    hint = f" Do you mean {' or '.join(near)}?" if near else ""
    return f"There is no call or case {number} (searched: {searched}).{hint}"
