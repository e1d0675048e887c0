"""The opaque links in messages: one leads to the portal, one stops emails of its kind (RFC 8058).

A token is computed from what it opens, so every message to the same address carries the same link; only its hash is
stored.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import contacts
from db.queries.insert_if_new import insert_if_new
from db.tables import OutboundMessage, Person, PortalLink, UnsubscribeLink
from domain.messages import KEY_RULES, Channel, MessageKey, Purpose
from domain.policy import Policy
from messaging.call_context import CallContext

PORTAL, UNSUBSCRIBE = "portal", "unsubscribe"
"""What a token is for: it opens nothing else."""

UNSUBSCRIBE_PATH = "/u"
LENGTH = 22
"""132 bits in a text that has to be short. It opens nothing by itself: a code is sent to where the link was sent."""

BY_TEXT: frozenset[MessageKey] = frozenset({MessageKey.CASE_NUMBER})
"""Of texts only the first about a case has it: each costs a segment or two. Every email about the case has it."""


WITH_LINK = "with_link"
"""A fact of a row: this very message carries the link, whatever its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """An agency's emails of one purpose to one address; `language` is that of the page which stops them."""

    ori: str
    address_hash: str
    purpose: Purpose
    language: str


def carries_link(key: MessageKey, channel: Channel, policy: Policy) -> bool:
    """True if this message, of a call that has a case number, leads to the portal."""
    return policy.portal and KEY_RULES[key].victims_only and (channel is Channel.EMAIL or key in BY_TEXT)


async def portal_path(
    session: AsyncSession,
    vault: Vault,
    about: CallContext,
    row: OutboundMessage,
    person: Person,
    *,
    known: Collection[str] = (),
) -> str | None:
    """The same in every message to this person over this channel, while the address is the same; None for no link.

    `known`: hashes of tokens that are stored already, as far as it was asked.
    """
    token, address_hash = _portal_token(vault, about, row, person), contacts.hash_for(person, row.channel)
    if token is None or address_hash is None or vault.token_hash(token) in known:
        return f"/p/{token}" if token else None
    link = PortalLink(
        token_hash=vault.token_hash(token),
        ori=about.agency.ori,
        contact_id=person.id,
        channel=row.channel,
        address_hash=address_hash,
        created_at=about.now,
    )
    await insert_if_new(session, link)
    return f"/p/{token}"


def portal_path_of(vault: Vault, about: CallContext, row: OutboundMessage, person: Person) -> str | None:
    """The same, to be shown: it is not stored, and so opens nothing unless it was sent."""
    token = _portal_token(vault, about, row, person)
    return f"/p/{token}" if token else None


def _portal_token(vault: Vault, about: CallContext, row: OutboundMessage, person: Person) -> str | None:
    address_hash = contacts.hash_for(person, row.channel)
    has_link = carries_link(MessageKey(row.key), Channel(row.channel), about.policy) or row.facts.get(WITH_LINK)
    if about.call.case_number is None or not has_link or address_hash is None:
        return None
    return vault.token(PORTAL, f"{person.id} {row.channel} {address_hash}")[:LENGTH]


async def unsubscribe_path(
    session: AsyncSession, vault: Vault, mailing: Mailing, *, now: datetime, known: Collection[str] = ()
) -> str | None:
    """The same in every email of a mailing; None for a reply, which cannot be stopped. `known`: as of `portal_path`."""
    token = _unsubscribe_token(vault, mailing)
    if token is None or vault.token_hash(token) in known:
        return f"{UNSUBSCRIBE_PATH}/{token}" if token else None
    link = UnsubscribeLink(
        token_hash=vault.token_hash(token),
        ori=mailing.ori,
        address_hash=mailing.address_hash,
        purpose=mailing.purpose.value,
        language=mailing.language,
        created_at=now,
    )
    await insert_if_new(session, link)
    return f"{UNSUBSCRIBE_PATH}/{token}"


def unsubscribe_path_of(vault: Vault, mailing: Mailing) -> str | None:
    """The same, to be shown: it is not stored, and so stops nothing unless it was sent."""
    token = _unsubscribe_token(vault, mailing)
    return f"{UNSUBSCRIBE_PATH}/{token}" if token else None


def _unsubscribe_token(vault: Vault, mailing: Mailing) -> str | None:
    if mailing.purpose is Purpose.REPLIES:
        return None
    return vault.token(UNSUBSCRIBE, f"{mailing.ori} {mailing.purpose} {mailing.address_hash}")
