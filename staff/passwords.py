"""Hashes and compares passwords of staff (argon2id), and says what is wrong with a new one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY
from zxcvbn import zxcvbn

from domain.staff.passwords import normalized, wrong_length
from domain.staff.sign_in import PasswordFlaw

T = TypeVar("T")

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
"""64 MiB, three passes, four lanes [RFC 9106, 4; more than OWASP asks for]."""

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
"""So many at once: each needs 64 MiB, and other requests go on meanwhile."""

NO_PASSWORD = "$argon2id$v=19$m=65536,t=3,p=4$yZcK3bKFJM7ubdlmZxnqTw$dii8CU2P1g0lhZDCmEib/hHCZGytz+ZQdBw9tUnaP6c"  # noqa: S105
"""Of a secret that was thrown away: compared where there is no password, so that it takes as long as where there is."""

LEAST_GUESSES = 10**9
"""What `zxcvbn` finds with fewer is a common password, or made of common words, dates, keyboard rows and repeats."""
LEAST_LEFT = 6
"""Characters, spaces aside, that are left of a password without what the agency and the account are called."""
_LOOKED_AT = 72
"""Characters: what is longer is not found by guessing its beginning."""


async def hashed(password: str) -> str:
    """To be stored."""
    return await _in_thread(lambda: _hasher.hash(normalized(password)))


async def matches(password_hash: str, password: str) -> bool:
    """True if it is the password of this hash."""

    def compared() -> bool:
        try:
            return _hasher.verify(password_hash, normalized(password))
        except (VerificationError, InvalidHashError):
            return False

    return await _in_thread(compared)


def needs_rehash(password_hash: str) -> bool:
    """True if it was made by other parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


async def wrong_with(password: str, *, known_words: Iterable[str]) -> PasswordFlaw | None:
    """What is wrong with a new password, if anything. `known_words`: what the agency and the account are called.

    NIST SP 800-63B-4, 3.1.1.2: compared with a list of what is commonly used, expected or found out.
    """
    length = wrong_length(password)
    if length is not None:
        return length
    words = {part.casefold() for text in known_words for part in (text, *text.split()) if len(part) > 2} | {"caseline"}
    if _left_without(words, normalized(password).casefold()) < LEAST_LEFT:
        return PasswordFlaw.COMMON

    def guesses() -> float:
        return float(zxcvbn(normalized(password)[:_LOOKED_AT], user_inputs=sorted(words))["guesses"])

    return PasswordFlaw.COMMON if await _in_thread(guesses) < LEAST_GUESSES else None


def _left_without(words: Iterable[str], password: str) -> int:
    for word in sorted(words, key=len, reverse=True):
        password = password.replace(word, "")
    return sum(not character.isspace() for character in password)


async def _in_thread(work: Callable[[], T]) -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work)
