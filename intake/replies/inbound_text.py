"""Read a text to one of our numbers as Twilio posts it. Unknown fields are ignored: Twilio adds some."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PROVIDER = "twilio"
LONGEST_BODY = 4000
"""Characters kept of a body: more than twice what Twilio accepts (1,600)."""

_MESSAGE_ID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_TELEPHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164: neither a short code nor a name, nor a number with a network before it ("whatsapp:")."""
_OUR_ADDRESS = re.compile(r"[+A-Za-z0-9]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundText:
    """Who wrote (E.164), to which of our addresses, and what; the body is empty when only a picture came.

    `answered` is True if Twilio says that it has dealt with a keyword (Advanced Opt-Out) and answered it. `agencies`
    are those whose provider's account it came through (ORIs); None if that is the installation's own, which brings the
    texts to all agencies.
    """

    message_id: str
    sender: str
    to: tuple[str, ...]
    body: str
    answered: bool = False
    agencies: frozenset[str] | None = None


def read(form: Mapping[str, str], *, agencies: frozenset[str] | None = None) -> InboundText | None:
    """The text; None if the form is none that we could keep or answer: no message, or not from a telephone."""
    message_id, sender = form.get("MessageSid", ""), form.get("From", "")
    if not _MESSAGE_ID.fullmatch(message_id) or not _TELEPHONE.fullmatch(sender):
        return None
    ours = (form.get("MessagingServiceSid", ""), form.get("To", ""))
    return InboundText(
        message_id=message_id,
        sender=sender,
        to=tuple(address for address in ours if _OUR_ADDRESS.fullmatch(address)),
        body=form.get("Body", "")[:LONGEST_BODY],
        answered=bool(form.get("OptOutType")),
        agencies=agencies,
    )
