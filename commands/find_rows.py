"""Finds the agency, call, task or reply that was typed, or ends with a sentence that says what is near."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Annotated, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from commands.open_database import stop
from db.queries import agencies, calls
from db.tables import Agency, ApiKey, Call, InboundReply, StaffTask

T = TypeVar("T")

SHOWN_OF_ID = 8
LEAST_OF_ID = 4


def upper(ori: str) -> str:
    """An ORI as it is kept."""
    return ori.upper()


Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The call's number, or its case's.")]
Ori = Annotated[str, typer.Option("--agency", metavar="ORI", help="The agency.", callback=upper)]
IfSeveral = Annotated[
    str, typer.Option("--agency", metavar="ORI", help="The agency, if several know the number.", callback=upper)
]
OnlyOri = Annotated[str, typer.Option("--agency", metavar="ORI", help="Only this agency's.", callback=upper)]


async def find_agency(session: AsyncSession, ori: str) -> Agency:
    """The agency of this ORI."""
    found = await agencies.get(session, ori)
    return found or stop(f"There is no agency {ori}; `caseline agency list` shows those there are.")


async def agencies_by_ori(session: AsyncSession, ori: str) -> dict[str, Agency]:
    """The one agency of this ORI; without one, all there are."""
    if ori:
        return {ori: await find_agency(session, ori)}
    return {agency.ori: agency for agency in await agencies.every(session)}


async def find_call(session: AsyncSession, number: str, ori: str) -> tuple[Call, Agency]:
    """The one call of this number, or of this case number, at this agency or at any."""
    known = await agencies_by_ori(session, ori)
    found = await calls.named(session, number, ori=ori)
    if not found:
        stop(await _unknown(session, number, ori, list(known)))
    if len(found) > 1:
        those = ", ".join(f"call {call.call_number} of {call.ori}" for call in found)
        stop(f"{number} is several: {those}. Type the call's number, with --agency.")
    return found[0], known[found[0].ori]


async def _unknown(session: AsyncSession, number: str, ori: str, known: list[str]) -> str:
    searched = ", ".join(known) or "no agency yet"
    near = get_close_matches(number, await calls.latest_numbers(session, ori=ori), n=3)
    hint = f" Do you mean {' or '.join(near)}?" if near else ""
    return f"There is no call or case {number} (searched: {searched}).{hint}"


def beginning_of_id(what: str, typed: str) -> str:
    """The first characters of an id, as a list shows them. Raises typer.BadParameter if they are too few."""
    if len(typed) < LEAST_OF_ID:
        raise typer.BadParameter(f"at least {LEAST_OF_ID} characters of the {what}, as `caseline {what} list` shows it")
    return typed.lower()


def only_task(found: Sequence[StaffTask], start: str) -> StaffTask:
    """The one task whose id begins so."""
    return _only(found, f"no task {start}; `caseline task list` shows those that wait", f"tasks begin with {start}")


def only_key(found: Sequence[ApiKey], start: str) -> ApiKey:
    """The one API key whose id begins so."""
    return _only(found, f"no key {start}; `caseline api-key list` shows those there are", f"keys begin with {start}")


def only_reply(found: Sequence[InboundReply], start: str) -> InboundReply:
    """The one reply whose id begins so."""
    return _only(found, f"no reply {start}; `caseline reply list` shows the latest", f"replies begin with {start}")


def _only(found: Sequence[T], none: str, several: str) -> T:
    if not found:
        stop(f"There is {none}.")
    if len(found) > 1:
        stop(f"Several {several}: type more of it.")
    return found[0]
