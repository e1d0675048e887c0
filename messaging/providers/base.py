"""What a carrier of messages does, and how it fails.

ProviderError
  RecipientRejected      final: this person cannot be reached this way
    RecipientOptedOut    ... because they said stop to the vendor
    NoMobilePhone        ... because texts do not reach a landline
    MessageRefused       ... because of what it is or how it came, whoever has the address
  ProviderUnavailable    try again; `accepted_perhaps` says the message may have gone out all the same
    ProviderBusy         ... for it is there, and wants us slower
  SenderRefused          nothing leaves until somebody mends our account or settings
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from messaging.providers.delivery_report import ProviderReport


class ProviderError(Exception):
    """A message did not leave. `code` is the vendor's, never text from the vendor: that may hold a number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RecipientRejected(ProviderError):
    """Final for this address."""


class RecipientOptedOut(RecipientRejected):
    """The vendor knows that this person said stop."""


class NoMobilePhone(RecipientRejected):
    """A landline, or another line that takes no texts."""


class MessageRefused(RecipientRejected):
    """Too long, to a region that is not served: it says nothing of the address."""


class ProviderUnavailable(ProviderError):
    """Trouble that passes."""

    def __init__(self, code: str, *, accepted_perhaps: bool = False) -> None:
        super().__init__(code)
        self.accepted_perhaps = accepted_perhaps


class ProviderBusy(ProviderUnavailable):
    """Too many requests: nothing was accepted, and nothing is wrong."""


class SenderRefused(ProviderError):
    """Wrong credentials, a blocked sender: true of every message, so it is retried and staff is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedMessage:
    """A message ready to leave: where to, in what words. `validity_seconds` is how long it stays true.

    `unsubscribe_url` is the link by which the reader of an email stops emails like it (RFC 8058).
    """

    message_id: str
    to: str
    text: str
    subject: str | None = None
    html: str | None = None
    validity_seconds: int | None = None
    unsubscribe_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAccepted:
    """The vendor has it, under this id."""

    provider_message_id: str


class MessageProvider(Protocol):
    """One vendor for one channel."""

    name: str
    can_be_asked: bool
    """Whether `find` tells what was accepted in doubt."""

    async def send(self, letter: ComposedMessage) -> ProviderAccepted:
        """Hand it over. Raises ProviderError."""
        ...

    async def find(self, letter: ComposedMessage, *, since: datetime) -> list[ProviderAccepted]:
        """What was accepted since then with this address and text, oldest first.

        Raises ProviderUnavailable when the vendor cannot be asked now.
        """
        ...

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> ProviderReport | None:
        """What has become of a message it accepted; None if the vendor cannot tell. Raises ProviderError."""
        ...
