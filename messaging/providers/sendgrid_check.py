"""Check a SendGrid account before sending from it: reads its settings from SendGrid, sends and changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.error import URLError

from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from messaging.providers.account_findings import Finding, good, note, wrong

NEEDED = ("delivered", "bounce", "dropped", "deferred", "spam_report", "unsubscribe")
"""Events without which what became of an email stays unknown."""


class SendGridCheck:
    """`events_url` is where events should be posted, `webhook_key` the key they are verified with here."""

    def __init__(
        self,
        *,
        api_key: str,
        sender: str,
        events_url: str,
        webhook_key: str,
        timeout_seconds: float,
        base_url: str = "",
    ) -> None:
        options = {"host": base_url} if base_url else {}
        self._client: Any = SendGridAPIClient(api_key, **options).client
        self._client.timeout = timeout_seconds
        self._sender, self._events_url, self._webhook_key = sender, events_url, webhook_key
        self._timeout = timeout_seconds

    async def findings(self) -> list[Finding]:
        """What is right and what is wrong, the key first; after what makes the rest pointless nothing more is asked."""
        return await asyncio.to_thread(lambda: list(self._findings()))

    def _findings(self) -> Iterator[Finding]:
        try:
            yield self._of_key()
            yield self._of_sender()
            yield from self._of_events()
        except HTTPError as error:
            yield wrong(_refusal(int(error.status_code)))
        except TimeoutError:
            yield wrong(f"SendGrid did not answer within {self._timeout:g} seconds.")
        except (URLError, OSError):
            yield wrong("SendGrid cannot be reached from this machine: look at network, proxy and firewall.")

    def _of_key(self) -> Finding:
        if "mail.send" in self._read("scopes")["scopes"]:
            return good("SendGrid knows the API key, and it may send.")
        return wrong("SendGrid knows the API key, but it lacks the permission to send (mail.send).")

    def _of_sender(self) -> Finding:
        domain = self._sender.rpartition("@")[2]
        domains, senders = self._may_read("whitelabel/domains", {"domain": domain}), self._may_read("verified_senders")
        if any(found.get("domain") == domain and found.get("valid") for found in domains or ()):
            return good(f"The domain {domain} is authenticated.")
        verified = senders.get("results", ()) if senders else ()
        if any(found.get("from_email", "").lower() == self._sender and found.get("verified") for found in verified):
            return note(f"{self._sender} is verified, its domain {domain} is not: mailboxes may take it for spam.")
        if domains is None or senders is None:
            return note(f"This key may not look up whether {self._sender} is verified.")
        return wrong(f"Neither {self._sender} nor its domain is verified with SendGrid: it will refuse every email.")

    def _of_events(self) -> Iterator[Finding]:
        settings = self._may_read("user/webhooks/event/settings/all")
        if settings is None:
            yield note("This key may not look up where SendGrid posts its events.")
            return
        ours = [hook for hook in settings["webhooks"] if hook.get("url") == self._events_url and hook.get("enabled")]
        if not ours:
            yield wrong(f"No event webhook of SendGrid's posts to {self._events_url}: bounces will not be heard of.")
        for hook in ours[:1]:
            yield self._of_signature(hook)
            missing = [event for event in NEEDED if not hook.get(event)]
            if missing:
                yield wrong(f"SendGrid's event webhook leaves out {', '.join(missing)}.")

    def _of_signature(self, hook: Mapping[str, Any]) -> Finding:
        if not hook.get("public_key"):
            return wrong("SendGrid's event webhook is not signed: switch that on, as events without it are refused.")
        if not self._webhook_key:
            return wrong("CASELINE_SENDGRID_WEBHOOK_KEY is not set: every event of SendGrid's is refused.")
        if hook["public_key"] not in self._webhook_key.split():
            return wrong("SendGrid signs its events with another key than CASELINE_SENDGRID_WEBHOOK_KEY.")
        return good(f"SendGrid posts its events, signed, to {self._events_url}.")

    def _may_read(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """None if the key may not."""
        try:
            return self._read(path, query)
        except HTTPError as error:
            if int(error.status_code) != HTTPStatus.FORBIDDEN:
                raise
            return None

    def _read(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        return self._client._(path).get(query_params=query).to_dict


def _refusal(status: int) -> str:
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return f"SendGrid refuses the API key (HTTP {status}): it is mistyped, revoked, or bound to other addresses."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"SendGrid is in trouble itself (HTTP {status}); try again later."
    return f"SendGrid refused to answer (HTTP {status})."
