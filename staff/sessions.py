"""Begin, find, lock and end sessions of staff: locked after thirty idle minutes, over after twelve hours.

The token is in the browser's cookie alone; we keep its hash. An account that is closed or locked has no session from
that moment on, as each request reads the account.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.encryption.vault import Vault
from db.queries import staff_accounts, staff_sessions
from db.tables import Agency, StaffAccount, StaffSession
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind, Outcome
from domain.staff.roles import Right, Role, rights_of
from domain.staff.sign_in import IDLE, LONGEST, Method, SignInRefusal
from staff.unused_accounts import close_if_unused, must_close

KEPT = "staff_sessions.kept"


class AccountClosed(Exception):
    """The account is closed or locked: it has no session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStaffSession:
    """A sign-in that was proved. `token`: random, at least 128 bits; `source`: the network address it came from."""

    token: str = field(repr=False)
    account_id: str
    method: Method
    source: str
    provider_token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class StaffVisit:
    """A member of staff who is signed in. While it `is_locked` only its owner's proof opens it again."""

    session: StaffSession
    account: StaffAccount
    agency: Agency
    is_locked: bool

    @cached_property
    def rights(self) -> frozenset[Right]:
        """What they may do."""
        return rights_of(Role(role) for role in self.account.roles.split())

    @property
    def actor(self) -> str:
        """What timelines and the audit log call them."""
        return actor_of(self.account)


def actor_of(account: StaffAccount) -> str:
    """What timelines and the audit log call an account."""
    return str(Actor(ActorKind.STAFF, account.badge))


async def open_session(session: AsyncSession, vault: Vault, new: NewStaffSession, *, now: datetime) -> None:
    """Let them in, or, with the token of their locked session, in again. Raises AccountClosed."""
    account = await staff_accounts.get(session, new.account_id, lock=True)
    if account is None or account.closed_at is not None or account.locked_at is not None:
        raise AccountClosed(new.account_id)
    if await must_close(session, account, now=now):
        raise AccountClosed(new.account_id)
    account.last_used_at = now
    token_hash = vault.token_hash(new.token)
    known = await staff_sessions.find(session, token_hash, account.ori, begun_after=now - LONGEST)
    again = known is not None and known[1].id == account.id
    if again:
        await staff_sessions.touch(session, token_hash, now=now)
    else:
        visit = StaffSession(
            token_hash=token_hash, account_id=account.id, method=new.method.value, created_at=now, last_seen_at=now
        )
        context = "staff_sessions.provider_token"
        visit.provider_token_sealed = vault.seal_if_any(new.provider_token, context=context, row=token_hash)
        session.add(visit)
        await session.flush()
    kind = ActKind.SESSION_UNLOCKED if again else ActKind.SIGNED_IN
    facts = {"method": new.method.value} | ({"break_glass": True} if account.is_break_glass else {})
    act = Act(ori=account.ori, kind=kind, by=actor_of(account), source=new.source, detail=facts)
    await record(session, act, now=now)


async def refuse_closed(session: AsyncSession, account_id: str, *, source: str, now: datetime) -> None:
    """Record that an account whose owner is there has no session, and close it if it was unused for too long."""
    account = await staff_accounts.get(session, account_id)
    if account is None:
        return
    unused = await close_if_unused(session, account, now=now)
    reason = SignInRefusal.UNUSED if unused else SignInRefusal.LOCKED if account.locked_at else SignInRefusal.CLOSED
    about, by = f"account:{account.badge}", actor_of(account)
    refused = Act(
        ori=account.ori,
        kind=ActKind.SIGN_IN_REFUSED,
        by=by,
        about=about,
        outcome=Outcome.REFUSED,
        reason=reason.value,
        source=source,
    )
    await record(session, refused, now=now)


async def find(session: AsyncSession, vault: Vault, *, token: str, ori: str, now: datetime) -> StaffVisit | None:
    """The session of this token, locked or not; it goes on only by `touch`."""
    found = await staff_sessions.find(session, vault.token_hash(token), ori, begun_after=now - LONGEST)
    if found is None:
        return None
    visit, account, agency = found
    return StaffVisit(session=visit, account=account, agency=agency, is_locked=visit.last_seen_at <= now - IDLE)


async def note_locked(session: AsyncSession, visit: StaffVisit, *, source: str, now: datetime) -> None:
    """Record, once, that a request found the session locked."""
    if await staff_sessions.note_locked(session, visit.session.token_hash, now=now):
        act = Act(ori=visit.agency.ori, kind=ActKind.SESSION_LOCKED, by=visit.actor, source=source)
        await record(session, act, now=now)


async def end(session: AsyncSession, visit: StaffVisit, *, source: str, now: datetime) -> None:
    """Signed out: the token opens nothing more."""
    await staff_sessions.end(session, visit.session.token_hash, now=now)
    act = Act(ori=visit.agency.ori, kind=ActKind.SIGNED_OUT, by=visit.actor, source=source)
    await record(session, act, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """A form that was sent while the session was locked: where to, and its fields in order."""

    path: str
    fields: Sequence[tuple[str, str]]


async def keep_form(session: AsyncSession, vault: Vault, visit: StaffVisit, form: KeptForm) -> None:
    """Keep it, sealed, until its owner is in again."""
    row = visit.session.token_hash
    text = json.dumps({"path": form.path, "fields": [list(each) for each in form.fields]})
    await staff_sessions.keep(session, row, vault.seal(text, context=KEPT, row=row))


def kept_form(vault: Vault, visit: StaffVisit) -> KeptForm | None:
    """What was kept, if anything."""
    text = vault.open_if_any(visit.session.kept_sealed, context=KEPT, row=visit.session.token_hash)
    if text is None:
        return None
    found: Mapping[str, object] = json.loads(text)
    fields = [(str(name), str(value)) for name, value in found["fields"]]  # type: ignore[attr-defined]  # ours
    return KeptForm(path=str(found["path"]), fields=fields)


async def forget_form(session: AsyncSession, visit: StaffVisit) -> None:
    """It was sent again, or thrown away."""
    await staff_sessions.keep(session, visit.session.token_hash, None)
