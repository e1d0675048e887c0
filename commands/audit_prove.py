"""`caseline audit prove`: write a proof that a decision about a message is in the log."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from audit.proof import NotProvable, Opened
from audit.proof import prove as prove_record
from commands.acting import note_reveal
from commands.open_database import notes, opened, opened_vault, say, stop
from db.queries import audit_records, message_history
from db.tables import AuditRecord, OutboundMessage
from domain.audit.canonical import commitment
from messaging.compose import sealed_message
from messaging.decided import words as words_of
from settings import Settings

MessageId = Annotated[str, typer.Option("--message", metavar="ID", help="Our id of a message, or the provider's.")]
OutFile = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write it there, instead of showing it.")]
WithWords = Annotated[
    bool, typer.Option("--reveal", help="With its address and words, which are about a person; else only their hash.")
]
Earlier = Annotated[
    int, typer.Option(min=0, help="The decision before the last one (1), or before that (2): each try is recorded.")
]


def prove(message: MessageId, out: OutFile = None, reveal: WithWords = False, earlier: Earlier = 0) -> None:
    """Write a proof, of at most 4 kB, that what was decided about a message is in the log.

    docs/verify_audit_proof.py checks it with nothing but Python. Example: caseline audit prove --message 3f9a... --out
    proof.json
    """
    row, records = asyncio.run(_decided(message))
    if not records:
        stop("Nothing about this message is in the log: it is still to be sent, or older than the log.")
    if earlier >= len(records):
        stop(f"There are {len(records)} decisions about this message.")
    record = records[earlier]
    bundle = asyncio.run(_bundle(record, _opened(row, record) if reveal else None))
    if len(records) > 1:
        say(f"Of {len(records)} decisions about this message, this is that of {record.at.isoformat()}.")
    if out is None:
        typer.echo(bundle, nl=False)
        return
    out.write_text(bundle, encoding="utf-8")
    notes.print(f"{out} has {len(bundle.encode())} bytes. Check it: python -I docs/verify_audit_proof.py {out} KEY")


async def _decided(message_id: str) -> tuple[OutboundMessage, Sequence[AuditRecord]]:
    async with opened(Settings()) as database, database.reading() as session:
        history = await message_history.get(session, message_id)
        if history is None:
            stop("There is no such message; `caseline case show NUMBER --json` lists the ids of a case.")
        return history.message, await audit_records.of_message(session, history.message.id)


async def _bundle(record: AuditRecord, private: Opened | None) -> str:
    async with opened(Settings()) as database, database.reading() as session:
        try:
            return await prove_record(session, record, opened=private)
        except NotProvable as error:
            stop(str(error))
        except LookupError as error:
            stop(f"The log cannot be used: {error}. See `caseline audit verify`.")


def _opened(row: OutboundMessage, record: AuditRecord) -> Opened:
    """The words that were handed over, if they are those of this record."""
    if record.salt is None:
        stop("Its words cannot be opened: it was not sent, or its person was erased and the salt destroyed.")
    vault = opened_vault(Settings())
    note_reveal(record.ori, f"message:{row.id}", row.contact_id)
    composed = sealed_message(vault, row)
    value = words_of(composed) if composed else ""
    if commitment(bytes.fromhex(record.salt), value) != record.commitment:
        stop("The words that are stored are not those of this decision: they are gone, or were written anew since.")
    return Opened(salt=record.salt, value=value)
