"""Build Twilio's blocking client, to be used in a thread: with a time limit and without retries of its own.

The SDK's async client ignores time limits, and its `max_retries` would create a text twice.
"""

from __future__ import annotations

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client


def twilio_client(account_sid: str, auth_token: str, *, timeout_seconds: float, base_url: str = "") -> Client:
    """`base_url` stands in for each of Twilio's hosts, as the simulator does."""
    client = Client(account_sid, auth_token, http_client=TwilioHttpClient(timeout=timeout_seconds))
    if base_url:
        client.api.base_url = client.messaging.base_url = client.lookups.base_url = base_url
    return client
