"""Ask Twilio Lookup v2 (`line_type_intelligence`) for the line type of a phone number."""

from __future__ import annotations

import asyncio
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from domain.line_type import LineType, line_type
from messaging.providers.base import ProviderUnavailable
from messaging.providers.twilio_client import twilio_client

_FIELD = "line_type_intelligence"


class TwilioLookup:
    """One Twilio account that may look numbers up."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        timeout_seconds: float,
        base_url: str = "",
        other_token: str = "",
    ) -> None:
        self._client = twilio_client(
            account_sid, auth_token, timeout_seconds=timeout_seconds, base_url=base_url, other_token=other_token
        )

    async def line_type(self, number: str) -> LineType:
        """Ask about a number in E.164. Raises ProviderUnavailable, with a code, whenever there is no answer."""
        return await asyncio.to_thread(self._line_type, number)

    def _line_type(self, number: str) -> LineType:
        try:
            found: Any = self._client.lookups.v2.phone_numbers(number).fetch(fields=_FIELD)
        except TwilioRestException as error:
            raise ProviderUnavailable(str(error.code or error.status)) from None
        except TwilioException:
            raise ProviderUnavailable("lookup") from None
        except requests.RequestException as error:
            raise ProviderUnavailable("timeout" if isinstance(error, requests.Timeout) else "connection") from None
        answer = found.line_type_intelligence
        return line_type(answer.get("type")) if isinstance(answer, dict) else LineType.UNKNOWN
