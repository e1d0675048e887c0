"""Send emails through SendGrid's SDK.

SendGrid has no idempotency key and cannot be asked what it accepted: after an ambiguous failure the email is sent
again, since one email too many harms less than none (docs/operating.md says so too).
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient
from sendgrid.helpers.mail import (
    ClickTracking,
    Content,
    CustomArg,
    Email,
    Header,
    Mail,
    OpenTracking,
    To,
    TrackingSettings,
)

from domain.sender_limits import LimitReset, LimitScope, SenderLimit
from messaging.providers.base import (
    ComposedMessage,
    LimitReached,
    MessageRefused,
    ProviderAccepted,
    ProviderError,
    ProviderUnavailable,
    failure_by_status,
)

_NO_CREDITS = b"maximum credits exceeded"
_OF_THE_ACCOUNT = SenderLimit(reset=LimitReset.IN_AN_HOUR, scope=LimitScope.ACCOUNT)


class SendGridEmail:
    """One SendGrid account and from-address."""

    name = "sendgrid"
    supports_lookup = False

    def __init__(
        self, *, api_key: str, sender: str, timeout_seconds: float, base_url: str = "", sender_name: str = ""
    ) -> None:
        options = {"host": base_url} if base_url else {}
        self._client: Any = SendGridAPIClient(api_key, **options)
        self._client.client.timeout = timeout_seconds
        self._sender = Email(sender, sender_name or None)

    async def send(self, message: ComposedMessage) -> ProviderAccepted:
        """Send it. Raises ProviderError; its text is a code, never an address or a body."""
        return await asyncio.to_thread(self._send, message)

    async def find(self, message: ComposedMessage, *, since: datetime, alike: bool = False) -> list[ProviderAccepted]:
        """SendGrid cannot be asked."""
        del message, since, alike
        return []

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> None:
        """SendGrid cannot be asked."""
        del provider_message_id, message_id, now

    def _send(self, message: ComposedMessage) -> ProviderAccepted:
        try:
            response = self._client.send(self._mail(message))
        except HTTPError as error:
            raise _failure(int(error.status_code), error.body) from None
        except TimeoutError:
            raise ProviderUnavailable("timeout", ambiguous=True) from None
        except (URLError, OSError):
            raise ProviderUnavailable("connection", ambiguous=True) from None
        return ProviderAccepted(provider_message_id=str(response.headers.get("X-Message-Id", "")))

    def _mail(self, message: ComposedMessage) -> Mail:
        mail = Mail(from_email=self._sender, to_emails=To(message.to), subject=message.subject or "")
        mail.add_content(Content("text/plain", message.text))
        if message.html:
            mail.add_content(Content("text/html", message.html))
        mail.add_custom_arg(CustomArg("message_id", message.message_id))
        mail.tracking_settings = TrackingSettings(
            click_tracking=ClickTracking(enable=False, enable_text=False), open_tracking=OpenTracking(enable=False)
        )
        for name, value in _unsubscribe_headers(message.unsubscribe_url):
            mail.add_header(Header(name, value))
        return mail


def _failure(status: int, body: object) -> ProviderError:
    """Of what SendGrid answers, only that the account's credits are used up is told by words alone."""
    words = body if isinstance(body, bytes) else str(body).encode()
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) and _NO_CREDITS in words.lower():
        return LimitReached("credits", limit=_OF_THE_ACCOUNT)
    return failure_by_status(status, str(status), MessageRefused)


def _unsubscribe_headers(url: str | None) -> tuple[tuple[str, str], ...]:
    """What mail programs make their own "unsubscribe" button of (RFC 2369, RFC 8058)."""
    if url is None:
        return ()
    return (("List-Unsubscribe", f"<{url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
