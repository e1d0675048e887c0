"""Store an attempt to sign in for `portal.code_sender` to look up, and check the code that is entered.

Both do the same work whether or not there is such a case, so that how long they take tells a visitor nothing.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
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

NETWORK = "portal.network"
"""Kind of the fingerprint of a network."""

CODE_KIND = "portal code"
"""Kind of the fingerprint of a code."""

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
    network: str = ""
    """Where the visitor is, about (`domain.networks.network_of`); kept as a keyed hash."""


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
    """`proven`: whose address it is, if the code was right. `was_open`: there was an attempt that could be tried."""

    entered: CodeOutcome
    proven: Proven | None = None
    was_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSecrets:
    """`token` goes into the browser's cookie, `code` to the address if a case is found."""

    token: str = field(repr=False)
    code: str = field(repr=False)


async def begin(
    session: AsyncSession, vault: Vault, secrets: AttemptSecrets, *, ori: str, typed: SignInRequest, now: datetime
) -> PortalAttempt:
    """Store what was typed, sealed."""
    id, wanted = new_id(), {name: value for name, value in asdict(typed).items() if name != "network"}
    attempt = PortalAttempt(
        id=id,
        token_hash=vault.token_hash(secrets.token),
        ori=ori,
        network_hash=vault.fingerprint(typed.network, kind=NETWORK),
        link_hash=typed.link or None,
        wanted_sealed=vault.seal(json.dumps(wanted), context=WANTED, row=id),
        code_hash=vault.fingerprint(_numbered(id, secrets.code), kind=CODE_KIND),
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


async def check(
    session: AsyncSession, vault: Vault, *, tokens: Sequence[str], ori: str, typed: str, now: datetime
) -> Checked:
    """Try a code, once, on each attempt of this browser: a code that was asked for earlier still works until it is old.

    Each try counts, and of those that come at the same time only one can be right.
    """
    code, tried = plain(typed), list[Checked]()
    for token in tokens or ("",):
        tried.append(await _check_one(session, vault, token, ori=ori, code=code, now=now))
        if tried[-1].proven:
            return tried[-1]
    was_open = any(each.was_open for each in tried)
    is_over = not any(each.entered is CodeOutcome.WRONG and each.was_open for each in tried)
    too_many = is_over and any(each.entered is CodeOutcome.TOO_MANY for each in tried)
    return Checked(entered=CodeOutcome.TOO_MANY if too_many else CodeOutcome.WRONG, was_open=was_open)


async def _check_one(session: AsyncSession, vault: Vault, token: str, *, ori: str, code: str, now: datetime) -> Checked:
    token_hash = vault.token_hash(token)
    known = await portal_attempts.by_token_hash(session, token_hash, ori)
    tried = await portal_attempts.count_try(session, token_hash, ori, now=now, most=TRIES)
    given = _code_hashes(vault, tried.id if tried else "", code)
    wanted = tried.code_hash if tried else given[0][::-1]
    fits = sum(hmac.compare_digest(each, wanted) for each in given) > 0
    if tried and fits and tried.address_hash and tried.channel:
        tried.used_at = now
        proven = Proven(address_hash=tried.address_hash, channel=tried.channel)
        return Checked(entered=CodeOutcome.RIGHT, proven=proven, was_open=True)
    tried_out = known is not None and known.used_at is None and known.tries >= TRIES
    return Checked(entered=CodeOutcome.TOO_MANY if tried_out else CodeOutcome.WRONG, was_open=tried is not None)


def _code_hashes(vault: Vault, attempt_id: str, code: str) -> list[str]:
    """By every hash key: the one in use may have changed since the code was sent."""
    return list(vault.fingerprints(_numbered(attempt_id, code), kind=CODE_KIND).values())


def _numbered(attempt_id: str, code: str) -> str:
    """The same code of two attempts has two hashes."""
    return f"{attempt_id} {code}"
