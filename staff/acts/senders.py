"""Changes what an agency sends from over one channel, or lets it send from what the settings say again."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from db.addresses import e164, email_address
from db.queries import senders
from db.queries.senders import SenderValues
from db.tables import Agency
from domain.messages import Channel
from staff.acts.contract import CannotPropose, Done, Execution, Facts

SECRET = "proposals.secret"  # noqa: S105  the context in which a secret is sealed, no secret
_SERVICE, _ACCOUNT = re.compile(r"MG[0-9a-fA-F]{32}"), re.compile(r"AC[0-9a-fA-F]{32}")


class SenderAct:
    """Facts: `channel`; `remove`, or `address`, `account` (Twilio's), `per_second` and whether it `has_secret`."""

    async def checked(self, session: AsyncSession, agency: Agency, facts: Facts) -> dict[str, Any]:
        """As `caseline sender` takes it: an account has its secret, a SendGrid key is a secret without an account."""
        try:
            channel = Channel(str(facts.get("channel", "")))
        except ValueError:
            raise CannotPropose("a sender is for sms or email") from None
        if facts.get("remove"):
            return {"channel": channel.value, "remove": True}
        account, has_secret = str(facts.get("account", "")).strip(), bool(facts.get("has_secret"))
        if account and not _ACCOUNT.fullmatch(account):
            raise CannotPropose("an account is AC and 32 digits")
        if account and (channel is Channel.EMAIL or not has_secret):
            raise CannotPropose("an account goes with texts, and needs its token")
        if has_secret and channel is Channel.SMS and not account:
            raise CannotPropose("a token needs the account it belongs to")
        return {
            "channel": channel.value,
            "remove": False,
            "address": address_for(channel, str(facts.get("address", "")).strip()),
            "account": account,
            "per_second": _rate(facts.get("per_second")),
            "has_secret": has_secret,
        }

    async def state(self, session: AsyncSession, agency: Agency, facts: Facts) -> Any:
        """The sender of this channel as it is."""
        own = await senders.get(session, agency.ori, facts["channel"])
        if own is None:
            return None if facts["remove"] else "of the settings"
        return [own.address, own.account, own.per_second, bool(own.secret_sealed), own.updated_at]

    async def execute(self, session: AsyncSession, doing: Execution) -> Done:
        """In force at once."""
        facts, channel = doing.facts, Channel(doing.facts["channel"])
        if facts["remove"]:
            await senders.remove(session, doing.agency.ori, channel)
        else:
            row = doing.proposal.id
            secret = doing.vault.open_if_any(doing.proposal.secret_sealed, context=SECRET, row=row) or ""
            values = SenderValues(
                address=facts["address"], account=facts["account"], per_second=facts["per_second"], secret=secret
            )
            await senders.put(session, doing.vault, ori=doing.agency.ori, channel=channel, values=values, now=doing.now)
        return Done(about=f"sender:{channel.value}", facts={"removed": bool(facts["remove"])})


def address_for(channel: Channel, text: str) -> str:
    """The number (E.164), messaging service or from-address. Raises CannotPropose."""
    if channel is Channel.SMS and _SERVICE.fullmatch(text):
        return text
    try:
        return e164(text) if channel is Channel.SMS else email_address(text)
    except ValueError:
        wanted = "a number or a messaging service (MG and 32 digits)" if channel is Channel.SMS else "an email address"
        raise CannotPropose(f"this is not {wanted}") from None


def _rate(given: object) -> float | None:
    if given in (None, ""):
        return None
    try:
        rate = float(str(given))
    except ValueError:
        rate = 0.0
    if not 0.01 <= rate <= 1000:
        raise CannotPropose("messages a second are a number from 0.01 to 1000")
    return rate
