"""Signs staff in by password and one-time code, or by passkey, where no OpenID provider does it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import staff_accounts, staff_credentials
from db.tables import PasskeyChallenge, StaffPasskey, StaffPassword
from domain.staff.sign_in import CHALLENGED, SignInRefusal
from staff import network_tries, one_time_codes, passkeys, passwords
from staff.network_tries import CountedTry
from staff.passkeys import CHALLENGE_BYTES, PasskeyAnswer, RelyingParty, WrongPasskey
from staff.sign_in_tries import SignInRefused, SignInTries, TriedFrom, Try

TOTP = "staff_passwords.totp_secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedProof:
    """What was typed."""

    badge: str
    password: str = field(repr=False)
    code: str = field(repr=False)


class LocalSignIn:
    """Gives the id of the account whose owner is there, or raises SignInRefused."""

    def __init__(self, database: Database, vault: Vault, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    async def by_password(self, at: TriedFrom, typed: TypedProof) -> str:
        """The password is compared even where there is none: an unknown badge takes as long as a known one."""
        tries = SignInTries(self._vault, CountedTry.PASSWORD, at)
        async with self._database.transaction() as session:
            account = await staff_accounts.by_badge(session, at.ori, typed.badge.strip())
            password = await staff_credentials.password_of(session, account.id) if account else None
            known = None if password else SignInRefusal.NOTHING_SET_UP if account else SignInRefusal.UNKNOWN_BADGE
            begun = await tries.begin(session, account, refusal=known, now=self._clock())
        reason = begun.refusal
        if reason is not SignInRefusal.NETWORK:
            hash_ = password.password_hash if password else passwords.NO_PASSWORD
            if not await passwords.matches(hash_, typed.password):
                reason = reason or SignInRefusal.WRONG_PASSWORD
        async with self._database.transaction() as session:
            if reason is None and password is not None:
                reason = await self._use_code(session, password, typed.code)
            await tries.end(session, begun, reason, now=self._clock())
        account_id = _let_in(begun, reason)
        await self._renew(password, typed.password)
        return account_id

    async def by_passkey(self, at: TriedFrom, party: RelyingParty, sent: str) -> str:
        """`sent`: the JSON of what the browser's passkey answered."""
        tries, answer = SignInTries(self._vault, CountedTry.PASSKEY, at), _read(sent)
        async with self._database.transaction() as session:
            found = await staff_credentials.passkey(session, at.ori, answer.credential_id) if answer else None
            known = None if found else SignInRefusal.UNKNOWN_PASSKEY
            begun = await tries.begin(session, found[1] if found else None, refusal=known, now=self._clock())
            reason = begun.refusal
            if reason is None and answer and not await self.take_answer(session, answer, at.visitor):
                reason = SignInRefusal.CHALLENGE_OVER
        async with self._database.transaction() as session:
            if reason is None and found and answer:
                reason = await self._use_passkey(session, party, answer, found[0])
            await tries.end(session, begun, reason, now=self._clock())
        return _let_in(begun, reason)

    async def ask_passkey(self, at: TriedFrom) -> bytes:
        """A challenge for this browser. Raises SignInRefused if its network asked for too many."""
        async with self._database.transaction() as session:
            what, now = CountedTry.CHALLENGE, self._clock()
            over = await network_tries.begin(session, self._vault, what, at.source, now=now)
            challenge = await self.ask(session, at.visitor) if over is None else b""
        if over is not None:
            raise SignInRefused(SignInRefusal.NETWORK, over.retry_after)
        return challenge

    async def ask(self, session: AsyncSession, asked_by: str) -> bytes:
        """A challenge for the browser with this cookie, or for who has this invitation."""
        challenge = secrets.token_bytes(CHALLENGE_BYTES)
        asked = PasskeyChallenge(
            challenge_hash=self._vault.token_hash(challenge.hex()),
            asked_by_hash=self._vault.token_hash(asked_by),
            expires_at=self._clock() + CHALLENGED,
        )
        await staff_credentials.ask(session, asked)
        return challenge

    async def take_answer(self, session: AsyncSession, answer: PasskeyAnswer, asked_by: str) -> bool:
        """True if this is what was asked there, lately, and has had no answer before."""
        hash_ = self._vault.token_hash
        asked = (hash_(answer.challenge.hex()), hash_(asked_by))
        return await staff_credentials.take_answer(session, *asked, now=self._clock())

    async def _use_code(self, session: AsyncSession, password: StaffPassword, code: str) -> SignInRefusal | None:
        secret = self._vault.open(password.totp_secret_sealed, context=TOTP, row=password.account_id)
        step = one_time_codes.matching_step(secret, code, now=self._clock())
        if step is None:
            return SignInRefusal.WRONG_CODE
        is_new = await staff_credentials.use_code(session, password.account_id, step)
        return None if is_new else SignInRefusal.CODE_USED_BEFORE

    async def _use_passkey(
        self, session: AsyncSession, party: RelyingParty, answer: PasskeyAnswer, passkey: StaffPasskey
    ) -> SignInRefusal | None:
        try:
            sign_count = passkeys.sign_count_of(party, answer, passkey)
        except WrongPasskey:
            return SignInRefusal.WRONG_PASSKEY
        now = self._clock()
        goes_on = await staff_credentials.use_passkey(session, passkey.credential_id, sign_count=sign_count, now=now)
        return None if goes_on else SignInRefusal.COPIED_PASSKEY

    async def _renew(self, password: StaffPassword | None, typed: str) -> None:
        """Hash it by the parameters of today, now that it is known."""
        if password is None or not passwords.needs_rehash(password.password_hash):
            return
        after = await passwords.hashed(typed)
        async with self._database.transaction() as session:
            await staff_credentials.rehash(session, password.account_id, before=password.password_hash, after=after)


def _let_in(begun: Try, reason: SignInRefusal | None) -> str:
    if reason is not None or begun.account is None:
        raise SignInRefused(reason or SignInRefusal.UNKNOWN_BADGE, begun.retry_after)
    return begun.account.id


def _read(sent: str) -> PasskeyAnswer | None:
    try:
        return PasskeyAnswer.read(sent)
    except WrongPasskey:
        return None
