"""List the texts at Twilio that came to one of our numbers, or left from it.

What a webhook did not bring is found there, and what was sent by a system that has since been restored from a backup.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from twilio.base.exceptions import TwilioException

from messaging.providers.base import ProviderUnavailable
from messaging.providers.twilio_client import twilio_client

PAGE_SIZE = 200
INBOUND = "inbound"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedText:
    """A text as Twilio's list has it: the fields of its webhook (without `OptOutType`), and when Twilio got it."""

    fields: Mapping[str, str]
    written_at: datetime


class TwilioInbox:
    """The texts to one address: a number in E.164, or every number of a messaging service (MG...)."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        address: str,
        timeout_seconds: float,
        base_url: str = "",
        other_token: str = "",
    ) -> None:
        self._address = address
        self._client: Any = twilio_client(
            account_sid, auth_token, timeout_seconds=timeout_seconds, base_url=base_url, other_token=other_token
        )

    async def texts_since(self, since: datetime) -> AsyncIterator[Sequence[ListedText]]:
        """Page by page, in the order of Twilio's list. Raises ProviderUnavailable, with a code, if it is not whole."""
        for number in await asyncio.to_thread(self._asking, self._numbers):
            async for page in self._pages(to=number, date_sent_after=since):
                yield [self._read(text) for text in page if text.direction == INBOUND and text.sid]

    async def sent_since(self, since: datetime) -> AsyncIterator[Sequence[str]]:
        """The SIDs of the texts that left from there, page by page. Raises ProviderUnavailable."""
        for number in await asyncio.to_thread(self._asking, self._numbers):
            async for page in self._pages(from_=number, date_sent_after=since):
                yield [str(text.sid) for text in page if text.direction != INBOUND and text.sid]

    async def _pages(self, **wanted: object) -> AsyncIterator[Any]:
        page = await asyncio.to_thread(self._asking, self._first_page, wanted)
        while page is not None:
            yield page
            page = await asyncio.to_thread(self._asking, page.next_page)

    def _asking(self, ask: Any, *arguments: object) -> Any:
        try:
            return ask(*arguments)
        except TwilioException:  # lists fail with the base class, without a code
            raise ProviderUnavailable("list") from None
        except requests.RequestException as error:
            raise ProviderUnavailable("timeout" if isinstance(error, requests.Timeout) else "connection") from None

    def _numbers(self) -> list[str]:
        if not self._address.startswith("MG"):
            return [self._address]
        pool = self._client.messaging.v1.services(self._address).phone_numbers.list()
        return [str(held.phone_number) for held in pool]

    def _first_page(self, wanted: Mapping[str, object]) -> Any:
        return self._client.messages.page(**wanted, page_size=PAGE_SIZE)

    def _read(self, text: Any) -> ListedText:
        service = self._address if self._address.startswith("MG") else str(text.messaging_service_sid or "")
        fields = {
            "MessageSid": str(text.sid),
            "From": str(text.from_ or ""),
            "To": str(text.to or ""),
            "MessagingServiceSid": service,
            "Body": str(text.body or ""),
        }
        return ListedText(fields=fields, written_at=text.date_sent or text.date_created)
