"""Who gets the weekly email of results: added and removed by the agency, each with a record in the audit log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import result_emails
from db.queries.result_emails import ADDRESS
from db.tables import ResultRecipient, new_id
from domain.audit.acts import Act, ActKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedReader:
    """A reader as they are named: `address` as db.addresses has it, `by` as domain.actors.Actor is written."""

    ori: str
    address: str
    by: str
    language: str = "en"


async def add(session: AsyncSession, vault: Vault, reader: NamedReader, *, now: datetime) -> bool:
    """True if they are new; one who is there only gets the language. Raises CannotOpen."""
    known = await _find(session, vault, reader)
    if known is not None:
        known.language = reader.language
        await _note(session, reader, known.id, "changed", now)
        return False
    recipient = ResultRecipient(
        id=new_id(), ori=reader.ori, address_sealed="", language=reader.language, added_at=now, added_by=reader.by
    )
    recipient.address_sealed = vault.seal(reader.address, context=ADDRESS, row=recipient.id)
    await result_emails.add(session, recipient)
    await _note(session, reader, recipient.id, "added", now)
    return True


async def remove(session: AsyncSession, vault: Vault, reader: NamedReader, *, now: datetime) -> bool:
    """False if they were none. Raises CannotOpen."""
    known = await _find(session, vault, reader)
    if known is None:
        return False
    await result_emails.remove(session, known.id)
    await _note(session, reader, known.id, "removed", now)
    return True


def address_of(vault: Vault, recipient: ResultRecipient) -> str:
    """Where their email goes. Raises CannotOpen."""
    return vault.open(recipient.address_sealed, context=ADDRESS, row=recipient.id)


async def _find(session: AsyncSession, vault: Vault, reader: NamedReader) -> ResultRecipient | None:
    """An agency has a handful of readers: each is opened, and no hash of an address need be kept."""
    of_agency = await result_emails.of_agency(session, reader.ori)
    return next((each for each in of_agency if address_of(vault, each) == reader.address), None)


async def _note(session: AsyncSession, reader: NamedReader, recipient_id: str, change: str, now: datetime) -> None:
    about, detail = f"results_email:{recipient_id}", {"change": change, "language": reader.language}
    act = Act(ori=reader.ori, kind=ActKind.AGENCY_CHANGED, by=reader.by, about=about, detail=detail)
    await record(session, act, now=now)
