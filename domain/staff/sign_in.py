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
