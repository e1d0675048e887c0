"""What an invitation leads to: its owner chooses how they will sign in, and the link is used up at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from audit.record import record
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import agencies, sign_in_links, staff_accounts, staff_credentials
from db.tables import Agency, StaffAccount, StaffPassword
from domain.audit.acts import Act, ActKind
from domain.staff.sign_in import LinkPurpose, Method, PasswordFlaw
from staff import one_time_codes, passkeys, passwords
from staff.accounts import NAME
from staff.local_sign_in import TOTP, LocalSignIn
from staff.passkeys import PasskeyAnswer, RelyingParty, WrongPasskey
from staff.provider_only import has_provider, local_sign_in_open
from staff.sessions import actor_of


class InvitationOver(Exception):
    """The link was used, is too old, or its account is closed, locked or the provider's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedMember:
    """Whose invitation it is. `token` is that of the link."""

    agency: Agency
    account: StaffAccount
    token: str = field(repr=False)
    secret: str = field(repr=False)
    """Base32, for the authenticator app: the same each time, so that nothing is stored before the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPassword:
    """What was typed: the password, and a code to show that the app has the secret."""

    password: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with what was typed; nothing if both are None and False."""

    password: PasswordFlaw | None
    code: bool

    def __bool__(self) -> bool:
        return self.password is not None or self.code


class Welcome:
    """Shows nothing and stores nothing until the owner has proved that what they chose works."""

    def __init__(self, database: Database, vault: Vault, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._sign_in = LocalSignIn(database, vault, clock=clock)

    async def find(self, ori: str, token: str) -> InvitedMember:
        """Who is invited; looking uses nothing up. Raises InvitationOver."""
        async with self._database.reading() as session:
            agency = await agencies.get(session, ori)
            account = await self._account_of(session, token)
        if agency is None or account is None or account.ori != agency.ori:
            raise InvitationOver
        secret = one_time_codes.secret_from(self._vault.oldest_token("staff totp", token))
        return InvitedMember(agency=agency, account=account, token=token, secret=secret)

    async def choose_password(self, invited: InvitedMember, chosen: ChosenPassword, *, source: str) -> Flaws:
        """Set both up, if there is nothing wrong with either. Raises InvitationOver."""
        now, account = self._clock(), invited.account
        name = self._vault.open_if_any(account.name_sealed, context=NAME, row=account.id)
        known_words = (invited.agency.name, invited.agency.ori, account.badge, name or "")
        flaw = await passwords.wrong_with(chosen.password, known_words=known_words)
        step = one_time_codes.matching_step(invited.secret, chosen.code, now=now)
        if flaw is not None or step is None:
            return Flaws(flaw, code=step is None)
        password = StaffPassword(
            account_id=account.id,
            password_hash=await passwords.hashed(chosen.password),
            totp_secret_sealed=self._vault.seal(invited.secret, context=TOTP, row=account.id),
            totp_last_step=step,
            created_at=now,
        )
        async with self._database.transaction() as session:
            await self._use_up(session, invited, Method.PASSWORD_AND_CODE, source=source)
            await staff_credentials.set_password(session, password)
        return Flaws(None, code=False)

    async def ask_passkey(self, invited: InvitedMember, party: RelyingParty) -> str:
        """JSON for the browser."""
        async with self._database.transaction() as session:
            challenge = await self._sign_in.ask(session, invited.token)
        name = invited.agency.name
        return passkeys.registration_options(party, invited.account, agency=name, challenge=challenge)

    async def choose_passkey(self, invited: InvitedMember, party: RelyingParty, sent: str, *, source: str) -> None:
        """Keep the passkey that the browser made. Raises WrongPasskey, InvitationOver."""
        answer = PasskeyAnswer.read(sent)
        passkey = passkeys.registered(party, answer, invited.account)
        passkey.created_at = self._clock()
        async with self._database.transaction() as session:
            if not await self._sign_in.take_answer(session, answer, invited.token):
                raise WrongPasskey
            if await staff_credentials.is_known_passkey(session, passkey.credential_id):
                raise WrongPasskey
            await self._use_up(session, invited, Method.PASSKEY, source=source)
            await staff_credentials.add_passkey(session, passkey)

    async def _account_of(self, session: AsyncSession, token: str, *, lock: bool = False) -> StaffAccount | None:
        hashed, now = self._vault.token_hash(token), self._clock()
        link = await sign_in_links.find(session, hashed, LinkPurpose.INVITATION, now=now)
        account = await staff_accounts.get(session, link.account_id, lock=lock) if link else None
        if account is None or account.closed_at is not None or account.locked_at is not None:
            return None
        may = local_sign_in_open(account, has_provider=await has_provider(session, account.ori))
        return account if may else None

    async def _use_up(self, session: AsyncSession, invited: InvitedMember, method: Method, *, source: str) -> None:
        """Of two who end at once one is the second: there is nothing left for them."""
        account = await self._account_of(session, invited.token, lock=True)
        hashed, now = self._vault.token_hash(invited.token), self._clock()
        if account is None or not await sign_in_links.use_up(session, hashed, now=now):
            raise InvitationOver
        about, facts = f"account:{account.badge}", {"method": method.value}
        kind, by = ActKind.CREDENTIAL_ADDED, actor_of(account)
        act = Act(ori=account.ori, kind=kind, by=by, about=about, source=source, detail=facts)
        await record(session, act, now=now)
