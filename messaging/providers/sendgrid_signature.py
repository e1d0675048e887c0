"""Check that posted events are SendGrid's and recent: ECDSA on P-256 over the timestamp and the raw body."""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography.exceptions import UnsupportedAlgorithm
from sendgrid.helpers.eventwebhook import EventWebhook

from messaging.providers.delivery_report import NotGenuine

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"

_LONGEST_TIMESTAMP = 12
"""Digits of a time in seconds, and some to come."""


class BadVerificationKey(ValueError):
    """The key of the event webhook is not what SendGrid shows: base64 on one line."""


class NotOfThisMoment(NotGenuine):
    """It is signed, but at another time: it is repeated by a stranger, or our clock is wrong."""


class SendGridEvents:
    """Knows the verification keys of our SendGrid accounts. `tolerance`: how far the timestamp may be from now."""

    def __init__(self, *, public_keys: str, tolerance: timedelta) -> None:
        """Keys are separated by spaces. Raises BadVerificationKey."""
        try:
            self._webhooks = [EventWebhook(key) for key in public_keys.split() or ["none"]]
        except (ValueError, UnsupportedAlgorithm):
            raise BadVerificationKey("the verification key of SendGrid's event webhook cannot be read") from None
        self._tolerance = tolerance

    def check(self, *, body: bytes, signature: str, timestamp: str, now: datetime) -> None:
        """Raises NotGenuine, and NotOfThisMoment of what is signed, but is of another time than `now`."""
        self._check_signature(body, signature, timestamp)
        if abs(now.timestamp() - int(timestamp)) > self._tolerance.total_seconds():
            raise NotOfThisMoment("the timestamp is not of this moment")

    def _check_signature(self, body: bytes, signature: str, timestamp: str) -> None:
        """The SDK checks no age, and fails in its own ways on what is no signature at all."""
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
            raise NotGenuine("there is no timestamp")
        try:
            text = body.decode()
            genuine = any(webhook.verify_signature(text, signature, timestamp) for webhook in self._webhooks)
        except ValueError:  # no base64, or a body that is no text
            genuine = False
        if not genuine:
            raise NotGenuine("the signature does not fit")
