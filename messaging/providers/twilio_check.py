"""Check a Twilio account before sending from it: reads its settings from Twilio, sends and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from messaging.providers.account_findings import Finding, good, note, wrong
from messaging.providers.twilio_client import twilio_client

_AUTHENTICATION, _NO_SUCH_THING = 20003, 20404


class TwilioCheck:
    """`sender` is a number or a messaging service; `inbound_url` is where what people write should be posted."""

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str,
        sender: str,
        inbound_url: str,
        timeout_seconds: float,
        base_url: str = "",
    ) -> None:
        self._account, self._sender, self._inbound_url = account_sid, sender, inbound_url
        self._timeout = timeout_seconds
        self._client: Any = twilio_client(account_sid, auth_token, timeout_seconds=timeout_seconds, base_url=base_url)

    async def findings(self) -> list[Finding]:
        """What is right and what is wrong, account first; after what makes the rest pointless nothing more is asked."""
        return await asyncio.to_thread(lambda: list(self._findings()))

    def _findings(self) -> Iterator[Finding]:
        try:
            yield from self._of_account()
            yield from self._of_service() if self._sender.startswith("MG") else self._of_number()
        except TwilioRestException as error:
            yield wrong(self._refusal(error.status, error.code))
        except TwilioException:  # lists fail with the base class, without a code
            yield wrong("Twilio would not list the account's numbers; the account may lack the right to them.")
        except requests.Timeout:
            yield wrong(f"Twilio did not answer within {self._timeout:g} seconds.")
        except requests.RequestException:
            yield wrong("Twilio cannot be reached from this machine: look at network, proxy and firewall.")

    def _of_account(self) -> Iterator[Finding]:
        account = self._client.api.accounts(self._account).fetch()
        if account.status == "active":
            yield good(f"Twilio knows the account {self._account} and its token, and it is active.")
        else:
            yield wrong(f"The account {self._account} is {account.status}: Twilio sends nothing from it.")
        if account.type == "Trial":
            yield wrong("It is a trial account: texts reach only numbers that were verified with Twilio beforehand.")

    def _of_number(self) -> Iterator[Finding]:
        found = self._client.incoming_phone_numbers.list(phone_number=self._sender, limit=1)
        if not found:
            yield wrong(f"The number {self._sender} does not belong to the account {self._account}.")
            return
        [number] = found
        if number.capabilities.get("sms"):
            yield good(f"The number {self._sender} is the account's and can text.")
        else:
            yield wrong(f"The number {self._sender} is the account's and cannot text.")
        yield self._replies(number.sms_url, of=f"the number {self._sender}")

    def _of_service(self) -> Iterator[Finding]:
        context = self._client.messaging.v1.services(self._sender)
        try:
            service = context.fetch()
        except TwilioRestException as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            yield wrong(f"The account has no messaging service {self._sender}.")
            return
        pool = context.phone_numbers.list(limit=20)
        if pool:
            yield good(f"The messaging service {self._sender} has {len(pool)} numbers to send from.")
        else:
            yield wrong(f"The messaging service {self._sender} has no number to send from.")
        if service.us_app_to_person_registered is False:
            yield wrong(f"The messaging service {self._sender} has no campaign (A2P 10DLC): carriers block it.")
        if service.use_inbound_webhook_on_number:
            yield note("Where replies are posted is set on each number of the messaging service; look there.")
        else:
            yield self._replies(service.inbound_request_url, of=f"the messaging service {self._sender}")

    def _replies(self, url: str | None, *, of: str) -> Finding:
        if url == self._inbound_url:
            return good(f"What people write to {of} is posted to {url}.")
        where = f"is posted to {url}" if url else "is posted nowhere"
        return wrong(f"What people write to {of} {where}; it should be {self._inbound_url}, or no STOP arrives.")

    def _refusal(self, status: int, code: int | None) -> str:
        if code == _AUTHENTICATION or status == HTTPStatus.UNAUTHORIZED:
            return f"Twilio refuses account {self._account} with this auth token (20003): one is mistyped or old."
        if code == _NO_SUCH_THING or status == HTTPStatus.NOT_FOUND:
            return f"Twilio knows no account {self._account}."
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return f"Twilio is in trouble itself (HTTP {status}); try again later."
        return f"Twilio refused to answer (HTTP {status}, code {code or 'none'})."
