"""Text messages through Twilio's SDK.

Twilio has no idempotency key: after an ambiguous failure it is asked (messages to that number since then, compared
with our text) before anything is sent again. The blocking client is used in a thread, with time limits and without
retries of its own: its async client ignores time limits, and `max_retries` would create a text twice.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from messaging.providers.base import ComposedMessage, ProviderAccepted, ProviderUnavailable
from messaging.providers.delivery_report import ProviderReport
from messaging.providers.twilio_codes import failure
from messaging.providers.twilio_receipts import read_callback

_LONGEST_VALIDITY = 36_000
_NOT_FOUND = 404
_ENOUGH = 100
_CLOCK_SKEW = timedelta(minutes=2)


class TwilioSms:
    """One Twilio account and sender. `sender` is an E.164 number or a messaging service (MG...)."""

    name = "twilio"
    can_be_asked = True

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        timeout_seconds: float,
        base_url: str = "",
        callback_url: str = "",
    ) -> None:
        self._client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=timeout_seconds))
        if base_url:
            self._client.api.base_url = base_url
        self._sender = {"messaging_service_sid" if sender.startswith("MG") else "from_": sender}
        self._callback_url = callback_url

    async def send(self, letter: ComposedMessage) -> ProviderAccepted:
        """Create the message. Raises ProviderError; its text is a code, never a number or a body."""
        return await asyncio.to_thread(self._send, letter)

    async def find(self, letter: ComposedMessage, *, since: datetime) -> list[ProviderAccepted]:
        """The messages with this number and text that Twilio accepted since then."""
        return await asyncio.to_thread(self._find, letter, since - _CLOCK_SKEW)

    async def fetch(self, provider_message_id: str, *, message_id: str, now: datetime) -> ProviderReport | None:
        """What Twilio says of this text now, as if it had reported it; None if it does not have it."""
        return await asyncio.to_thread(self._fetch, provider_message_id, message_id, now)

    def _send(self, letter: ComposedMessage) -> ProviderAccepted:
        options: dict[str, object] = {**self._sender}
        if self._callback_url:
            options["status_callback"] = f"{self._callback_url}?message={letter.message_id}"
        if letter.validity_seconds is not None:
            options["validity_period"] = max(1, min(letter.validity_seconds, _LONGEST_VALIDITY))
        try:
            created = self._client.messages.create(to=letter.to, body=letter.text, **options)
        except TwilioRestException as error:
            raise failure(error.status, error.code) from None
        except requests.ConnectTimeout:
            raise ProviderUnavailable("connect_timeout") from None
        except requests.Timeout:
            raise ProviderUnavailable("timeout", accepted_perhaps=True) from None
        except requests.RequestException:
            raise ProviderUnavailable("connection", accepted_perhaps=True) from None
        return ProviderAccepted(provider_message_id=str(created.sid))

    def _find(self, letter: ComposedMessage, since: datetime) -> list[ProviderAccepted]:
        try:
            # Not by DateSent: a text that still waits in Twilio's queue has none.
            candidates = self._client.messages.list(to=letter.to, limit=_ENOUGH, page_size=_ENOUGH)
        except TwilioException:  # lists fail with the base class, without a code
            raise ProviderUnavailable("list", accepted_perhaps=True) from None
        except requests.RequestException:
            raise ProviderUnavailable("connection", accepted_perhaps=True) from None
        same = [c for c in candidates if c.body == letter.text and c.date_created and c.date_created >= since]
        return [ProviderAccepted(provider_message_id=str(candidate.sid)) for candidate in reversed(same)]

    def _fetch(self, sid: str, message_id: str, now: datetime) -> ProviderReport | None:
        try:
            found = self._client.messages(sid).fetch()
        except TwilioRestException as error:
            if error.status == _NOT_FOUND:
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
