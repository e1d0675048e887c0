"""Read a text to one of our numbers as Twilio posts or lists it. Unknown fields are ignored: Twilio adds some."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

PROVIDER = "twilio"
LONGEST_BODY = 4000
"""Characters kept of a body: more than twice what Twilio accepts (1,600)."""

MESSAGE_SID, OPT_OUT_TYPE = "MessageSid", "OptOutType"
KEPT_FIELDS = (MESSAGE_SID, OPT_OUT_TYPE, "From", "To", "MessagingServiceSid", "Body")
"""What is read of a form; nothing else of it is stored."""

_MESSAGE_ID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_NETWORK = re.compile(r"(?:rcs|whatsapp):(?=\+)", re.IGNORECASE)
"""RCS and WhatsApp: the same telephone, reached another way."""
_TELEPHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: neither a short code nor a name."""
_OUR_ADDRESS = re.compile(r"[+A-Za-z0-9]{1,64}")


class NotKept(StrEnum):
    """Why nothing can be made of a form."""

    NO_MESSAGE_ID = "no_message_id"
    NO_TELEPHONE = "no_telephone"
    """It came from a short code, a name or another network: it can neither be found nor answered."""


class OptOutType(StrEnum):
    """What Twilio took a text for, and has obeyed and answered: the account's words may be any (Advanced Opt-Out)."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"
    OTHER = "OTHER"
    """A word of Twilio's that we do not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """Who wrote (E.164), to which of our addresses, and what; the body is empty when only a picture came.

    `keyword` is what Twilio says that it has dealt with and answered, if anything. `agencies` are those whose
    provider's account it came through (ORIs); None if that is the installation's own, which brings the texts to all.
    `written_at` is when Twilio had it; None for this moment.
    """

    message_id: str
    sender: str
    to: tuple[str, ...]
    body: str
    keyword: OptOutType | None = None
    agencies: frozenset[str] | None = None
    written_at: datetime | None = None

    @property
    def answered(self) -> bool:
        """True if Twilio has answered it."""
        return self.keyword is not None


def read(
    form: Mapping[str, str], *, agencies: frozenset[str] | None = None, written_at: datetime | None = None
) -> InboundText | NotKept:
    """The text, or why it is none that we could keep or answer."""
    message_id, sender = form.get(MESSAGE_SID, ""), _without_network(form.get("From", ""))
    if not is_message_id(message_id):
        return NotKept.NO_MESSAGE_ID
    if not _TELEPHONE.fullmatch(sender):
        return NotKept.NO_TELEPHONE
    ours = (form.get("MessagingServiceSid", ""), _without_network(form.get("To", "")))
    return InboundText(
        message_id=message_id,
        sender=sender,
        to=tuple(address for address in ours if _OUR_ADDRESS.fullmatch(address)),
        body=form.get("Body", "")[:LONGEST_BODY],
        keyword=_keyword(form.get(OPT_OUT_TYPE, "")),
        agencies=agencies,
        written_at=written_at,
    )


def is_message_id(text: str) -> bool:
    """True for an id that Twilio gives a message: by it a repeat is recognized."""
    return _MESSAGE_ID.fullmatch(text) is not None


def _without_network(address: str) -> str:
    network = _NETWORK.match(address)
    return address[network.end() :] if network else address


def _keyword(said: str) -> OptOutType | None:
    if not said.strip():
        return None
    word = said.strip().upper()
    return OptOutType(word) if word in set(OptOutType) else OptOutType.OTHER
