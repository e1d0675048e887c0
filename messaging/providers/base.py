"""What a provider of one channel does (send, find, fetch), and the tree of errors it raises.

ProviderError
  RecipientRejected      final: this person cannot be reached this way
    NoSuchAddress        ... because the address is not in use: another person may get it
    RecipientOptedOut    ... because they said stop to the provider
    NoMobilePhone        ... because texts do not reach a landline
    MessageRefused       ... because of what it is or how it came, not of who has the address
    UnknownRefusal       ... for a reason that this version does not know
  ProviderUnavailable    try again; `ambiguous` says that the message may have left all the same
    ProviderBusy         ... because it is up and wants us slower
  SenderRefused          nothing leaves until the operator mends our account or settings
  LimitReached           nothing leaves until the sender's limit, such as a daily one, resets
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from domain.sender_limits import SenderLimit
from messaging.providers.delivery_report import ProviderReport


class ProviderError(Exception):
    """A message did not leave. `code` is the provider's, never its text: that may hold a number."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RecipientRejected(ProviderError):
    """Final for this address, which is still its owner's."""


class NoSuchAddress(RecipientRejected):
    """Not a number or mailbox in use: by now, or some day, it may be a stranger's."""


class RecipientOptedOut(RecipientRejected):
    """The provider knows that this person said stop."""


class NoMobilePhone(RecipientRejected):
    """A landline, or another line that takes no texts."""


class MessageRefused(RecipientRejected):
    """Too long, to a region that is not served: it says nothing of the address."""


class UnknownRefusal(RecipientRejected):
    """A code we do not know: it says nothing of the address, as far as we can tell."""


class ProviderUnavailable(ProviderError):
    """Trouble that passes. `ambiguous`: the message may have left."""

    def __init__(self, code: str, *, ambiguous: bool = False) -> None:
        super().__init__(code)
        self.ambiguous = ambiguous


class ProviderBusy(ProviderUnavailable):
    """Too many requests: nothing was accepted, and nothing is wrong."""


class SenderRefused(ProviderError):
    """Wrong credentials, a blocked sender: true of every message, so it is retried and staff is told."""


class LimitReached(ProviderError):
    """The sender, or its account, may send no more for a while: true of every message, and over by itself."""

    def __init__(self, code: str, *, limit: SenderLimit) -> None:
        super().__init__(code)
        self.limit = limit


def failure_by_status(status: int, code: str, otherwise: type[ProviderError]) -> ProviderError:
    """What an HTTP status stands for where the provider's own code says no more; `otherwise` is for the other 4xx."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ProviderUnavailable(code, ambiguous=True)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ProviderBusy(code)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return SenderRefused(code)
    return otherwise(code)


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
    """The provider has it, under this id."""

    provider_message_id: str


class MessageProvider(Protocol):
    """Our client of one provider, for one channel."""

    name: str
    supports_lookup: bool
    """True if `find` can tell what became of an ambiguous send."""

    async def send(self, message: ComposedMessage) -> ProviderAccepted:
        """Send it. Raises ProviderError."""
        ...

    async def find(self, message: ComposedMessage, *, since: datetime, alike: bool = False) -> list[ProviderAccepted]:
        """What was accepted since then with this address and text, oldest first.

        `alike`: then also what differs in figures and links only, or in what a first text says besides.

        Raises ProviderUnavailable when the provider cannot be asked now.
        """
        ...

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> ProviderReport | None:
        """What has become of a message it accepted; None if the provider cannot tell. Raises ProviderError."""
        ...
