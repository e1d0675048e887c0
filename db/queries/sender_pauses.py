"""Senders from which nothing leaves until a limit of theirs resets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.queries import senders
from db.queries.insert_if_new import insert_if_new
from db.tables import Sender, SenderPause

EVERY_SENDER = "*"
"""Address of a pause of a whole account."""

_OF_SENDER = (
    select(SenderPause)
    .where(
        col(SenderPause.channel) == bindparam("channel"),
        col(SenderPause.account) == bindparam("account"),
        col(SenderPause.address).in_(bindparam("addresses", expanding=True)),
    )
    .order_by(col(SenderPause.until).desc())
)
_LOCKED = _OF_SENDER.with_for_update().execution_options(populate_existing=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderKey:
    """What agencies share who send from the same: an account and an address, empty for those of the settings."""

    channel: str
    account: str = ""
    address: str = ""


async def key_of(session: AsyncSession, ori: str, channel: str) -> SenderKey:
    """What an agency sends from over this channel."""
    own = await senders.get(session, ori, channel)
    if own is None:
        return SenderKey(channel=channel)
    return SenderKey(channel=channel, account=_account_of(own), address=own.address)


async def in_force(session: AsyncSession, ori: str, channel: str, *, now: datetime) -> SenderPause | None:
    """The pause of an agency's sender, or of its account, that is over last; None if it may send."""
    key = await key_of(session, ori, channel)
    asked = {"channel": key.channel, "account": key.account, "addresses": [key.address, EVERY_SENDER]}
    found = (await session.scalars(_OF_SENDER, asked)).first()
    return found if found is not None and found.until > now else None


async def pause(session: AsyncSession, key: SenderKey, *, code: str, until: datetime, now: datetime) -> None:
    """Nothing leaves from it until then; a pause that is over later stays."""
    new = SenderPause(channel=key.channel, account=key.account, address=key.address, code=code, since=now, until=until)
    if await insert_if_new(session, new):
        return
    asked = {"channel": key.channel, "account": key.account, "addresses": [key.address]}
    known = (await session.scalars(_LOCKED, asked)).one()
    if known.until < until:
        known.code, known.since, known.until = code, now, until


def _account_of(own: Sender) -> str:
    """A key of SendGrid's names no account: it is its address's own."""
    return "" if own.secret_sealed is None else own.account or own.address
