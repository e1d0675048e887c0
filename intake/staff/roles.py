"""Take back that a contact was named a suspect or a person of interest: only staff can, a CAD may have mistyped it.

Neither number nor address stays with them: they may be the suspect's, whom the ref named before.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.contact_refs import find_contact
from db.encryption.vault import Vault
from db.queries import timeline
from db.queries.timeline import TimelineNote
from db.tables import Call
from domain.actors import ActorKind, said_to_be
from domain.contacts import NEVER_CONTACTED, ContactRole


async def take_back_suspicion(
    session: AsyncSession, vault: Vault, call: Call, ref: str, *, by: str, now: datetime
) -> bool:
    """Within the caller's transaction, the call locked. False if no contact of this ref is named so.

    CAD must send their number and address again; until then nothing is sent to them.
    """
    person = await find_contact(session, vault, call, ref)
    roles = set(person.roles.split()) if person else set()
    if person is None or not roles & NEVER_CONTACTED:
        return False
    person.roles = " ".join(sorted(roles - NEVER_CONTACTED)) or ContactRole.REPORTING_PARTY.value
    person.phone_sealed = person.phone_with_extension_sealed = person.email_sealed = None
    person.phone_hash = person.email_hash = None
    person.zones = person.phone_country = ""
    person.updated_at = now
    line = TimelineNote(
        key=f"not a suspect/{person.id}/{now.isoformat()}",
        kind="event",
        what="contact.updated",
        status=call.status,
        by=said_to_be(ActorKind.OPERATOR, by),
        effect="changed",
        reason="staff took back that a contact is a suspect",
        detail={"by": by},
    )
    await timeline.note(session, call.id, line, now=now)
    return True
