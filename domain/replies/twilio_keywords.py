"""The keywords to which Twilio itself answers and obeys before a reply reaches us.

Source: Twilio, "Twilio support for opt-out keywords": it acts only on a body that IS one keyword. Whether it forgives
a full stop behind it is not written, so we take it not to: to answer twice is better than not at all.
"""

from __future__ import annotations

OPT_OUT_KEYWORDS = frozenset(["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"])
OPT_IN_KEYWORDS = frozenset(["START", "YES", "UNSTOP"])
HELP_KEYWORDS = frozenset(["HELP", "INFO"])
KEYWORDS = OPT_OUT_KEYWORDS | OPT_IN_KEYWORDS | HELP_KEYWORDS


def is_keyword(body: str) -> bool:
    """Whether Twilio has acted on this body: case and outer spaces do not matter, all else does."""
    return body.strip().upper() in KEYWORDS
