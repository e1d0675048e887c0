"""The people of a call, what was written to them, in short, and which links they were sent: every send asks this at
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, cast, null, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from db.connection.stacked import Stacked
from db.queries import people
from db.queries.messages import WENT_OUT
from db.queries.people import PeopleOfCall
from db.tables import OutboundMessage
from domain.delivery import DeliveryStatus
from domain.messages import MessageKey

_TABLES = SQLModel.metadata.tables
_MESSAGES, _CONTACTS = _TABLES["messages"], _TABLES["contacts"]
_PORTAL, _UNSUBSCRIBE = _TABLES["portal_links"], _TABLES["unsubscribe_links"]


class WrittenMessage(NamedTuple):
    """What other messages of the call need to know of one: columns of `db.tables.OutboundMessage`."""

    id: str
    contact_id: str
    channel: str
    key: str
    status: str
    address_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOfCall:
    """Every message of a call, and the hashes of the tokens in the links that its people were sent."""

    messages: Sequence[WrittenMessage]
    links: frozenset[str]

    def has_written_before(self, message: OutboundMessage, address_hash: str | None) -> bool:
        """True if another message of the call went, or is on its way, to the same person at this address."""
        return any(
            other.contact_id == message.contact_id
            and other.channel == message.channel
            and other.id != message.id
            and other.status in WENT_OUT
            # Rows from before addresses were kept have none.
            and other.address_hash in (address_hash or "", "")
            for other in self.messages
        )

    def is_said_more(self, message: OutboundMessage) -> bool:
        """True if the same person is told, or was, that it takes long: that we got their call need not be said then."""
        return any(
            other.contact_id == message.contact_id
            and other.key == MessageKey.OFFICER_DELAYED
            and other.status != DeliveryStatus.WITHHELD
            for other in self.messages
        )

    @property
    def has_offers(self) -> bool:
        """True if languages were offered to anyone of the call."""
        return any(other.key == MessageKey.LANGUAGE_OFFER for other in self.messages)


async def of_call(session: AsyncSession, ori: str, call_id: str, *, now: datetime) -> tuple[PeopleOfCall, SentOfCall]:
    """As it is now."""
    of_people, rows = await _OF_CALL.rows(session, people.values_of(ori, call_id, now=now))
    return people.people_in(of_people, now=now), _sent(rows)


def _sent(rows: Iterable[Sequence[Any]]) -> SentOfCall:
    messages: list[WrittenMessage] = []
    links: set[str] = set()
    for link, *said in rows:
        if link is None:
            messages.append(WrittenMessage(*said))
        else:
            links.add(link)
    return SentOfCall(messages=messages, links=frozenset(links))


def _links(token_hash: Any) -> Select[Any]:
    return select(token_hash, *(null() for _ in WrittenMessage._fields))


_OF_CALL = Stacked(
    people.PART,
    (
        select(
            cast(null(), String()).label("link"),
            *(_MESSAGES.c[name] for name in WrittenMessage._fields),
        ).where(_MESSAGES.c.call_id == bindparam("call_id")),
        _links(_PORTAL.c.token_hash)
        .join_from(_CONTACTS, _PORTAL, _PORTAL.c.contact_id == _CONTACTS.c.id)
        .where(_CONTACTS.c.call_id == bindparam("call_id")),
        _links(_UNSUBSCRIBE.c.token_hash)
        .join_from(_CONTACTS, _UNSUBSCRIBE, _UNSUBSCRIBE.c.address_hash == _CONTACTS.c.email_hash)
        .where(_CONTACTS.c.call_id == bindparam("call_id"), _UNSUBSCRIBE.c.ori == bindparam("ori")),
    ),
)
