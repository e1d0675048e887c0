"""A sign-in through an agency's provider, from the first request to the account: what `api/pages/staff` calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from audit.record import record
from db.connection.session import Database
from db.encryption.vault import Vault
from db.queries import staff_providers
from db.tables import StaffProvider
from domain.actors import Actor, ActorKind
from domain.audit.acts import Act, ActKind, Outcome
from domain.staff.id_token import ExpectedToken, check_claims
from domain.staff.provider_refusals import ProviderSignInRefused, Unfit
from domain.staff.provider_rules import ProviderKind
from staff.providers import accounts, attempts
from staff.providers.accounts import CheckedPerson
from staff.providers.attempts import NewAttempt, TakenUp
from staff.providers.fetch import ProviderAway
from staff.providers.known import OpenIdProviders
from staff.providers.metadata import OpenIdMetadata
from staff.providers.requests import OpenIdClient, authorization_address, id_token_for

UNPROVEN = str(Actor(ActorKind.UNPROVEN, "sign-in"))
"""Who is refused, as far as the audit log can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """What a browser brings back from the provider [RFC 6749, 4.1.2; RFC 9207]. `browser`: the secret of its cookie."""

    ori: str
    browser: str = field(repr=False)
    source: str
    state: str = field(repr=False, default="")
    code: str = field(repr=False, default="")
    issuer: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInAtProvider:
    """Whose account it is, and where they wanted to go."""

    account_id: str
    id_token: str = field(repr=False)
    next_path: str
    is_fresh: bool


class SignInIsOld(Exception):
    """They signed in at the provider too long ago, and were not asked to do so anew: begin again so that they are."""

    def __init__(self, next_path: str) -> None:
        super().__init__("the sign-in at the provider is old")
        self.next_path = next_path


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSignIns:
    """Begins and finishes them. `base_url`: the address at which staff reach us, without a slash at its end."""

    database: Database
    vault: Vault
    providers: OpenIdProviders
    clock: Callable[[], datetime]
    base_url: str

    async def begin(self, provider: StaffProvider, new: NewAttempt) -> str:
        """Where the browser is sent. Raises ProviderAway, attempts.TooManyBegun."""
        now = self.clock()
        metadata = await self.providers.metadata(provider.issuer, now=now)
        async with self.database.transaction() as session:
            await attempts.begin(session, self.vault, provider, new, now=now)
        return authorization_address(
            metadata,
            self._client(provider),
            new.flow,
            kind=ProviderKind(provider.kind),
            two_factors=staff_providers.two_factors_of(provider),
            is_fresh=new.is_fresh,
        )

    async def finish(self, answer: ProviderAnswer) -> SignedInAtProvider:
        """The account they may be let in to. Raises SignInIsOld, and ProviderSignInRefused, which is recorded."""
        try:
            return await self._finish(answer)
        except ProviderSignInRefused as refused:
            await self._record_refusal(answer, refused)
            raise

    async def _finish(self, answer: ProviderAnswer) -> SignedInAtProvider:
        now = self.clock()
        async with self.database.transaction() as session:
            begun = await attempts.take_up(
                session, self.vault, answer.ori, state=answer.state, browser=answer.browser, now=now
            )
        if begun is None:
            raise ProviderSignInRefused(Unfit.NO_ATTEMPT)
        try:
            return await self._checked(answer, begun, now)
        except ProviderAway:
            raise ProviderSignInRefused(Unfit.PROVIDER_AWAY) from None
        except ProviderSignInRefused as refused:
            if refused.why is Unfit.OLD_SIGN_IN and not begun.attempt.is_fresh:
                raise SignInIsOld(begun.attempt.next_path) from None
            raise

    async def _checked(self, answer: ProviderAnswer, begun: TakenUp, now: datetime) -> SignedInAtProvider:
        provider, attempt = begun.provider, begun.attempt
        metadata = await self.providers.metadata(provider.issuer, now=now)
        _check_sender(answer, metadata)
        if answer.error or not answer.code:
            raise ProviderSignInRefused(Unfit.PROVIDER_SAID_NO, error=answer.error)
        token = await id_token_for(
            self.providers.http, metadata, self._client(provider), code=answer.code, verifier=begun.verifier
        )
        claims = await self.providers.claims(token, issuer=provider.issuer, now=now)
        expected = ExpectedToken(
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce_hash=attempt.nonce_hash,
            asked_at=attempt.created_at,
            is_fresh=attempt.is_fresh,
        )
        # The provider may have taken its time: what counts is the time at which its token was read.
        subject = check_claims(claims, expected, now=self.clock())
        if not staff_providers.two_factors_of(provider).are_proved_by(claims):
            raise ProviderSignInRefused(Unfit.ONE_FACTOR)
        person = CheckedPerson(subject=subject, claims=claims, provider=provider, source=answer.source)
        account_id = await self._account_id(person)
        return SignedInAtProvider(
            account_id=account_id, id_token=token, next_path=attempt.next_path, is_fresh=attempt.is_fresh
        )

    async def _account_id(self, person: CheckedPerson) -> str:
        try:
            async with self.database.transaction() as session:
                return (await accounts.account_for(session, self.vault, person, now=self.clock())).id
        except ProviderSignInRefused as refused:
            if refused.why is Unfit.NO_ROLE:
                async with self.database.transaction() as session:
                    await accounts.take_roles_away(session, person, now=self.clock())
            raise

    async def _record_refusal(self, answer: ProviderAnswer, refused: ProviderSignInRefused) -> None:
        now = self.clock()
        act = Act(
            ori=answer.ori,
            kind=ActKind.SIGN_IN_REFUSED,
            by=UNPROVEN,
            about=f"account:{refused.badge}" if refused.badge else "",
            outcome=Outcome.REFUSED,
            reason=refused.why.value,
            source=answer.source,
            detail={"method": "provider"} | ({"error": refused.error} if refused.error else {}),
        )
        async with self.database.transaction() as session:
            is_of_ours = refused.why is not Unfit.NO_ATTEMPT
            if is_of_ours or await attempts.may_record(session, self.vault, answer.ori, answer.source, now=now):
                await record(session, act, now=now)

    def _client(self, provider: StaffProvider) -> OpenIdClient:
        return OpenIdClient(
            client_id=provider.client_id,
            secret=staff_providers.secret_of(self.vault, provider),
            redirect_uri=f"{self.base_url}/staff/{provider.ori}/provider/return",
        )


def _check_sender(answer: ProviderAnswer, metadata: OpenIdMetadata) -> None:
    """The answer is of the provider that was asked, as far as it says [RFC 9207, 2.4]."""
    if answer.issuer is None and not metadata.says_its_issuer:
        return
    if answer.issuer != metadata.issuer:
        raise ProviderSignInRefused(Unfit.WRONG_SENDER)
