"""Build Twilio's blocking client, to be used in a thread: with a time limit and without retries of its own.

The SDK's async client ignores time limits, and its `max_retries` would create a text twice.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from requests import Session
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client


class KnownSurroundings(Session):
    """Looks up once for each host, not for each request, by which proxy and certificates the environment wants it."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str], MutableMapping[str, Any]] = {}

    def merge_environment_settings(self, url: Any, *of_the_request: Any, **named: Any) -> Any:
        """What the SDK sends with, which asks for nothing else in any request."""
        place = urlsplit(url)[:2]
        if place not in self._known:
            self._known[place] = super().merge_environment_settings(url, *of_the_request, **named)
        return dict(self._known[place])


class EitherToken(TwilioHttpClient):  # type: ignore[misc]  # the SDK has no types
    """While an account's token is replaced: what one token is refused for (401) is asked again with the other."""

    session: Session

    def __init__(self, *, timeout: float, other_token: str) -> None:
        super().__init__(timeout=timeout)
        usual, self.session = self.session, KnownSurroundings()
        self.session.adapters = usual.adapters
        self._other_token = other_token

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """A refusal for the token has accepted nothing, so nothing is done twice."""
        answer = super().request(method, url, *args, **kwargs)
        if answer.status_code != HTTPStatus.UNAUTHORIZED or not self._other_token:
            return answer
        account_sid, _ = kwargs["auth"]
        return super().request(method, url, *args, **(kwargs | {"auth": (account_sid, self._other_token)}))


def twilio_client(
    account_sid: str, auth_token: str, *, timeout_seconds: float, base_url: str = "", other_token: str = ""
) -> Client:
    """`base_url` stands in for each of Twilio's hosts, as the simulator does."""
    http_client = EitherToken(timeout=timeout_seconds, other_token=other_token)
    client = Client(account_sid, auth_token, http_client=http_client)
    if base_url:
        client.api.base_url = client.messaging.base_url = client.lookups.base_url = base_url
    return client
