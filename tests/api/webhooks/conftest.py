"""Twilio and SendGrid as they knock at the API: signed as the vendors sign, about messages in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from fastapi import FastAPI

from api.dependencies import ApiDependencies
from db.connection.session import Database
from db.encryption.vault import Vault
from messaging.providers.delivery_report import KnownAccount
from messaging.providers.sendgrid_signature import SendGridEvents
from messaging.providers.twilio_signature import OneAccount
from simulator.signing import EventSigner, twilio_signature
from tests.api.conftest import NOW
from tests.post import Post

ACCOUNT, SECRET = "AC" + "1" * 32, "twilio-secret"
SIGNER = EventSigner()
STRANGER = EventSigner(
    ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
)
TOLERANCE = timedelta(minutes=5)
BASE = "https://caseline.example.org"
STATUS, EVENTS = "/webhooks/twilio/status", "/webhooks/sendgrid/events"
FORM = "application/x-www-form-urlencoded"


def signed_form(path: str, form: Mapping[str, str], *, secret: str = SECRET, url: str = "") -> tuple[bytes, Any]:
    """Body and headers of a form that Twilio posts."""
    signature = twilio_signature(auth_token=secret, url=url or BASE + path, params=form)
    return urlencode(form).encode(), {"Content-Type": FORM, "X-Twilio-Signature": signature}


def signed_events(body: bytes, *, at: datetime = NOW, signer: EventSigner = SIGNER) -> dict[str, str]:
    """The headers with which SendGrid posts this body."""
    timestamp = str(int(at.timestamp()))
    return {
        "Content-Type": "application/json;charset=utf-8",
        "X-Twilio-Email-Event-Webhook-Signature": signer.sign(timestamp=timestamp, body=body),
        "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
    }


def a_callback(sid: str, status: str, **fields: str) -> dict[str, str]:
    """A status callback."""
    usual = {"AccountSid": ACCOUNT, "MessageSid": sid, "MessageStatus": status, "From": "+12065550100"}
    return usual | {"To": "+12065550123", "SmsSid": sid, "SmsStatus": status, "ApiVersion": "2010-04-01"} | fields


@dataclass(kw_only=True)
class Vendors:
    """Both vendors, who sign what they post."""

    http: httpx.AsyncClient

    async def twilio(self, message: str, sid: str, status: str, **fields: str) -> int:
        """A status callback; the HTTP status of the answer."""
        path = f"{STATUS}?message={message}"
        body, headers = signed_form(path, a_callback(sid, status, **fields))
        return (await self.http.post(path, content=body, headers=headers)).status_code

    async def sendgrid(self, *events: Mapping[str, Any], at: datetime = NOW) -> int:
        """A batch of events; the HTTP status of the answer."""
        body = json.dumps(events).encode()
        return (await self.http.post(EVENTS, content=body, headers=signed_events(body, at=at))).status_code


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """The application, with the vendors' secrets."""
    dependencies: ApiDependencies = app.state.dependencies
    app.state.dependencies = replace(
        dependencies,
        twilio_secrets=OneAccount(account_sid=ACCOUNT, auth_token=SECRET),
        sendgrid_events=SendGridEvents(public_keys=SIGNER.public_key, tolerance=TOLERANCE),
    )
    return app


def only_for(app: FastAPI, ori: str) -> None:
    """From now on the account that signs is one agency's own."""

    class Theirs:
        async def for_account(self, account_sid: str) -> KnownAccount | None:
            return KnownAccount(secret=SECRET, agencies=frozenset({ori})) if account_sid == ACCOUNT else None

    app.state.dependencies = replace(app.state.dependencies, twilio_secrets=Theirs())


@pytest.fixture
def vendors(anonymous: httpx.AsyncClient) -> Vendors:
    """Twilio and SendGrid."""
    return Vendors(http=anonymous)


@pytest.fixture
def post(database: Database, vault: Vault) -> Post:
    """A place for messages."""
    return Post(database=database, vault=vault)
