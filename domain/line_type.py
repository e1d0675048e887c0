"""Which kinds of phone line take texts (the kinds of Twilio Lookup's `line_type_intelligence`)."""

from __future__ import annotations

from enum import StrEnum


class LineType(StrEnum):
    """What a number is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    TOLL_FREE = "tollFree"
    FIXED_VOIP = "fixedVoip"
    NON_FIXED_VOIP = "nonFixedVoip"
    PERSONAL = "personal"
    PREMIUM = "premium"
    VOICEMAIL = "voicemail"
    SHARED_COST = "sharedCost"
    UNIVERSAL_ACCESS = "uan"
    PAGER = "pager"
    UNKNOWN = "unknown"


TAKES_NO_TEXTS: frozenset[LineType] = frozenset(
    {
        LineType.LANDLINE,
        LineType.PAGER,
        LineType.VOICEMAIL,
        LineType.PREMIUM,
        LineType.SHARED_COST,
        LineType.UNIVERSAL_ACCESS,
    }
)
"""Texts to these do not arrive. Fixed VoIP and toll-free numbers may take them: there the carrier has the last word."""


def line_type(word: str | None) -> LineType:
    """The kind a provider names; one that it does not know, or we do not, is unknown."""
    return next((kind for kind in LineType if kind.value == word), LineType.UNKNOWN)
