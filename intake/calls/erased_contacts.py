"""A contact who was erased stays erased: what CAD goes on saying of them in the same call is not taken in again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.contact_refs import newest_form, stored_ref
from db.encryption.vault import Vault
from db.queries import timeline
from db.queries.timeline import TimelineNote
from db.tables import Call
from domain.actors import Actor
from domain.events import EventType
from intake.calls.people import ContactIn

REFUSED = "refused"
REASON = "CAD names a contact again who was erased"


def without_erased(
    vault: Vault, call: Call, contacts: Sequence[ContactIn], erased_refs: Collection[str]
) -> tuple[ContactIn, ...]:
    """Those who were not erased, of those that CAD names."""
    if not erased_refs:
        return tuple(contacts)
    erased = {newest_form(vault, ref) for ref in erased_refs}
    refs = ((newest_form(vault, stored_ref(vault, call, contact.ref)), contact) for contact in contacts)
    return tuple(contact for ref, contact in refs if ref not in erased)


async def note_left_out(session: AsyncSession, call: Call, *, by: Actor, now: datetime) -> None:
    """That an erased one was named and left out stands in the call's timeline, once; `by` named them."""
    what = EventType.CONTACT_UPDATED.value
    line = TimelineNote(key="erased", kind="event", what=what, status=call.status, by=by, effect=REFUSED, reason=REASON)
    await timeline.note(session, call.id, line, now=now)
