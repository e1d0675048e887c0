"""How victims reach a detective: the work telephone and email of an account, which messages tell them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.addresses import UnusableAddress, email_address, telephone
from db.encryption.vault import Vault
from db.queries import staff_accounts
from db.tables import StaffAccount
from domain.actors import Actor
from domain.audit.acts import Act, ActKind
from staff.accounts import AccountRefused

PHONE = "staff_accounts.work_phone"
EMAIL = "staff_accounts.work_email"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkReach:
    """As typed; empty where there is none, and then victims are told the agency's number."""

    phone: str = ""
    email: str = ""


def work_reach(vault: Vault, account: StaffAccount) -> WorkReach:
    """What the account says."""
    return WorkReach(
        phone=vault.open_if_any(account.work_phone_sealed, context=PHONE, row=account.id) or "",
        email=vault.open_if_any(account.work_email_sealed, context=EMAIL, row=account.id) or "",
    )


async def set_work_reach(
    session: AsyncSession, vault: Vault, account_id: str, reach: WorkReach, *, by: Actor, now: datetime
) -> None:
    """Tell victims these from the next assignment on. Raises AccountRefused if one is no address."""
    account = await staff_accounts.get(session, account_id, lock=True)
    if account is None:
        raise AccountRefused("there is no such account")
    try:
        phone = telephone(reach.phone).shown() if reach.phone.strip() else None
        email = email_address(reach.email) if reach.email.strip() else None
    except UnusableAddress as error:
        raise AccountRefused(f"the {error}") from None
    account.work_phone_sealed = vault.seal_if_any(phone, context=PHONE, row=account.id)
    account.work_email_sealed = vault.seal_if_any(email, context=EMAIL, row=account.id)
    facts = {"work_phone": phone is not None, "work_email": email is not None}
    about = f"account:{account.badge}"
    act = Act(ori=account.ori, kind=ActKind.ACCOUNT_CHANGED, by=str(by), about=about, detail=facts)
    await record(session, act, now=now)
