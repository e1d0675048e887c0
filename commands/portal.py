"""`caseline portal`: cut a reassigned number off from its cases, restore it, reset what its owner chose, end visits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note
from commands.address_prompt import ByEmail, ask_for_address
from commands.lazy import group
from commands.open_database import notes, opened_vault, writing
from commands.output import DAYS, local_time
from db.encryption.vault import Vault
from db.queries import agencies, portal_cases, reassigned_addresses
from db.queries.hash_lookup import hash_now
from db.tables import AddressCut, Agency
from domain.audit.acts import ActKind
from intake.replies.wrong_number import take_back
from messaging.reassigned_addresses import cut_off
from portal import preferences, sessions
from settings import Settings

app = group("Cut off a number that changed hands, take back what its owner chose, or end their visits.")

_Do = Callable[[AsyncSession, Agency, str], Awaitable[str]]


@app.command()
def cut(email: ByEmail = False) -> None:
    """Cut off a number that has a new owner.

    It asks for the number. Nothing known by it until now is shown or sent to it any more.
    A person who becomes known by it from now on is not affected. A number to which a message fails for good is cut
    from the portal without this command.
    """
    _at_every_agency(_cut, email=email, otherwise="No one is known by it: there is nothing to cut.")


@app.command()
def restore(email: ByEmail = False) -> None:
    """Restore a number that was cut off and is its owner's after all.

    It asks for the number. Its owner's cases are shown and told there again.
    """
    _at_every_agency(_restore, email=email, otherwise="It was not cut off: nothing is changed.")


@app.command()
def reset(email: ByEmail = False) -> None:
    """Forget what the owner of a number chose: channels, updates, what is safe and when.

    It asks for the number. The language chosen and a STOP stay.

    For a person who cannot get in any more to change it, as a code may be sent over no way that they call safe.
    Make sure first that it is them.
    """
    _at_every_agency(_reset, email=email, otherwise="They have chosen nothing: nothing is changed.")


@app.command(name="sign-out")
def sign_out(email: ByEmail = False) -> None:
    """End every visit to the pages of a person who says that someone else signed in as them.

    It asks for their number. Codes that are on their way open nothing any more. They can sign in again at once.
    """
    _at_every_agency(_sign_out, email=email, otherwise="No one is known by it: there is nothing to end.")


def _at_every_agency(do: _Do, *, email: bool, otherwise: str) -> None:
    vault = opened_vault(Settings())
    for line in _all(vault, do, ask_for_address(vault, email=email)) or [otherwise]:
        notes.print(line, markup=False)


@writing
async def _all(session: AsyncSession, vault: Vault, do: _Do, oldest_hash: str) -> Sequence[str]:
    address_hash = await hash_now(session, vault, oldest_hash)
    said: list[str] = []
    for agency in await agencies.every(session):
        if line := await do(session, agency, address_hash):
            said.append(line)
            detail = {"did": do.__name__.strip("_")}
            await note(session, ActKind.PERSON_CHANGED, agency.ori, "portal", detail=detail)
    return said


async def _cut(session: AsyncSession, agency: Agency, address_hash: str) -> str:
    people = await portal_cases.people_known_by(session, agency.ori, address_hash)
    before = await session.get(AddressCut, (agency.ori, address_hash))
    if before is not None and before.reason in reassigned_addresses.OF_ANOTHER_PERSON:
        # A second time it would cut off the new owner.
        on = local_time(before.cut_at, agency.time_zone, DAYS)
        return f"{agency.ori}: it was cut off on {on}, and nothing is changed."
    if not people:
        return ""
    now, reason = datetime.now(UTC), reassigned_addresses.NOTICE
    await cut_off(session, ori=agency.ori, address_hash=address_hash, reason=reason, cut_at=now, now=now)
    calls = "1 call" if people == 1 else f"{people} calls"
    return f"{agency.ori}: cut off. What is known by it from {calls} is shown and sent to it no more."


async def _restore(session: AsyncSession, agency: Agency, address_hash: str) -> str:
    before = await session.get(AddressCut, (agency.ori, address_hash))
    if before is None or not await reassigned_addresses.restore(session, ori=agency.ori, address_hash=address_hash):
        return ""
    if before.reason == reassigned_addresses.WRONG_NUMBER:
        await take_back(session, agency.ori, address_hash, now=datetime.now(UTC))
    on = local_time(before.cut_at, agency.time_zone, DAYS)
    return f"{agency.ori}: restored. It had been cut off on {on} ({before.reason})."


async def _sign_out(session: AsyncSession, agency: Agency, address_hash: str) -> str:
    if not await portal_cases.people_known_by(session, agency.ori, address_hash):
        return ""
    hashes = await preferences.hashes_of(session, agency, address_hash)
    await sessions.end_everywhere(session, agency.ori, hashes, now=datetime.now(UTC))
    return f"{agency.ori}: signed out everywhere."


async def _reset(session: AsyncSession, agency: Agency, address_hash: str) -> str:
    forgotten = await preferences.forget(session, agency, address_hash, now=datetime.now(UTC))
    return f"{agency.ori}: what they had chosen is forgotten; the policy is in force for them." if forgotten else ""
