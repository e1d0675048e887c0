"""After a restore: which texts the providers had accepted by then, and which of them the database knows again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import messages
from messaging.senders import DefaultSenders, SenderIdentity, text_senders

TWILIO = "twilio"


class SentList(Protocol):
    """Lists what left from one address."""

    def sent_since(self, since: datetime) -> AsyncIterator[Sequence[str]]:
        """The provider's ids, page by page. Raises ProviderUnavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SentTexts:
    """Ids at the provider: `known` belong to messages of the database, of `unknown` it has no record."""

    known: int = 0
    unknown: tuple[str, ...] = ()


async def look_for_sent(
    database: Database,
    vault: Vault,
    defaults: DefaultSenders,
    list_of: Callable[[SenderIdentity], SentList],
    *,
    since: datetime,
) -> SentTexts:
    """Ask Twilio for every address that any agency texts from. Raises ProviderUnavailable, CannotOpen."""
    known, unknown = 0, list[str]()
    async with database.reading() as session:
        senders = await text_senders(session, vault, defaults)
    for sender in senders:
        async for page in list_of(sender).sent_since(since):
            async with database.reading() as session:
                ours = await messages.known_at_provider(session, TWILIO, page)
            known += len(ours)
            unknown += [sid for sid in page if sid not in ours]
    return SentTexts(known=known, unknown=tuple(unknown))
