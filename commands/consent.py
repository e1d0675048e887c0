"""`caseline consent`: show what a person allowed or forbade, how and when, if they or a court ask."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from commands.acting import note_everywhere
from commands.address_prompt import ByEmail, ask_for_address
from commands.lazy import group
from commands.open_database import notes, opened_vault, writing
from commands.output import SECONDS, local_time, show_table
from db.encryption.vault import Vault
from db.queries import agencies, consents
from db.queries.hash_lookup import hash_now
from domain.audit.acts import ActKind
from settings import Settings

app = group("See what a person allowed or forbade, how and when.")


@app.command()
def show(email: ByEmail = False) -> None:
    """Ask for a number, then show what its owner stopped or started, when and how, the newest last."""
    vault = opened_vault(Settings())
    found = _history(vault, ask_for_address(vault, email=email))
    if not found:
        notes.print("They have said nothing about our messages: neither stop nor start.")
        return
    show_table(("When", "Agency", "About", "They", "How"), found)


@writing
async def _history(session: AsyncSession, vault: Vault, oldest_hash: str) -> list[Sequence[str]]:
    address_hash = await hash_now(session, vault, oldest_hash)
    await note_everywhere(session, ActKind.SEARCHED, "consents", {})
    zones = {agency.ori: agency.time_zone for agency in await agencies.every(session)}
    return [
        (
            local_time(consent.at, zones.get(consent.ori, "UTC"), SECONDS),
            consent.ori,
            consent.purpose,
            "allowed it" if consent.given else "forbade it",
            consent.how,
        )
        for consent in await consents.history(session, address_hash)
    ]
