"""Store an attempt to sign in for `portal.code_sender` to look up, and check the code that is entered.

Both do the same work whether or not there is such a case, so that how long they take tells a visitor nothing.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from db.encryption.vault import Vault
from db.queries import portal_attempts
from db.tables import PortalAttempt, new_id
from domain.portal.lenient_input import plain

WANTED, CODE = "portal_attempts.wanted", "portal_attempts.code"
"""Contexts in which an attempt's columns are sealed."""

VALID_FOR = timedelta(minutes=10)
TRIES = 5
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInRequest:
    """What a visitor says of themselves: the case and where they are reached, or the link they followed."""

    address_hash: str = ""
    """The oldest, as `hash_lookup.oldest_phone_hash` makes it."""
    channel: str = ""
    case: str = ""
    """As `domain.portal.lenient_input.plain` reads it."""
    link: str = ""
    """The hash of the token in a link."""


class CodeOutcome(StrEnum):
    """What came of a code."""

    RIGHT = "right"
    WRONG = "wrong"
    """Or too old, or used, or of no attempt at all."""
    TOO_MANY = "too_many"
    """Tries: no code of this attempt opens anything any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """The address that a visitor has proved to be theirs."""

    address_hash: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """`proven`: whose address it is, if the code was right."""

    entered: CodeOutcome
    proven: Proven | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSecrets:
    """`token` goes into the browser's cookie, `code` to the address if a case is found."""

    token: str = field(repr=False)
    code: str = field(repr=False)


async def begin(
    session: AsyncSession, vault: Vault, secrets: AttemptSecrets, *, ori: str, typed: SignInRequest, now: datetime
) -> PortalAttempt:
    """Store what was typed, sealed."""
    id = new_id()
    attempt = PortalAttempt(
        id=id,
        token_hash=vault.token_hash(secrets.token),
        ori=ori,
        wanted_sealed=vault.seal(json.dumps(asdict(typed)), context=WANTED, row=id),
        code_hash=vault.fingerprint(f"{id} {secrets.code}", kind="portal code"),
        code_sealed=vault.seal(secrets.code, context=CODE, row=id),
        created_at=now,
        expires_at=now + VALID_FOR,
    )
    session.add(attempt)
    await session.flush()
    return attempt


def typed_in(vault: Vault, attempt: PortalAttempt) -> SignInRequest:
    """What was typed."""
    return SignInRequest(**json.loads(vault.open(attempt.wanted_sealed or "", context=WANTED, row=attempt.id)))


def code_of(vault: Vault, attempt: PortalAttempt) -> str:
    """The code, until it is sent."""
    return vault.open(attempt.code_sealed or "", context=CODE, row=attempt.id)


async def check(session: AsyncSession, vault: Vault, *, token: str, ori: str, typed: str, now: datetime) -> Checked:
    """Try a code, once. Each try counts, and of those that come at the same time only one can be right."""
    token_hash = vault.token_hash(token)
    known = await portal_attempts.by_token_hash(session, token_hash, ori)
    tried = await portal_attempts.count_try(session, token_hash, ori, now=now, most=TRIES)
    given = _code_hashes(vault, tried.id if tried else "", plain(typed))
    wanted = tried.code_hash if tried else given[0][::-1]
    fits = sum(hmac.compare_digest(each, wanted) for each in given) > 0
    if tried and fits and tried.address_hash and tried.channel:
        tried.used_at = now
        return Checked(entered=CodeOutcome.RIGHT, proven=Proven(address_hash=tried.address_hash, channel=tried.channel))
    tried_out = known is not None and known.used_at is None and known.tries >= TRIES
    return Checked(entered=CodeOutcome.TOO_MANY if tried_out else CodeOutcome.WRONG)


def _code_hashes(vault: Vault, attempt_id: str, code: str) -> list[str]:
    """By every hash key: the one in use may have changed since the code was sent."""
    return list(vault.fingerprints(f"{attempt_id} {code}", kind="portal code").values())
