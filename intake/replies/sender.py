"""Who sent a reply: the number, the agencies it may have meant, and the call it most likely is about."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import agencies, calls, conversations
from db.queries.hash_lookup import phone_hash_of
from db.tables import Agency, Call, Person
from domain.messages import MessageKey
from intake.replies.inbound_text import InboundText


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplySender:
    """The person who holds the phone. A number may be shared by people, calls and agencies.

    What they say of themselves (stop, my language) holds for the number, at each of `agencies`; what they say about a
    call goes to the one we texted them about last. `agency` is None if the number is unknown and our own number
    is shared.
    """

    address_hash: str
    agencies: tuple[Agency, ...]
    agency: Agency | None = None
    call: Call | None = None
    person: Person | None = None
    last_key: MessageKey | None = None
    """What we said last; None if we never texted this number."""

    @property
    def ori(self) -> str:
        """Of the agency it is about; empty if unknown."""
        return self.agency.ori if self.agency else ""


async def find_sender(session: AsyncSession, vault: Vault, text: InboundText) -> ReplySender:
    """Their call, if there is one, is locked until the transaction ends: replies to it are handled one at a time."""
    address_hash = await phone_hash_of(session, vault, text.sender)
    behind = await conversations.agencies_behind(session, text.to)
    ours = [ori for ori in behind if text.agencies is None or ori in text.agencies]
    concerned = [*await conversations.agencies_with(session, ours, address_hash)] or ours
    addressed = [agency for ori in concerned if (agency := await agencies.get(session, ori))]
    last = await conversations.last_text(session, concerned, address_hash)
    person, call = await conversations.person_with(session, ours, address_hash)
    if last is not None:
        person, call = last.person, last.call
    if call is not None:
        call = await calls.lock_call(session, call.ori, call.call_number)
    return ReplySender(
        address_hash=address_hash,
        agencies=tuple(addressed),
        agency=_agency(addressed, call),
        call=call,
        person=person,
        last_key=MessageKey(last.key) if last else None,
    )


def _agency(addressed: list[Agency], call: Call | None) -> Agency | None:
    if call is not None:
        return next((agency for agency in addressed if agency.ori == call.ori), None)
    return addressed[0] if len(addressed) == 1 else None
