"""How long a password of staff is, and the one form in which it is compared.

NIST SP 800-63B-4, 3.1.1.2: at least 8 characters where a second factor is asked for as well (we ask for 12), at least
64 allowed, every character allowed, no rule about kinds of characters, and no end.
"""

from __future__ import annotations

import unicodedata

from domain.staff.sign_in import PasswordFlaw

LEAST = 12
MOST = 256
"""Characters: code points after normalization."""


def normalized(password: str) -> str:
    """As it is hashed (NFKC): the same characters, typed at another keyboard, are the same password."""
    return unicodedata.normalize("NFKC", password)


def wrong_length(password: str) -> PasswordFlaw | None:
    """What is wrong with the length of a new password, if anything."""
    length = len(normalized(password))
    if length < LEAST:
        return PasswordFlaw.SHORT
    return PasswordFlaw.LONG if length > MOST else None
