"""Signing in: what can prove who a member of staff is, and how long a session goes on.

The limits are those of the CJIS Security Policy 6.0 (AC-7, AC-11, AC-12, AC-2) and NIST SP 800-63B-4 (AAL2).
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Method(StrEnum):
    """What proved who they are; each stands for two factors, but the demonstration."""

    PROVIDER = "provider"
    """The agency's OpenID provider, which said that it asked for more than one factor."""
    PASSKEY = "passkey"
    PASSWORD_AND_CODE = "password_and_code"  # noqa: S105  the name of a method
    DEMONSTRATION = "demonstration"


class LinkPurpose(StrEnum):
    """What a sign-in link is for."""

    INVITATION = "invitation"
    """Used once, to set up how the account signs in."""
    DEMONSTRATION = "demonstration"
    """Signs in at once, again and again; on a loopback address only."""


IDLE = timedelta(minutes=30)
"""Without a request for so long a session is locked [CJIS AC-11]."""
LONGEST = timedelta(hours=12)
"""Then a session ends, used or not [NIST SP 800-63B-4, 2.2.3]."""
UNUSED = timedelta(days=90)
"""An account that was not used for so long is closed [CJIS AC-2]."""
WARNED = timedelta(days=14)
"""So long before an unused account is closed, administrators are told that it will be."""
INVITED = timedelta(hours=72)
"""So long an invitation leads its account in."""
CHALLENGED = timedelta(minutes=5)
"""So long a passkey has to answer."""
MOST_WRONG_TRIES = 5
WRONG_WITHIN = timedelta(minutes=15)
"""So many wrong tries within so long lock an account until an administrator releases it [CJIS AC-7]."""


class SignInRefusal(StrEnum):
    """Why a sign-in was refused: for the audit log alone, as the page says the same of all but the last."""

    UNKNOWN_BADGE = "unknown_badge"
    UNKNOWN_PASSKEY = "unknown_passkey"
    NOTHING_SET_UP = "nothing_set_up"
    """The account was invited, and has no password yet."""
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  the name of a reason
    WRONG_CODE = "wrong_code"
    CODE_USED_BEFORE = "code_used_before"
    WRONG_PASSKEY = "wrong_passkey"
    """Not signed by it, for another address, or without its owner's finger, face or PIN."""
    CHALLENGE_OVER = "challenge_over"
    """The passkey answered what was not asked of this browser, was asked too long ago, or was answered before."""
    COPIED_PASSKEY = "copied_passkey"
    """Its counter went back: there are two of it."""
    TOO_MANY_TRIES = "too_many_tries"
    """Five are wrong or under way."""
    LOCKED = "locked"
    CLOSED = "closed"
    UNUSED = "unused"
    PROVIDER_ONLY = "provider_only"
    """The agency's OpenID provider signs this account in, and nothing else does."""
    NETWORK = "network"
    """Too many wrong tries came from this network."""


class PasswordFlaw(StrEnum):
    """What is wrong with a new password."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    """Made of common words, dates, keyboard rows, or of what the agency and the account are called."""
