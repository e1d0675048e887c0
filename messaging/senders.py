"""Find the sender of an agency's messages over a channel: its own, or the default one of the settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.keyring import CannotOpen
from db.encryption.vault import Vault
from db.queries import known_agencies, senders
from db.queries.known_agencies import KnownAgency
from db.tables import Sender
from domain.messages import Channel
from messaging.providers.base import MessageProvider
from messaging.providers.delivery_report import KnownAccount

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderIdentity:
    """From what, and with which account, messages of one channel leave. `name` is what an email shows as its sender."""

    channel: Channel
    address: str = ""
    account: str = ""
    secret: str = field(default="", repr=False)
    other_secret: str = field(default="", repr=False)
    """Counts as well, while the secret is replaced: Twilio's next token, or the last."""
    name: str = ""

    @property
    def is_complete(self) -> bool:
        """Something can be sent with it."""
        return bool(self.address and self.secret and (self.account or self.channel is Channel.EMAIL))


DefaultSenders = Mapping[Channel, SenderIdentity]
"""What the settings name: used by agencies that have no sender of their own."""


def addresses_of(senders: DefaultSenders) -> frozenset[str]:
    """Numbers and from-addresses, as contacts are kept; a messaging service is neither."""
    named = (sender.address.lower() for sender in senders.values())
    return frozenset(address for address in named if address.startswith("+") or "@" in address)


class ProviderFor(Protocol):
    """Finds the provider for an agency's messages over a channel."""

    async def __call__(self, session: AsyncSession, ori: str, channel: Channel) -> MessageProvider | None:
        """None if there is nothing to send from."""
        ...


ProviderOf = Callable[[KnownAgency, Channel], MessageProvider | None]
"""The same for an agency that is known already."""


class Senders:
    """Providers by agency and channel, each built once and again when the agency's sender or name changes."""

    def __init__(
        self, *, vault: Vault, defaults: DefaultSenders, build: Callable[[SenderIdentity], MessageProvider]
    ) -> None:
        self.defaults = defaults
        self._vault = vault
        self._build = build
        self._built: dict[tuple[str, Channel], tuple[object, MessageProvider | None]] = {}

    async def __call__(self, session: AsyncSession, ori: str, channel: Channel) -> MessageProvider | None:
        """What is in force now, in any process: a change needs no restart. None if its secret cannot be opened."""
        known = await known_agencies.get(session, ori)
        return self.of(known, channel) if known else self._provider(None, ori, channel, name="")

    def of(self, known: KnownAgency, channel: Channel) -> MessageProvider | None:
        """The same of an agency as it is known now."""
        name = known.agency.name if channel is Channel.EMAIL else ""
        return self._provider(known.senders.get(channel), known.agency.ori, channel, name=name)

    def _provider(self, row: Sender | None, ori: str, channel: Channel, *, name: str) -> MessageProvider | None:
        stamp = (row.id, row.updated_at, name) if row else name
        built = self._built.get((ori, channel))
        if built is None or built[0] != stamp:
            try:
                identity = identity_of(row, self.defaults[channel], self._vault, name=name)
            except CannotOpen as error:
                _tell_unreadable(ori, channel, error)
                return None
            built = (stamp, self._build(identity) if identity.is_complete else None)
            self._built[ori, channel] = built
        return built[1]


def identity_of(row: Sender | None, default: SenderIdentity, vault: Vault, *, name: str) -> SenderIdentity:
    """An agency's own sender; where it names an address only, one of the default sender's account."""
    if row is None:
        return replace(default, name=name)
    secret = vault.open_if_any(row.secret_sealed, context=senders.SECRET, row=row.id)
    if secret is None:
        return replace(default, address=row.address, name=name)
    other = vault.open_if_any(row.other_secret_sealed, context=senders.OTHER_SECRET, row=row.id) or ""
    return replace(default, address=row.address, account=row.account, secret=secret, other_secret=other, name=name)


async def text_senders(session: AsyncSession, vault: Vault, defaults: DefaultSenders) -> tuple[SenderIdentity, ...]:
    """Each address that any agency texts from, once. Raises CannotOpen."""
    default = defaults[Channel.SMS]
    rows = [row for row in await senders.every(session) if row.channel == Channel.SMS]
    own = [identity_of(row, default, vault, name="") for row in rows]
    by_address = {(sender.account, sender.address): sender for sender in (*own, default) if sender.is_complete}
    return tuple(by_address.values())


class AccountSecrets:
    """The secrets with which Twilio signs what it posts: the default account's, and those of agencies' own accounts."""

    def __init__(self, *, database: Database, vault: Vault, default: SenderIdentity) -> None:
        self._database = database
        self._vault = vault
        self._default = default

    async def for_account(self, account_sid: str) -> KnownAccount | None:
        """None if it is none of ours. An agency's own account speaks for the agencies that send with it."""
        if not account_sid:
            return None
        if account_sid == self._default.account:
            default = self._default
            return KnownAccount(secret=default.secret, other_secret=default.other_secret) if default.secret else None
        async with self._database.reading() as session:
            own = await senders.of_account(session, account_sid)
        if not own:
            return None
        oris = frozenset(sender.ori for sender in own)
        try:
            theirs = identity_of(own[0], self._default, self._vault, name="")
        except CannotOpen as error:
            _tell_unreadable(own[0].ori, own[0].channel, error)
            return None
        return KnownAccount(secret=theirs.secret, other_secret=theirs.other_secret, agencies=oris)


def _tell_unreadable(ori: str, channel: str, error: CannotOpen) -> None:
    log.error("sender.unreadable", ori=ori, channel=channel, reason=str(error), advice="caseline sender set")
