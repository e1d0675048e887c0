"""What each agency sends from; a provider's secret is kept sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from db.encryption.vault import Vault
from db.queries import agencies
from db.queries.insert_if_new import insert_if_new
from db.tables import Sender

SECRET = "senders.secret"  # noqa: S105  the context in which secrets are sealed, no secret
"""Context in which a provider's secret is sealed."""
OTHER_SECRET = "senders.other_secret"  # noqa: S105  a context as well

_ONE = select(Sender).where(col(Sender.ori) == bindparam("ori"), col(Sender.channel) == bindparam("channel"))
_LOCKED = _ONE.with_for_update().execution_options(populate_existing=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderValues:
    """What an agency sends from. Without an account and a secret it is an address of the settings' account."""

    address: str
    account: str = ""
    per_second: float | None = None
    secret: str = field(default="", repr=False)


async def get(session: AsyncSession, ori: str, channel: str) -> Sender | None:
    """An agency's own sender over this channel."""
    return (await session.scalars(_ONE, {"ori": ori, "channel": channel})).one_or_none()


async def every(session: AsyncSession, ori: str = "") -> Sequence[Sender]:
    """All senders, or one agency's, by agency and channel."""
    wanted = select(Sender).order_by(col(Sender.ori), col(Sender.channel))
    return (await session.scalars(wanted.where(col(Sender.ori) == ori) if ori else wanted)).all()


async def of_account(session: AsyncSession, account: str) -> Sequence[Sender]:
    """Those that use this account of a provider with a secret of their own, the last changed first."""
    wanted = select(Sender).where(col(Sender.account) == account, col(Sender.secret_sealed).is_not(None))
    return (await session.scalars(wanted.order_by(col(Sender.updated_at).desc(), col(Sender.id)))).all()


async def put(
    session: AsyncSession, vault: Vault, *, ori: str, channel: str, values: SenderValues, now: datetime
) -> Sender:
    """From now on the agency sends from this; without a secret, with that of the settings' account.

    A new secret of the same account does not end the one before: while Twilio goes over to it, both count.
    """
    fresh = Sender(ori=ori, channel=channel, address=values.address, created_at=now, updated_at=now)
    await insert_if_new(session, fresh)
    sender = (await session.scalars(_LOCKED, {"ori": ori, "channel": channel})).one()
    sender.other_secret_sealed = vault.seal_if_any(_before(vault, sender, values), context=OTHER_SECRET, row=sender.id)
    sender.address, sender.account, sender.per_second = values.address, values.account, values.per_second
    sender.secret_sealed = vault.seal_if_any(values.secret, context=SECRET, row=sender.id)
    sender.updated_at = now
    await session.flush()
    await agencies.senders_changed(session)
    return sender


async def remove(session: AsyncSession, ori: str, channel: str) -> bool:
    """The agency sends from what the settings say again; False if it had nothing of its own."""
    gone = delete(Sender).where(col(Sender.ori) == ori, col(Sender.channel) == channel).returning(col(Sender.id))
    was_there = (await session.execute(gone)).first() is not None
    await agencies.senders_changed(session)
    return was_there


def _before(vault: Vault, sender: Sender, values: SenderValues) -> str | None:
    """The secret that a new one of the same account takes the place of; where nothing changes, that of before it."""
    if not values.secret or sender.account != values.account:
        return None
    known = vault.open_if_any(sender.secret_sealed, context=SECRET, row=sender.id)
    if known != values.secret:
        return known
    return vault.open_if_any(sender.other_secret_sealed, context=OTHER_SECRET, row=sender.id)
