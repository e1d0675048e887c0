"""What a provider reports about one message, in terms that all providers share, and whose signature counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from domain.delivery import NotSent, Standing
from domain.sender_limits import SenderLimit


class NotGenuine(Exception):
    """What was posted does not come from the provider. `reason` is fit for logs and answers."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderReport:
    """One report about one message, found by our id or, if that is missing, by the provider's.

    `said` is the provider's own word; `why` is our name for a failure; `event_key` is the same for a repeat.
    `sender` is the agency's own number or service, where the provider names it.
    """

    provider: str
    event_key: str
    said: str
    standing: Standing
    occurred_at: datetime
    message_id: str = ""
    provider_message_id: str = ""
    code: str = ""
    why: NotSent = NotSent.UNDELIVERED
    sender: str = ""
    loses_address: bool = False
    """The address is not in use: it may be another person's."""
    is_unknown: bool = False
    """This version does not know the code."""
    alarm_at: int | None = None
    """After how many like it in a short time staff is told of trouble with the sender; None: never."""
    limit: SenderLimit | None = None
    """The sender's limit that was reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAccount:
    """An account whose signature counts. `agencies`: the ORIs it reports for; None for the default one, for all.

    While its secret is replaced, what is signed with the `other_secret` counts as well.
    """

    secret: str = field(repr=False)
    other_secret: str = field(default="", repr=False)
    agencies: frozenset[str] | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """Each that counts."""
        return tuple(secret for secret in (self.secret, self.other_secret) if secret)

    def speaks_for(self, ori: str) -> bool:
        """One agency's provider may not report on another's messages, nor bring another's replies."""
        return self.agencies is None or ori in self.agencies


class TwilioSecrets(Protocol):
    """Whose signature counts."""

    async def for_account(self, account_sid: str) -> KnownAccount | None:
        """None if this account is none of ours."""
        ...


class EventVerifier(Protocol):
    """Tells whether events are SendGrid's, and of this moment."""

    def check(self, *, body: bytes, signature: str, timestamp: str, now: datetime) -> None:
        """Raises NotGenuine."""
        ...


def text_of(fields: dict[str, Any], name: str, *, longest: int = 200) -> str:
    """A field as short, plain text that every database stores; empty if it is missing or something else."""
    value = fields.get(name, "")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return plain(value, longest=longest) if isinstance(value, str) else ""


def plain(text: str, *, longest: int = 200) -> str:
    """The text, if it is plain and short enough to be an id or a word."""
    return text if len(text) <= longest and text.isprintable() else ""
