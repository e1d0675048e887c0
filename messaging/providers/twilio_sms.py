"""Send texts through Twilio, find what it accepted, and fetch what became of one.

Twilio has no idempotency key: after an ambiguous failure it is asked (messages to that number since then, compared
with our text) before anything is sent again.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from http import HTTPStatus

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from messaging.providers.base import ComposedMessage, ProviderAccepted, ProviderUnavailable
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.same_words import is_alike
from messaging.providers.twilio_client import twilio_client
from messaging.providers.twilio_codes import failure
from messaging.providers.twilio_receipts import read_callback

_LONGEST_VALIDITY = 36_000
"""Seconds: Twilio's own limit of ValidityPeriod."""
_ENOUGH = 100
_CLOCK_SKEW = timedelta(minutes=2)


class TwilioSms:
    """One Twilio account and sender. `sender` is an E.164 number or a messaging service (MG...)."""

    name = "twilio"
    supports_lookup = True

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        timeout_seconds: float,
        base_url: str = "",
        callback_url: str = "",
        other_token: str = "",
    ) -> None:
        self._client = twilio_client(
            account_sid, auth_token, timeout_seconds=timeout_seconds, base_url=base_url, other_token=other_token
        )
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._callback_url = callback_url

    async def send(self, message: ComposedMessage) -> ProviderAccepted:
        """Create the message. Raises ProviderError; its text is a code, never a number or a body."""
        return await asyncio.to_thread(self._send, message)

    async def find(self, message: ComposedMessage, *, since: datetime, alike: bool = False) -> list[ProviderAccepted]:
        """The messages with this number and text that Twilio accepted since then, the very same words first."""
        return await asyncio.to_thread(self._find, message, since - _CLOCK_SKEW, alike)

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> ProviderReport | None:
        """What Twilio says of this text now, as if it had reported it; None if it does not have it."""
        return await asyncio.to_thread(self._fetch, provider_message_id, message_id, now)

    def _send(self, message: ComposedMessage) -> ProviderAccepted:
        options: dict[str, object] = {**self._sender}
        if self._callback_url:
            options["status_callback"] = f"{self._callback_url}?message={message.message_id}"
        if message.validity_seconds is not None:
            options["validity_period"] = max(1, min(message.validity_seconds, _LONGEST_VALIDITY))
        try:
            created = self._client.messages.create(to=message.to, body=message.text, **options)
        except TwilioRestException as error:
            raise failure(error.status, error.code) from None
        except requests.ConnectTimeout:
            raise ProviderUnavailable("connect_timeout") from None
        except requests.Timeout:
            raise ProviderUnavailable("timeout", ambiguous=True) from None
        except requests.RequestException:
            raise ProviderUnavailable("connection", ambiguous=True) from None
        return ProviderAccepted(provider_message_id=str(created.sid))

    def _find(self, message: ComposedMessage, since: datetime, alike: bool) -> list[ProviderAccepted]:
        try:
            # Not by DateSent: a text that still waits in Twilio's queue has none.
            candidates = self._client.messages.list(to=message.to, limit=_ENOUGH, page_size=_ENOUGH)
        except TwilioException:  # lists fail with the base class, without a code
            raise ProviderUnavailable("list", ambiguous=True) from None
        except requests.RequestException:
            raise ProviderUnavailable("connection", ambiguous=True) from None
        lately = [c for c in reversed(candidates) if c.date_created and c.date_created >= since]
        found = [c for c in lately if c.body == message.text]
        if alike:
            found += [c for c in lately if c.body != message.text and is_alike(c.body, message.text)]
        return [ProviderAccepted(provider_message_id=str(candidate.sid)) for candidate in found]

    def _fetch(self, sid: str, message_id: str, now: datetime) -> ProviderReport | None:
        try:
            found = self._client.messages(sid).fetch()
        except TwilioRestException as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise failure(error.status, error.code) from None
        except requests.RequestException:
            raise ProviderUnavailable("connection") from None
        fields = {
            "MessageSid": sid,
            "MessageStatus": str(found.status),
            "ErrorCode": str(found.error_code or ""),
            "MessagingServiceSid": str(found.messaging_service_sid or ""),
            "From": str(found.from_ or ""),
        }
        return read_callback(fields.items(), message_id=message_id, now=now)
