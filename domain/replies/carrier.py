"""The words Twilio acts on by itself, before we hear of them.

Source: Twilio, "Twilio support for opt-out keywords" (see ../shared/domain-rules.md): it acts only on a body that IS one of them.
"""

from __future__ import annotations

OPT_OUT_KEYWORDS = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
OPT_IN_KEYWORDS = frozenset(["START", "YES", "UNSTOP"])
HELP_KEYWORDS = frozenset(["HELP", "INFO"])
KEYWORDS = OPT_OUT_KEYWORDS | OPT_IN_KEYWORDS | HELP_KEYWORDS


def keyword(body: str) -> str | None:
    """Twilio's own keyword that this body is, if it is one: case and outer spaces do not matter, all else does."""
    word = body.strip().upper()
    return word if word in KEYWORDS else None
