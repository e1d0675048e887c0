"""A contact who was erased stays erased: what CAD goes on saying of them in the same call is not taken in again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.contact_refs import newest_form, stored_ref
from db.encryption.vault import Vault
from db.queries import erasures, timeline
from db.queries.timeline import TimelineNote
from db.tables import Call
from domain.actors import Actor
from domain.events import EventType
from intake.calls.people import ContactIn

REFUSED = "refused"
REASON = "CAD names a contact again who was erased"


async def without_erased(
    session: AsyncSession, vault: Vault, call: Call, contacts: Sequence[ContactIn], *, by: Actor, now: datetime
) -> tuple[ContactIn, ...]:
    """Those who were not erased; `by` named them. That another one was left out stands in the call's timeline, once."""
    found = await erasures.erased_refs(session, call) if contacts else ()
    if not found:
        return tuple(contacts)
    erased = {newest_form(vault, ref) for ref in found}
    refs = ((newest_form(vault, stored_ref(vault, call, contact.ref)), contact) for contact in contacts)
    kept = tuple(contact for ref, contact in refs if ref not in erased)
    if len(kept) < len(contacts):
        what = EventType.CONTACT_UPDATED.value
        line = TimelineNote(
            key="erased", kind="event", what=what, status=call.status, by=by, effect=REFUSED, reason=REASON
        )
        await timeline.note(session, call.id, line, now=now)
    return kept
